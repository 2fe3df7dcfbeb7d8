"""Grad-CAM++: feature maps weighted place by place, through higher derivatives of the class's score.

Chattopadhay et al.: Grad-CAM++: Improved Visual Explanations for Deep Convolutional Networks,
arXiv:1710.11063. Computed by tf-keras-vis.
"""

import numpy as np
import tensorflow as tf
from tf_keras_vis.gradcam_plus_plus import GradcamPlusPlus

from fmnist_core.explain.features import OPTIONS, enlarge
from fmnist_core.inference import Classifier


def saliency(classifier: Classifier, batch: np.ndarray, target: int) -> np.ndarray:
    """Return the map, float32 (h, w), not negative, for a batch of one, float32 (1, h, w, 1)."""

    def score(logits: tf.Tensor) -> tf.Tensor:
        # The method takes exp(score), which overflows for a logit above 88. Shifting the score to zero
        # leaves its gradients alone and scales the whole map by one factor.
        logit = tf.gather(logits, target, axis=1)
        return logit - tf.stop_gradient(logit)

    cam = GradcamPlusPlus(classifier.model)(score, batch, **OPTIONS)
    return enlarge(cam[0], batch.shape[1:3])
