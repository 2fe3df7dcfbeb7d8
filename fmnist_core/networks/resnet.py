"""ResNet-20: three stages of three residual blocks, for small images.

Kaiming He et al.: Deep Residual Learning for Image Recognition, arXiv:1512.03385, section 4.2.
"""

import keras

from fmnist_core.networks.layers import activated, convolution, normalised, residual, stacked

STAGES = ((16, 3), (32, 3), (64, 3))  # filters and blocks of each


def build(input_shape: tuple[int, int], classes: int, dropout: float) -> keras.Model:
    """Build the network; its last map has a quarter of the input's side (7 x 7 for 28 x 28)."""
    pixels = keras.Input((*input_shape, 1), name="pixels")
    x = keras.layers.Rescaling(1 / 255)(pixels)
    x = activated(normalised(convolution(x, STAGES[0][0])))
    x = stacked(x, STAGES, residual(_projected))
    x = keras.layers.GlobalAveragePooling2D(name="embedding")(x)
    x = keras.layers.Dropout(dropout)(x)
    logits = keras.layers.Dense(classes, dtype="float32", name="logits")(x)
    return keras.Model(pixels, logits, name="resnet")


def _projected(x: keras.KerasTensor, filters: int, stride: int) -> keras.KerasTensor:
    """Project where the shape changes."""
    return normalised(convolution(x, filters, size=1, stride=stride)) if stride > 1 else x
