"""What several networks are made of."""

from collections.abc import Callable, Sequence

import keras

MOMENTUM = 0.9  # of the running statistics: short trainings validate on statistics that have caught up

# Makes a block from a map, its filters, its stride and its name.
Block = Callable[[keras.KerasTensor, int, int, str | None], keras.KerasTensor]


def convolution(x: keras.KerasTensor, filters: int, *, size: int = 3, stride: int = 1) -> keras.KerasTensor:
    """Convolve without a bias, as a normalisation follows."""
    return keras.layers.Conv2D(
        filters, size, strides=stride, padding="same", use_bias=False, kernel_initializer="he_normal"
    )(x)


def normalised(x: keras.KerasTensor, start: str = "ones") -> keras.KerasTensor:
    """Normalise over the batch; `start` initialises the factors."""
    return keras.layers.BatchNormalization(momentum=MOMENTUM, gamma_initializer=start)(x)


def activated(x: keras.KerasTensor, name: str | None = None) -> keras.KerasTensor:
    """Apply ReLU."""
    return keras.layers.Activation("relu", name=name)(x)


def stacked(
    x: keras.KerasTensor,
    stages: Sequence[tuple[int, int]],
    block: Block,
    *,
    halve_first: bool = False,
) -> keras.KerasTensor:
    """Apply stages of blocks, each stage beginning with half the side, the first only if asked for.

    Args:
        x: a map.
        stages: filters and number of blocks of each.
        block: makes each; the last is named "features".
        halve_first: whether the first stage, too, begins with half the side.
    """
    for stage, (filters, blocks) in enumerate(stages):
        for number in range(blocks):
            halved = not number and (stage > 0 or halve_first)
            last = stage == len(stages) - 1 and number == blocks - 1
            x = block(x, filters, 2 if halved else 1, "features" if last else None)
    return x


def residual(shortcut: Callable[[keras.KerasTensor, int, int], keras.KerasTensor]) -> Block:
    """Return what makes a block of two convolutions for `stacked`.

    Kaiming He et al.: Deep Residual Learning for Image Recognition, arXiv:1512.03385.

    Args:
        shortcut: brings a map to a number of filters, its side divided by a stride; often changes nothing.
    """

    def block(x: keras.KerasTensor, filters: int, stride: int, name: str | None) -> keras.KerasTensor:
        y = activated(normalised(convolution(x, filters, stride=stride)))
        y = normalised(convolution(y, filters))
        return activated(keras.layers.Add()([shortcut(x, filters, stride), y]), name)

    return block


def placed(x: keras.KerasTensor) -> keras.KerasTensor:
    """Make the embedding of a map: in place of an average, each channel has a weight for each place.

    Items sit upright in the middle of the picture, so where something is tells what it is. As in Sheng Chen
    et al.: MobileFaceNets, arXiv:1804.07573, section 3.1.
    """
    x = keras.layers.AveragePooling2D(2, padding="same")(x)
    return keras.layers.EinsumDense("bhwc,hwc->bc", x.shape[-1], bias_axes="c", name="embedding")(x)
