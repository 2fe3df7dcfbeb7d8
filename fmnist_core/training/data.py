"""Training batches: shuffled anew each epoch, augmented, the same for the same seed and epoch."""

import numpy as np
import tensorflow as tf

from fmnist_core.datasets import Dataset, Split
from fmnist_core.training.augmentation import apply, layers
from fmnist_core.training.config import TrainingConfig


def limited(split: Split, limit: int | None, seed: int) -> np.ndarray:
    """Return positions of at most `limit` samples, classes in equal shares as far as they reach.

    Returns:
        int64 (n,), ascending.
    """
    if limit is None or limit >= len(split.labels):
        return np.arange(len(split.labels))
    order = np.random.default_rng(seed).permutation(len(split.labels))
    # The rank of a sample within its class: taking the lowest ranks takes classes in turn.
    rank = np.empty(len(order), dtype=np.int64)
    for label in np.unique(split.labels):
        members = order[split.labels[order] == label]
        rank[members] = np.arange(len(members))
    return np.sort(order[np.argsort(rank[order], kind="stable")][:limit])


def steps_per_epoch(samples: int, batch_size: int) -> int:
    """Return how many full batches an epoch has (at least one)."""
    return max(1, samples // batch_size)


def batches(
    dataset: Dataset, config: TrainingConfig, positions: np.ndarray, first_epoch: int
) -> tf.data.Dataset:
    """Return the batches of all epochs from `first_epoch` (0-based) to the last.

    Each is float32 (b, height, width, 1) with pixels 0..255 and one-hot float32 (b, classes). The order of
    samples depends on the seed and the epoch alone, so that a resumed run sees what an unbroken one sees.
    """
    images = tf.constant(dataset.train.images[positions])
    labels = tf.constant(dataset.train.labels[positions])
    classes = len(dataset.spec.class_names)
    size = min(config.batch_size, len(positions))
    used = steps_per_epoch(len(positions), size) * size
    chain = layers(
        config.augment,
        flips_allowed=dataset.spec.flips_allowed,
        seed=int(np.random.default_rng([config.seed, first_epoch]).integers(2**31 - 10)),
    )

    def epoch_order(epoch: tf.Tensor) -> tf.data.Dataset:
        seed = tf.stack([tf.constant(config.seed, tf.int64), epoch])
        order = tf.random.experimental.stateless_shuffle(tf.range(len(positions)), seed=seed)
        return tf.data.Dataset.from_tensor_slices(order[:used]).batch(size, drop_remainder=True)

    def load(order: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        x = tf.cast(tf.gather(images, order), tf.float32)[..., tf.newaxis]
        return apply(chain, x, tf.one_hot(tf.gather(labels, order), classes))

    # One map at a time: augmentation is many times faster than training, and the order of its random
    # numbers stays the same.
    return tf.data.Dataset.range(first_epoch, config.epochs).flat_map(epoch_order).map(load).prefetch(4)
