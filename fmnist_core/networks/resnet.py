"""ResNet-20: three stages of three residual blocks, for small images.

Kaiming He et al.: Deep Residual Learning for Image Recognition, arXiv:1512.03385, section 4.2.
"""

import keras

from fmnist_core.networks.cnn import MOMENTUM

STAGES = (16, 32, 64)
BLOCKS = 3


def build(input_shape: tuple[int, int], classes: int, dropout: float) -> keras.Model:
    """Build the network; its last map has a quarter of the input's side (7 x 7 for 28 x 28)."""
    pixels = keras.Input((*input_shape, 1), name="pixels")
    x = keras.layers.Rescaling(1 / 255)(pixels)
    x = _normalised(x, STAGES[0], activate=True)
    for stage, filters in enumerate(STAGES):
        for block in range(BLOCKS):
            last = stage == len(STAGES) - 1 and block == BLOCKS - 1
            stride = 2 if stage and not block else 1
            x = _residual(x, filters, stride, name="features" if last else None)
    x = keras.layers.GlobalAveragePooling2D(name="embedding")(x)
    x = keras.layers.Dropout(dropout)(x)
    logits = keras.layers.Dense(classes, dtype="float32", name="logits")(x)
    return keras.Model(pixels, logits, name="resnet")


def _residual(x: keras.KerasTensor, filters: int, stride: int, name: str | None) -> keras.KerasTensor:
    y = _normalised(x, filters, stride=stride, activate=True)
    y = _normalised(y, filters)
    if stride > 1:  # a projection where the shape changes
        x = _normalised(x, filters, size=1, stride=stride)
    return keras.layers.Activation("relu", name=name)(keras.layers.Add()([x, y]))


def _normalised(
    x: keras.KerasTensor, filters: int, *, size: int = 3, stride: int = 1, activate: bool = False
) -> keras.KerasTensor:
    x = keras.layers.Conv2D(
        filters, size, strides=stride, padding="same", use_bias=False, kernel_initializer="he_normal"
    )(x)
    x = keras.layers.BatchNormalization(momentum=MOMENTUM)(x)
    return keras.layers.Activation("relu")(x) if activate else x
