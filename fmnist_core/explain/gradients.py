"""Gradients of a class's logit, or of the difference of two, compiled once a classifier."""

from collections.abc import Callable

import numpy as np
import tensorflow as tf

from fmnist_core.explain.kept import kept
from fmnist_core.inference import Classifier, at_once

BATCH = 128  # images at once: the memory for a gradient is that of all activations


def weights_of(classifier: Classifier, target: int, against: int | None) -> np.ndarray:
    """Return the factors of the logits, float32 (classes,): 1 at the target, -1 at the other class."""
    weights = np.zeros(len(classifier.class_names), np.float32)
    weights[target] = 1
    if against is not None:
        weights[against] = -1
    return weights


def of_pixels(classifier: Classifier, images: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return the gradients of a weighted sum of the logits with respect to the pixels.

    Args:
        classifier: a loaded network.
        images: float32 (n, h, w, 1) in [0, 255].
        weights: float32 (classes,), as `weights_of` makes them for one class or two.

    Returns:
        float32 (n, h, w, 1).
    """
    function = kept(classifier, _compiled)
    size = at_once(BATCH, images.shape)
    parts = [
        function(tf.convert_to_tensor(images[start : start + size]), tf.convert_to_tensor(weights)).numpy()
        for start in range(0, len(images), size)
    ]
    return np.concatenate(parts)


def _compiled(classifier: Classifier) -> Callable[[tf.Tensor, tf.Tensor], tf.Tensor]:
    model = classifier.model

    @tf.function(
        input_signature=[
            tf.TensorSpec((None, *model.input_shape[1:]), tf.float32),
            tf.TensorSpec((model.output_shape[-1],), tf.float32),
        ]
    )
    def gradients(pixels: tf.Tensor, weights: tf.Tensor) -> tf.Tensor:
        with tf.GradientTape(watch_accessed_variables=False) as tape:
            tape.watch(pixels)
            score = tf.linalg.matvec(tf.cast(model(pixels, training=False), tf.float32), weights)
        return tape.gradient(score, pixels)

    return gradients.get_concrete_function()
