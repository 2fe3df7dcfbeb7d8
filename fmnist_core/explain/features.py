"""What the methods that look at the layer `features` share."""

from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from PIL import Image

from fmnist_core.explain.kept import kept
from fmnist_core.inference import Classifier

Score = Callable[[tf.Tensor], tf.Tensor]
Cam = Callable[[np.ndarray, np.ndarray], np.ndarray]

# For tf-keras-vis: exactly this layer, not the nearest convolution before it, and its map as it is.
OPTIONS: dict[str, Any] = {
    "penultimate_layer": "features",
    "seek_penultimate_conv_layer": False,
    "expand_cam": False,
    "normalize_cam": False,
}


def compiled(model: keras.Model, cam: Callable[[Score, tf.Tensor], Any]) -> Cam:
    """Return a method of tf-keras-vis as one graph, which need not be built again for each image.

    Args:
        model: the network.
        cam: gives the map of a score, a function of the logits, and pixels.

    Returns:
        A function of pixels, float32 (1, h, w, 1), and of what the logits are weighted with, float32
        (classes,), that returns float32 (map's h, map's w).
    """

    @tf.function(
        input_signature=[
            tf.TensorSpec((1, *model.input_shape[1:]), tf.float32),
            tf.TensorSpec((model.output_shape[-1],), tf.float32),
        ]
    )
    def call(pixels: tf.Tensor, weights: tf.Tensor) -> tf.Tensor:
        return cam(lambda logits: tf.linalg.matvec(logits, weights), pixels)

    graph = call.get_concrete_function()

    def answer(batch: np.ndarray, weights: np.ndarray) -> np.ndarray:
        return graph(tf.convert_to_tensor(batch), tf.convert_to_tensor(weights)).numpy()[0]

    return answer


def maps(classifier: Classifier, batch: np.ndarray) -> np.ndarray:
    """Return the output of the layer `features`, float32 (h, w, channels), for a batch of one, float32."""
    return kept(classifier, _features)(tf.convert_to_tensor(batch)).numpy()[0]


def _features(classifier: Classifier) -> Callable[[tf.Tensor], tf.Tensor]:
    model = classifier.model
    whole = keras.Model(model.inputs, model.get_layer("features").output)

    @tf.function(input_signature=[tf.TensorSpec((1, *model.input_shape[1:]), tf.float32)])
    def features(pixels: tf.Tensor) -> tf.Tensor:
        return tf.cast(whole(pixels, training=False), tf.float32)

    return features.get_concrete_function()


def enlarge(values: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    """Return a map at another size, interpolated linearly.

    Pillow keeps the *areas* of pixels aligned, as pooling does. tf-keras-vis itself aligns the centres of the
    corner pixels, which moves a 7 x 7 map outwards by up to one and a half pixels of the image.

    Args:
        values: float (h, w).
        shape: height and width of the result.

    Returns:
        float32 of that shape.
    """
    height, width = shape
    image = Image.fromarray(np.asarray(values, dtype=np.float32))
    return np.asarray(image.resize((width, height), Image.Resampling.BILINEAR))
