"""Training batches: shuffled anew each epoch, augmented, the same for the same seed and epoch."""

import keras
import numpy as np
import tensorflow as tf

from fmnist_core.training.augmentation import apply


def steps_per_epoch(samples: int, batch_size: int) -> int:
    """Return how many full batches an epoch has (at least one)."""
    return max(1, samples // batch_size)


def batches(
    inputs: np.ndarray,
    one_hot: np.ndarray,
    chain: list[keras.layers.Layer],
    *,
    batch_size: int,
    epochs: range,
    seed: int,
    mirrored: bool = False,
) -> tf.data.Dataset:
    """Return the batches of some epochs, in full size only.

    The order of samples depends on the seed and the epoch alone, so that a resumed run sees what an unbroken
    one sees.

    Args:
        inputs: uint8 images (n, height, width, 1), or float32 features (n, d).
        one_hot: float32 (n, classes).
        chain: augmentation layers, see `augmentation.layers`.
        batch_size: at most n.
        epochs: which, counted from 0.
        seed: of the run.
        mirrored: whether each image comes mirrored in every other epoch, half of them first.

    Returns:
        Pairs of float32 inputs (b, ...), pixels in 0..255, and float32 labels (b, classes).
    """
    used = steps_per_epoch(len(inputs), batch_size) * batch_size
    count = len(inputs)
    turns = tf.constant(np.random.default_rng(seed).integers(2, size=count))
    if mirrored:
        inputs, one_hot = np.concatenate([inputs, inputs[:, :, ::-1]]), np.concatenate([one_hot, one_hot])
    x, y = tf.constant(inputs), tf.constant(one_hot)

    def epoch_order(epoch: tf.Tensor) -> tf.data.Dataset:
        order = tf.random.experimental.stateless_shuffle(
            tf.range(tf.constant(count, tf.int64)), seed=tf.stack([tf.constant(seed, tf.int64), epoch])
        )
        if mirrored:
            order += count * ((tf.gather(turns, order) + epoch) % 2)
        return tf.data.Dataset.from_tensor_slices(order[:used]).batch(batch_size, drop_remainder=True)

    def load(order: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        return apply(chain, tf.cast(tf.gather(x, order), tf.float32), tf.gather(y, order))

    # There is nothing to tune, and a tuner that sleeps holds up the end of a training for up to a minute.
    options = tf.data.Options()
    options.autotune.enabled = False
    # One map at a time: augmentation is many times faster than training, and the order of its random
    # numbers stays the same.
    order = tf.data.Dataset.range(epochs.start, epochs.stop).flat_map(epoch_order)
    return order.map(load).prefetch(4).with_options(options)
