"""What a network that has seen a million photographs says of one: a second opinion without any training.

The 28 x 28 pixels of a dataset hold too little to find a garment on a floor or on a person.
EfficientNet-Lite0 (Tan, Le, arXiv:1905.11946), trained on ImageNet, looks at the whole photograph instead;
its answers in words such as "jersey" or "trench coat" are turned into classes by their meaning (see `words`).
"""

from collections.abc import Callable
from functools import lru_cache

import keras
import numpy as np
import tensorflow as tf
from PIL import Image, ImageOps

from fmnist_core.evaluation.metrics import softmax
from fmnist_core.networks.backbones import BACKBONES
from fmnist_core.networks.efficientnet_lite import efficientnet_lite0, load_classifier, load_weights

SIDE = 224  # pixels, as the network was trained; at 160 it is right a tenth less often


def imagenet_probabilities(picture: np.ndarray) -> np.ndarray:
    """Return how probable each class of ImageNet is, float32 (1000,).

    Args:
        picture: uint8 (h, w) or (h, w, 3), the whole photograph.

    Raises:
        NetworkError: the weights that ship with the project are missing or damaged.
    """
    whole = Image.fromarray(picture).convert("RGB")
    square = np.asarray(ImageOps.pad(whole, (SIDE, SIDE), color=_ground(np.asarray(whole))), np.float32)
    logits = load()(tf.convert_to_tensor(square[np.newaxis]))
    return softmax(logits.numpy())[0].astype(np.float32)


def _ground(picture: np.ndarray) -> tuple[int, ...]:
    """Return the mean colour of the upper and the lower edge, so that what is added does not stand out."""
    return tuple(int(value) for value in picture[[0, -1]].reshape(-1, 3).mean(axis=0))


@lru_cache(maxsize=1)
def load() -> Callable[[tf.Tensor], tf.Tensor]:
    """Return the network, from float32 (1, 224, 224, 3) in [0, 255] to logits (1, 1000); kept from then on.

    Raises:
        NetworkError: the weights that ship with the project are missing or damaged.
    """
    spec = BACKBONES["efficientnet_lite0"]
    pixels = keras.Input((SIDE, SIDE, 3))
    x = efficientnet_lite0(keras.layers.Rescaling(spec.scale, spec.offset)(pixels))
    x = keras.layers.GlobalAveragePooling2D()(x)
    model = keras.Model(pixels, keras.layers.Dense(1000, name="classifier")(x))
    load_weights(model, spec)
    load_classifier(model.get_layer("classifier"), spec)

    @tf.function(input_signature=[tf.TensorSpec((1, SIDE, SIDE, 3), tf.float32)])
    def call(batch: tf.Tensor) -> tf.Tensor:
        return model(batch, training=False)

    return call.get_concrete_function()
