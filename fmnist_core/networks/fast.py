"""A convolutional network without normalisation: batch normalisation costs half of the time on a CPU.

Residual blocks whose last factor starts at zero, so that the network starts as a shallow one and trains
without normalisation: Soham De, Samuel Smith: Batch Normalization Biases Residual Blocks Towards the
Identity Function in Deep Networks (SkipInit), arXiv:2002.10444.
"""

import keras

STAGES = (32, 64, 128)


def build(input_shape: tuple[int, int], classes: int, dropout: float) -> keras.Model:
    """Build the network; its last map has a quarter of the input's side (7 x 7 for 28 x 28)."""
    pixels = keras.Input((*input_shape, 1), name="pixels")
    x = keras.layers.Rescaling(1 / 255)(pixels)
    for stage, filters in enumerate(STAGES):
        if stage:
            x = keras.layers.MaxPooling2D()(x)
        x = _convolution(x, filters)
        x = keras.layers.Activation("relu")(x)
        y = _convolution(x, filters)
        y = keras.layers.Activation("relu")(y)
        y = _convolution(y, filters, zero=True)
        x = keras.layers.Add()([x, y])
        x = keras.layers.Activation("relu", name="features" if filters == STAGES[-1] else None)(x)
    x = keras.layers.GlobalAveragePooling2D()(x)
    x = keras.layers.Dropout(dropout)(x)
    x = keras.layers.Dense(64, activation="relu", name="embedding")(x)
    logits = keras.layers.Dense(classes, dtype="float32", name="logits")(x)
    return keras.Model(pixels, logits, name="fast")


def _convolution(x: keras.KerasTensor, filters: int, *, zero: bool = False) -> keras.KerasTensor:
    start = "zeros" if zero else "he_normal"
    return keras.layers.Conv2D(filters, 3, padding="same", kernel_initializer=start)(x)
