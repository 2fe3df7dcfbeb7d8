"""Which samples a run trains on, before they are put into batches."""

import numpy as np

from fmnist_core.datasets import Dataset, Split
from fmnist_core.drawings.pictures import made_pictures, missing_pictures


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


def samples(
    dataset: Dataset, positions: np.ndarray, augment: str, seed: int
) -> tuple[np.ndarray, np.ndarray]:
    """Return what a run trains on, before random changes.

    Args:
        dataset: whose training split is used.
        positions: of the training images, int64 (n,).
        augment: a key of `AUGMENTATIONS`; "pictures" adds one made picture for each image.
        seed: of the run.

    Returns:
        Images uint8 (m, height, width) and labels int64 (m,), m as `config.samples_per_epoch` says.
    """
    images, labels = dataset.train.images[positions], dataset.train.labels[positions]
    if augment != "pictures":
        return images, labels
    made = made_pictures(images, labels, dataset.spec, seed)
    return np.concatenate([images, made]), np.concatenate([labels, labels])


def to_make(dataset: Dataset, limit: int | None, augment: str, seed: int) -> int:
    """Return how many pictures a run would have to make first, because they are not kept from before."""
    if augment != "pictures":
        return 0
    positions = limited(dataset.train, limit, seed)
    images, labels = dataset.train.images[positions], dataset.train.labels[positions]
    return missing_pictures(images, labels, dataset.spec, seed)
