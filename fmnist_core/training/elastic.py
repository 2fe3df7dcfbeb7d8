"""Elastic distortions: each image bent smoothly, as if another hand had written it.

Patrice Simard, Dave Steinkraus, John Platt: Best Practices for Convolutional Neural Networks Applied to
Visual Document Analysis, ICDAR 2003, doi:10.1109/ICDAR.2003.1227801. Keras' own layer bends one image at a
time.
"""

from typing import TypeVar

import keras

Tensor = TypeVar("Tensor")  # of whatever backend

_NODES = 4  # a side, of the coarse grid of random moves that is smoothed to one for each pixel
_MOVE = 1 / 28  # of the side: standard deviation of a node


class RandomElastic(keras.layers.Layer):
    """Moves every pixel by a smooth random field; background 0 comes in from outside.

    Args:
        seed: of its random numbers.
    """

    def __init__(self, seed: int) -> None:
        super().__init__()
        self._random = keras.random.SeedGenerator(seed)

    def call(self, images: Tensor, *, training: bool = False) -> Tensor:
        """Return float32 images (b, height, width, 1), bent if `training`."""
        if not training:
            return images
        count, height, width, _ = keras.ops.shape(images)
        nodes = keras.random.normal((count, _NODES, _NODES, 2), stddev=_MOVE, seed=self._random)
        moves = keras.ops.image.resize(
            nodes, (height, width), interpolation="bicubic", data_format="channels_last"
        )
        which, rows, columns = keras.ops.meshgrid(
            *(keras.ops.arange(size, dtype="float32") for size in (count, height, width)), indexing="ij"
        )
        places = [which, rows + height * moves[..., 0], columns + width * moves[..., 1]]
        bent = keras.ops.image.map_coordinates(
            keras.ops.squeeze(images, axis=-1), keras.ops.stack(places), order=1, fill_mode="constant"
        )
        return keras.ops.expand_dims(bent, axis=-1)
