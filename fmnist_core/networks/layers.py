"""What several networks are made of."""

import keras

MOMENTUM = 0.9  # of the running statistics: short trainings validate on statistics that have caught up


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


def placed(x: keras.KerasTensor) -> keras.KerasTensor:
    """Make the embedding of a map: in place of an average, each channel has a weight for each place.

    Items sit upright in the middle of the picture, so where something is tells what it is. As in Sheng Chen
    et al.: MobileFaceNets, arXiv:1804.07573, section 3.1.
    """
    x = keras.layers.AveragePooling2D(2, padding="same")(x)
    return keras.layers.EinsumDense("bhwc,hwc->bc", x.shape[-1], bias_axes="c", name="embedding")(x)
