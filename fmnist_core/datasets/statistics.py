"""Small summaries of a dataset."""

import numpy as np

from fmnist_core.datasets.dataset import Dataset
from fmnist_core.datasets.splits import SPLITS, Split


def class_counts(dataset: Dataset) -> dict[str, np.ndarray]:
    """Count the samples of each class, without reading the images.

    Returns:
        For each split an int64 array of shape (classes,).
    """
    classes = len(dataset.spec.classes)
    return {name: np.bincount(dataset.labels(name), minlength=classes) for name in SPLITS}


def mean_images(split: Split) -> np.ndarray:
    """Average the images of each class.

    Returns:
        float32 array of shape (highest label + 1, height, width), values in [0, 255]. A class without samples
        is black.
    """
    means = np.zeros((int(split.labels.max()) + 1, *split.images.shape[1:]), np.float32)
    for label in np.unique(split.labels):
        means[label] = split.images[split.labels == label].mean(axis=0, dtype=np.float64)
    return means
