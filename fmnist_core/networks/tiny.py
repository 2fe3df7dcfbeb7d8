"""The convolutional network at half the width."""

import keras

from fmnist_core.networks.cnn import stacked

STAGES = (16, 32, 64)


def build(input_shape: tuple[int, int], classes: int, dropout: float) -> keras.Model:
    """Build the network; its last map has a quarter of the input's side (7 x 7 for 28 x 28)."""
    return stacked(input_shape, classes, dropout, stages=STAGES, name="tiny")
