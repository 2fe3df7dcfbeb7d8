"""A small VGG-like network: three stages of two 3 x 3 convolutions.

Karen Simonyan, Andrew Zisserman: Very Deep Convolutional Networks for Large-Scale Image Recognition,
arXiv:1409.1556; with batch normalisation (Ioffe, Szegedy, arXiv:1502.03167) and average pooling over the
last map (Lin, Chen, Yan: Network in Network, arXiv:1312.4400) in place of wide dense layers.
"""

import keras

from fmnist_core.networks.layers import activated, convolution, normalised

STAGES = (32, 64, 128)


def build(input_shape: tuple[int, int], classes: int, dropout: float) -> keras.Model:
    """Build the network; its last map has a quarter of the input's side (7 x 7 for 28 x 28)."""
    pixels = keras.Input((*input_shape, 1), name="pixels")
    x = keras.layers.Rescaling(1 / 255)(pixels)
    for stage, filters in enumerate(STAGES):
        if stage:
            x = keras.layers.MaxPooling2D()(x)
        x = activated(normalised(convolution(x, filters)))
        last = stage == len(STAGES) - 1
        x = activated(normalised(convolution(x, filters)), "features" if last else None)
    x = keras.layers.GlobalAveragePooling2D()(x)
    x = keras.layers.Dropout(dropout)(x)
    x = keras.layers.Dense(64, activation="relu", name="embedding")(x)
    logits = keras.layers.Dense(classes, dtype="float32", name="logits")(x)
    return keras.Model(pixels, logits, name="cnn")
