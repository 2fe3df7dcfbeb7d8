"""Grad-CAM++: feature maps weighted place by place, through higher derivatives of the class's score.

Chattopadhay et al.: Grad-CAM++: Improved Visual Explanations for Deep Convolutional Networks,
arXiv:1710.11063. Computed by tf-keras-vis, compiled once a classifier.
"""

import numpy as np
import tensorflow as tf
from tf_keras_vis.gradcam_plus_plus import GradcamPlusPlus

from fmnist_core.explain.features import OPTIONS, Cam, Score, compiled, enlarge
from fmnist_core.explain.gradients import weights_of
from fmnist_core.explain.kept import kept
from fmnist_core.inference import Classifier


def saliency(classifier: Classifier, batch: np.ndarray, target: int, against: int | None) -> np.ndarray:
    """Return the map, float32 (h, w), not negative, for a batch of one, float32 (1, h, w, 1)."""
    weights = weights_of(classifier, target, against)
    cam = kept(classifier, _compiled)(batch, weights)
    return enlarge(cam, batch.shape[1:3])


def _compiled(classifier: Classifier) -> Cam:
    method = GradcamPlusPlus(classifier.model)
    return compiled(method.model, lambda score, pixels: method(_shifted(score), pixels, **OPTIONS))


def _shifted(score: Score) -> Score:
    """Return the score without its value, of which the method takes the exponential: that overflows above 88.

    The gradients stay as they are, and the whole map changes by one factor.
    """

    def shifted(logits: tf.Tensor) -> tf.Tensor:
        value = score(logits)
        return value - tf.stop_gradient(value)

    return shifted
