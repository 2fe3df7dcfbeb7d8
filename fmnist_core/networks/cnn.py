"""A small VGG-like network: three stages of two 3 x 3 convolutions.

Karen Simonyan, Andrew Zisserman: Very Deep Convolutional Networks for Large-Scale Image Recognition,
arXiv:1409.1556; with batch normalisation (Ioffe, Szegedy, arXiv:1502.03167) and average pooling over the
last map (Lin, Chen, Yan: Network in Network, arXiv:1312.4400) in place of wide dense layers.
"""

import keras

STAGES = (32, 64, 128)
MOMENTUM = 0.9  # of the running statistics: short trainings validate on statistics that have caught up


def build(input_shape: tuple[int, int], classes: int, dropout: float) -> keras.Model:
    """Build the network; its last map has a quarter of the input's side (7 x 7 for 28 x 28)."""
    return stacked(input_shape, classes, dropout, stages=STAGES, name="cnn")


def stacked(
    input_shape: tuple[int, int], classes: int, dropout: float, *, stages: tuple[int, ...], name: str
) -> keras.Model:
    """Build two convolutions a stage, with as many filters as `stages` says, and pooling in between."""
    pixels = keras.Input((*input_shape, 1), name="pixels")
    x = keras.layers.Rescaling(1 / 255)(pixels)
    for stage, filters in enumerate(stages):
        if stage:
            x = keras.layers.MaxPooling2D()(x)
        x = _convolution(x, filters)
        x = _convolution(x, filters, name="features" if stage == len(stages) - 1 else None)
    x = keras.layers.GlobalAveragePooling2D()(x)
    x = keras.layers.Dropout(dropout)(x)
    x = keras.layers.Dense(64, activation="relu", name="embedding")(x)
    logits = keras.layers.Dense(classes, dtype="float32", name="logits")(x)
    return keras.Model(pixels, logits, name=name)


def _convolution(x: keras.KerasTensor, filters: int, name: str | None = None) -> keras.KerasTensor:
    x = keras.layers.Conv2D(filters, 3, padding="same", use_bias=False, kernel_initializer="he_normal")(x)
    x = keras.layers.BatchNormalization(momentum=MOMENTUM)(x)
    return keras.layers.Activation("relu", name=name)(x)
