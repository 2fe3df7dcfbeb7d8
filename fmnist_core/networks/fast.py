"""A convolutional network that trains in a minute on a CPU.

Two things cost most of the time on a CPU: maps at full resolution, and batch normalisation. So the first
convolution halves the resolution, and residual blocks whose last factor starts at zero train without
normalisation: Soham De, Samuel Smith: Batch Normalization Biases Residual Blocks Towards the Identity
Function in Deep Networks (SkipInit), arXiv:2002.10444. Items sit upright in the middle of the picture, so the
head keeps where a feature is (4 x 4 places for 28 x 28 pixels): in few epochs that gains five points of
accuracy over an average of all places.
"""

import keras

STAGES = (32, 64)


def build(input_shape: tuple[int, int], classes: int, dropout: float) -> keras.Model:
    """Build the network; its last map has a quarter of the input's side (7 x 7 for 28 x 28)."""
    return residual(input_shape, classes, dropout, stages=STAGES, embedding=64, name="fast")


def residual(
    input_shape: tuple[int, int],
    classes: int,
    dropout: float,
    *,
    stages: tuple[int, int],
    embedding: int,
    name: str,
    blocks: int = 1,
) -> keras.Model:
    """Build two stages with as many filters as `stages` says, and `blocks` residual blocks in the second."""
    pixels = keras.Input((*input_shape, 1), name="pixels")
    x = keras.layers.Rescaling(1 / 255)(pixels)
    x = _activated(_convolution(x, stages[0], stride=2))
    x = _residual(x, stages[0])
    x = keras.layers.MaxPooling2D(padding="same")(x)
    x = _activated(_convolution(x, stages[1]))
    for _ in range(blocks - 1):
        x = _residual(x, stages[1])
    x = _residual(x, stages[1], name="features")
    x = keras.layers.AveragePooling2D(2, padding="same")(x)
    x = keras.layers.Flatten()(x)
    x = keras.layers.Dropout(dropout)(x)
    x = keras.layers.Dense(embedding, activation="relu", name="embedding")(x)
    logits = keras.layers.Dense(classes, dtype="float32", name="logits")(x)
    return keras.Model(pixels, logits, name=name)


def _residual(x: keras.KerasTensor, filters: int, name: str | None = None) -> keras.KerasTensor:
    y = _activated(_convolution(x, filters))
    y = _convolution(y, filters, start="zeros")
    return _activated(keras.layers.Add()([x, y]), name)


def _activated(x: keras.KerasTensor, name: str | None = None) -> keras.KerasTensor:
    return keras.layers.Activation("relu", name=name)(x)


def _convolution(
    x: keras.KerasTensor, filters: int, *, stride: int = 1, start: str = "he_normal"
) -> keras.KerasTensor:
    return keras.layers.Conv2D(filters, 3, strides=stride, padding="same", kernel_initializer=start)(x)
