"""Grad-CAM: feature maps weighted by the mean gradient of the class's logit.

Selvaraju et al.: Grad-CAM: Visual Explanations from Deep Networks via Gradient-based Localization,
arXiv:1610.02391. Computed by tf-keras-vis, compiled once a classifier.
"""

import numpy as np
import tensorflow as tf
from tf_keras_vis.gradcam import Gradcam

from fmnist_core.explain.features import OPTIONS, Cam, Score, compiled, enlarge
from fmnist_core.explain.gradients import weights_of
from fmnist_core.explain.kept import kept
from fmnist_core.inference import Classifier


def saliency(classifier: Classifier, batch: np.ndarray, target: int, against: int | None) -> np.ndarray:
    """Return the map, float32 (h, w), not negative, for a batch of one, float32 (1, h, w, 1)."""
    weights = weights_of(classifier, target, against)
    cam = kept(classifier, _compiled)(batch, weights)
    return enlarge(cam, batch.shape[1:3])


class _Gradcam(Gradcam):
    # The same in TensorFlow: tf-keras-vis multiplies with NumPy here, which cannot be compiled.
    def _calculate_cam(
        self,
        grads: tf.Tensor,
        penultimate_output: tf.Tensor,
        gradient_modifier: None,
        activation_modifier: Score,
    ) -> tf.Tensor:
        weights = tf.reduce_mean(grads, axis=(1, 2), keepdims=True)
        return activation_modifier(tf.reduce_sum(penultimate_output * weights, axis=-1))


def _compiled(classifier: Classifier) -> Cam:
    method = _Gradcam(classifier.model)
    return compiled(method.model, lambda score, pixels: method(score, pixels, **OPTIONS))
