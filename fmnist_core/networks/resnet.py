"""ResNet-20: three stages of three residual blocks, for small images.

Kaiming He et al.: Deep Residual Learning for Image Recognition, arXiv:1512.03385, section 4.2.
"""

import keras

from fmnist_core.networks.layers import activated, convolution, normalised

STAGES = (16, 32, 64)
BLOCKS = 3


def build(input_shape: tuple[int, int], classes: int, dropout: float) -> keras.Model:
    """Build the network; its last map has a quarter of the input's side (7 x 7 for 28 x 28)."""
    pixels = keras.Input((*input_shape, 1), name="pixels")
    x = keras.layers.Rescaling(1 / 255)(pixels)
    x = activated(normalised(convolution(x, STAGES[0])))
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
    y = activated(normalised(convolution(x, filters, stride=stride)))
    y = normalised(convolution(y, filters))
    if stride > 1:  # a projection where the shape changes
        x = normalised(convolution(x, filters, size=1, stride=stride))
    return activated(keras.layers.Add()([x, y]), name)
