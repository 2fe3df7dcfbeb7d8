"""What is compiled here gives the numbers of tf-keras-vis as it is published."""

import gc
import weakref

import keras
import numpy as np
import pytest
from tf_keras_vis.gradcam import Gradcam
from tf_keras_vis.gradcam_plus_plus import GradcamPlusPlus
from tf_keras_vis.saliency import Saliency
from tf_keras_vis.scorecam import Scorecam

from fmnist_core.explain import explain, occlusion
from fmnist_core.explain.features import OPTIONS, enlarge
from fmnist_core.explain.gradients import of_pixels, weights_of
from fmnist_core.explain.kept import kept
from fmnist_core.inference import Classifier


# Score-CAM as published passes a list to `model.predict`.
@pytest.mark.filterwarnings("ignore:[^$]*structure of `inputs`:UserWarning")
@pytest.mark.parametrize(
    ("method", "published"), [("gradcam", Gradcam), ("gradcam++", GradcamPlusPlus), ("scorecam", Scorecam)]
)
def test_maps_of_features_are_those_of_tf_keras_vis(classifier, striped, method, published, capsys):
    for pixels in striped[0][:3]:
        batch = pixels[None, ..., None].astype(np.float32)
        cam = enlarge(
            np.asarray(published(classifier.model)(lambda y: y[:, 1], batch, **OPTIONS))[0], (28, 28)
        )
        result = explain(classifier, pixels, method, 1).values
        np.testing.assert_allclose(result, cam / max(cam.max(), 1e-30), atol=1e-5)
    capsys.readouterr()  # its progress bar


def test_gradients_are_those_of_tf_keras_vis(classifier, striped):
    batch = striped[0][:3, ..., None].astype(np.float32)
    model = keras.Model(classifier.model.inputs, classifier.model.outputs)
    expected = Saliency(model)(
        lambda y: y[:, 0], batch, keepdims=True, gradient_modifier=None, normalize_map=False
    )
    slopes = of_pixels(classifier, batch, weights_of(classifier, 0, None))
    np.testing.assert_allclose(slopes, expected, atol=1e-6)


def make(classifier):
    return [classifier.run.id]


def test_what_is_compiled_is_made_once_and_goes_with_the_classifier(classifier, striped):
    model = keras.models.clone_model(classifier.model)
    other = Classifier(classifier.run, classifier.dataset, model)
    for method in ("gradcam", "integrated-gradients"):
        explain(other, striped[0][0], method)
    assert kept(other, make) is kept(other, make)
    gone = weakref.ref(other)
    del other
    gc.collect()
    assert gone() is None


@pytest.mark.parametrize("side", [14, 28, 112])
def test_squares_are_erased_in_proportion_to_the_image(side):
    seen = []

    class Counting:
        def forward(self, images):
            seen.append(images[..., 0])
            return np.stack([images[..., 0].mean(axis=(1, 2)), np.zeros(len(images))], axis=1)

    occlusion.saliency(Counting(), np.full((1, side, side, 1), 9, np.float32), 0, 1)
    erased = (seen[0] == 0).sum(axis=(1, 2))
    assert len(erased) == 1 + (min(side, 28) // 2 + 2) ** 2  # no more of them where the image is larger
    assert erased.max() == (6 * max(1, side // 28)) ** 2
