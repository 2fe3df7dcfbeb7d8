"""Training batches: those of one epoch, augmented."""

from collections.abc import Iterator

import keras
import numpy as np
import tensorflow as tf

from fmnist_core.training.augmentation import apply
from fmnist_core.training.selection import Selection


def steps_per_epoch(samples: int, batch_size: int) -> int:
    """Return how many full batches an epoch has (at least one)."""
    return max(1, samples // batch_size)


def batches(
    inputs: np.ndarray,
    one_hot: np.ndarray,
    chain: list[keras.layers.Layer],
    selection: Selection,
    *,
    batch_size: int,
) -> tf.data.Dataset:
    """Return the batches of one epoch, in full size only.

    Each time they are iterated they are those of the epoch that has begun by then.

    Args:
        inputs: uint8 images (n, height, width, 1), or float32 features (n, d).
        one_hot: float32 (n, classes).
        chain: augmentation layers, see `augmentation.layers`.
        selection: knows the images of the epoch.
        batch_size: at most as many as an epoch shows.

    Returns:
        Pairs of float32 inputs (b, ...), pixels in 0..255, and float32 labels (b, classes).
    """
    x, y = tf.constant(inputs), tf.constant(one_hot)
    steps = steps_per_epoch(len(selection.positions), batch_size)

    def chosen() -> Iterator[tuple[np.ndarray, np.ndarray]]:
        for step in range(steps):
            batch = slice(step * batch_size, (step + 1) * batch_size)
            yield selection.positions[batch], selection.turned[batch]

    def load(positions: tf.Tensor, turned: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        pixels = tf.gather(x, positions)
        if selection.mirrored:
            pixels = tf.where(tf.reshape(turned, (-1, 1, 1, 1)), pixels[:, :, ::-1], pixels)
        return apply(chain, tf.cast(pixels, tf.float32), tf.gather(y, positions))

    # There is nothing to tune, and a tuner that sleeps holds up the end of a training for up to a minute.
    options = tf.data.Options()
    options.autotune.enabled = False
    kinds = (tf.TensorSpec((batch_size,), tf.int64), tf.TensorSpec((batch_size,), tf.bool))
    data = tf.data.Dataset.from_generator(chosen, output_signature=kinds)
    # One map at a time: augmentation is many times faster than training, and the order of its random
    # numbers stays the same.
    data = data.apply(tf.data.experimental.assert_cardinality(steps)).map(load)
    return data.prefetch(4).with_options(options)
