"""Under 10,000 parameters: depthwise separable residual blocks and a head that knows where things are.

The blocks are those of Andrew Howard et al.: MobileNets, arXiv:1704.04861, with the shortcuts of ResNets.
"""

import keras

from fmnist_core.networks.layers import activated, convolution, normalised, placed, stacked

STEM = 16
STAGES = ((32, 3), (42, 2))  # filters and blocks of each; each begins with half the resolution


def build(input_shape: tuple[int, int], classes: int, dropout: float) -> keras.Model:
    """Build the network; its last map has a quarter of the input's side (7 x 7 for 28 x 28)."""
    pixels = keras.Input((*input_shape, 1), name="pixels")
    x = keras.layers.Rescaling(1 / 255)(pixels)
    x = activated(normalised(convolution(x, STEM)))
    x = stacked(x, STAGES, _separable, halve_first=True)
    x = keras.layers.Dropout(dropout)(placed(x))
    logits = keras.layers.Dense(classes, dtype="float32", name="logits")(x)
    return keras.Model(pixels, logits, name="micro")


def _separable(x: keras.KerasTensor, filters: int, stride: int, name: str | None) -> keras.KerasTensor:
    y = keras.layers.DepthwiseConv2D(3, strides=stride, padding="same", use_bias=False)(x)
    y = normalised(convolution(activated(normalised(y)), filters, size=1))
    if stride == 1:
        y = keras.layers.Add()([x, y])
    return activated(y, name)
