"""Under 100,000 parameters: residual blocks, shortcuts without weights, a head that knows where things are.

The blocks are those of Kaiming He et al.: Deep Residual Learning for Image Recognition, arXiv:1512.03385.
Where the shape changes, a shortcut is averaged, and its channels come twice: weights are kept for the rest.
"""

from collections.abc import Sequence

import keras

from fmnist_core.networks.layers import activated, convolution, normalised, placed, residual, stacked

STAGES = ((16, 2), (32, 2), (32, 3))  # filters and blocks of each; all but the first begin with half the side


def build(input_shape: tuple[int, int], classes: int, dropout: float) -> keras.Model:
    """Build the network; its last map has a quarter of the input's side (7 x 7 for 28 x 28)."""
    return staged(input_shape, classes, dropout, stages=STAGES, name="tiny")


def staged(
    input_shape: tuple[int, int],
    classes: int,
    dropout: float,
    *,
    stages: Sequence[tuple[int, int]],
    name: str,
) -> keras.Model:
    """Build such a network of other stages; from one to the next, filters stay the same or double."""
    pixels = keras.Input((*input_shape, 1), name="pixels")
    x = keras.layers.Rescaling(1 / 255)(pixels)
    x = activated(normalised(convolution(x, stages[0][0])))
    x = stacked(x, stages, residual(_weightless))
    x = keras.layers.Dropout(dropout)(placed(x))
    logits = keras.layers.Dense(classes, dtype="float32", name="logits")(x)
    return keras.Model(pixels, logits, name=name)


def _weightless(x: keras.KerasTensor, filters: int, stride: int) -> keras.KerasTensor:
    if stride > 1:
        x = keras.layers.AveragePooling2D(stride, padding="same")(x)
    return keras.layers.Concatenate()([x, x]) if x.shape[-1] < filters else x
