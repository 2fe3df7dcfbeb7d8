"""Score-CAM: feature maps weighted by the probability of the class when the image shows only there.

Wang et al.: Score-CAM: Score-Weighted Visual Explanations for Convolutional Neural Networks,
arXiv:1910.01279. Computed by tf-keras-vis.
"""

from types import SimpleNamespace

import numpy as np
from tf_keras_vis.scorecam import Scorecam

from fmnist_core.explain.features import OPTIONS, enlarge
from fmnist_core.inference import Classifier


def saliency(classifier: Classifier, batch: np.ndarray, target: int) -> np.ndarray:
    """Return the map, float32 (h, w), not negative, for a batch of one, float32 (1, h, w, 1)."""
    model = classifier.model
    # tf-keras-vis calls `model.predict`, which prints a progress bar to standard output and is slow.
    quiet = SimpleNamespace(
        inputs=model.inputs,
        outputs=model.outputs,
        layers=model.layers,
        predict=lambda images, batch_size: classifier.forward(images[0]),
    )
    cam = Scorecam(quiet)(lambda probabilities: probabilities[:, target], batch, **OPTIONS)
    return enlarge(cam[0], batch.shape[1:3])
