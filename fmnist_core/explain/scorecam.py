"""Score-CAM: feature maps weighted by the probability of the class when the image shows only there.

Wang et al.: Score-CAM: Score-Weighted Visual Explanations for Convolutional Neural Networks,
arXiv:1910.01279. Computed by tf-keras-vis. Against another class, the probability is that of the two alone.
"""

from types import SimpleNamespace

import numpy as np
import tensorflow as tf
from tf_keras_vis.scorecam import Scorecam

from fmnist_core.explain.features import OPTIONS, enlarge
from fmnist_core.inference import Classifier

# Each feature map costs one answer; of more, those that vary most ("Faster Score-CAM" of tf-keras-vis).
MAPS = 128


def saliency(classifier: Classifier, batch: np.ndarray, target: int, against: int | None) -> np.ndarray:
    """Return the map, float32 (h, w), not negative, for a batch of one, float32 (1, h, w, 1)."""
    model = classifier.model

    def logits(images: list[np.ndarray], batch_size: int) -> np.ndarray:
        answers = classifier.forward(images[0])
        return answers if against is None else answers[:, [target, against]]

    # tf-keras-vis calls `model.predict`, which prints a progress bar to standard output and is slow.
    quiet = SimpleNamespace(inputs=model.inputs, outputs=model.outputs, layers=model.layers, predict=logits)
    column = target if against is None else 0
    maps = min(MAPS, model.get_layer("features").output.shape[-1])
    cam = Scorecam(quiet)(lambda probabilities: probabilities[:, column], batch, max_N=maps, **OPTIONS)
    return enlarge(tf.convert_to_tensor(cam).numpy()[0], batch.shape[1:3])
