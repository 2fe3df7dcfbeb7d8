"""Under 10,000 parameters: depthwise separable residual blocks and a head that knows where things are.

The blocks are those of Andrew Howard et al.: MobileNets, arXiv:1704.04861, with the shortcuts of ResNets.
Items sit upright in the middle of the picture, so the head does not average the last map: each channel has a
weight for each place, as in Sheng Chen et al.: MobileFaceNets, arXiv:1804.07573, section 3.1.
"""

import keras

from fmnist_core.networks.cnn import MOMENTUM

STEM = 16
STAGES = ((32, 3), (42, 2))  # filters and blocks of each; each begins with half the resolution


def build(input_shape: tuple[int, int], classes: int, dropout: float) -> keras.Model:
    """Build the network; its last map has a quarter of the input's side (7 x 7 for 28 x 28)."""
    pixels = keras.Input((*input_shape, 1), name="pixels")
    x = keras.layers.Rescaling(1 / 255)(pixels)
    x = keras.layers.Conv2D(STEM, 3, padding="same", use_bias=False, kernel_initializer="he_normal")(x)
    x = _activated(_normalised(x))
    for stage, (filters, blocks) in enumerate(STAGES):
        for block in range(blocks):
            last = stage == len(STAGES) - 1 and block == blocks - 1
            x = _separable(x, filters, 1 if block else 2, "features" if last else None)
    x = keras.layers.AveragePooling2D(2, padding="same")(x)
    channels = x.shape[-1]
    x = keras.layers.EinsumDense("bhwc,hwc->bc", channels, bias_axes="c", name="embedding")(x)
    x = keras.layers.Dropout(dropout)(x)
    logits = keras.layers.Dense(classes, dtype="float32", name="logits")(x)
    return keras.Model(pixels, logits, name="micro")


def _separable(x: keras.KerasTensor, filters: int, stride: int, name: str | None) -> keras.KerasTensor:
    y = keras.layers.DepthwiseConv2D(3, strides=stride, padding="same", use_bias=False)(x)
    y = _activated(_normalised(y))
    y = _normalised(keras.layers.Conv2D(filters, 1, use_bias=False, kernel_initializer="he_normal")(y))
    if stride == 1:
        y = keras.layers.Add()([x, y])
    return _activated(y, name)


def _normalised(x: keras.KerasTensor) -> keras.KerasTensor:
    return keras.layers.BatchNormalization(momentum=MOMENTUM)(x)


def _activated(x: keras.KerasTensor, name: str | None = None) -> keras.KerasTensor:
    return keras.layers.Activation("relu", name=name)(x)
