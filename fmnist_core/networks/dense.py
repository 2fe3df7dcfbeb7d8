"""The feed-forward baseline."""

import keras


def build(input_shape: tuple[int, int], classes: int, dropout: float) -> keras.Model:
    """Build two hidden layers of 256 and 64 units; see `fmnist_core.networks.build`."""
    pixels = keras.Input((*input_shape, 1), name="pixels")
    # No convolution, so the last map that still has places is the scaled image itself.
    features = keras.layers.Rescaling(1 / 255, name="features")(pixels)
    x = keras.layers.Flatten()(features)
    x = keras.layers.Dense(256, activation="relu")(x)
    x = keras.layers.Dropout(dropout)(x)
    x = keras.layers.Dense(64, activation="relu", name="embedding")(x)
    logits = keras.layers.Dense(classes, dtype="float32", name="logits")(x)
    return keras.Model(pixels, logits, name="dense")
