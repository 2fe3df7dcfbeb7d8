"""Under 100,000 parameters: residual blocks, shortcuts without weights, a head that knows where things are.

The blocks are those of Kaiming He et al.: Deep Residual Learning for Image Recognition, arXiv:1512.03385.
Where the shape changes, a shortcut is averaged, and its channels come twice: weights are kept for the rest.
"""

import keras

from fmnist_core.networks.layers import activated, convolution, normalised, placed

STAGES = ((16, 2), (32, 2), (32, 3))  # filters and blocks of each; all but the first begin with half the side


def build(input_shape: tuple[int, int], classes: int, dropout: float) -> keras.Model:
    """Build the network; its last map has a quarter of the input's side (7 x 7 for 28 x 28)."""
    pixels = keras.Input((*input_shape, 1), name="pixels")
    x = keras.layers.Rescaling(1 / 255)(pixels)
    x = activated(normalised(convolution(x, STAGES[0][0])))
    for stage, (filters, blocks) in enumerate(STAGES):
        for block in range(blocks):
            last = stage == len(STAGES) - 1 and block == blocks - 1
            x = _residual(x, filters, 2 if stage and not block else 1, "features" if last else None)
    x = keras.layers.Dropout(dropout)(placed(x))
    logits = keras.layers.Dense(classes, dtype="float32", name="logits")(x)
    return keras.Model(pixels, logits, name="tiny")


def _residual(x: keras.KerasTensor, filters: int, stride: int, name: str | None) -> keras.KerasTensor:
    y = activated(normalised(convolution(x, filters, stride=stride)))
    y = normalised(convolution(y, filters))
    if stride > 1:
        x = keras.layers.AveragePooling2D(stride, padding="same")(x)
    if x.shape[-1] < filters:
        x = keras.layers.Concatenate()([x, x])
    return activated(keras.layers.Add()([x, y]), name)
