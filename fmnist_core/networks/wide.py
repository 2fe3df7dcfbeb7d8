"""The fast network, wider and without normalisation, for more kinds of pictures than a dataset's own.

What is learnt from drawings must not push out what is learnt from the dataset: with more filters, another
residual block, and twice as many numbers in the embedding, both fit.
"""

import keras

from fmnist_core.networks.fast import residual

STAGES = (56, 112)
BLOCKS = 2


def build(input_shape: tuple[int, int], classes: int, dropout: float) -> keras.Model:
    """Build the network; its last map has a quarter of the input's side (7 x 7 for 28 x 28)."""
    return residual(
        input_shape,
        classes,
        dropout,
        stages=STAGES,
        embedding=128,
        name="wide",
        blocks=BLOCKS,
        normalised=False,
    )
