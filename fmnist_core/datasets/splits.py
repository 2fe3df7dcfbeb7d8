"""Splits, and the one rule that sets validation images apart from the published training file."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from fmnist_core.datasets.spec import DatasetSpec
from fmnist_core.errors import DatasetError

SplitName = Literal["train", "validation", "test"]
SPLITS: tuple[SplitName, ...] = ("train", "validation", "test")

_SEED = (
    20170831  # the day of the corrected Fashion-MNIST release; never change it: runs refer to these splits
)
_SHARE = 12  # one in twelve: 5,000 of 60,000


@dataclass(frozen=True, eq=False)
class Split:
    """Images and labels of one split. A sample is its split and its position in these arrays.

    Attributes:
        name: "train", "validation" or "test".
        images: Read-only uint8 array of shape (n, height, width), 0 = background.
        labels: Read-only int64 array of shape (n,), values in [0, classes).
        source_indices: Read-only int64 array of shape (n,), position of each sample in the published file.
    """

    name: SplitName
    images: np.ndarray
    labels: np.ndarray
    source_indices: np.ndarray


def validation_indices(labels: np.ndarray, spec: DatasetSpec) -> np.ndarray:
    """Choose the validation samples: a twelfth, every class by its share, at least one of each.

    The choice depends on nothing but the labels and PCG64's raw output, which NumPy guarantees never to
    change (unlike `shuffle` and `permutation`).

    Args:
        labels: int64 array of shape (n,), the labels of the published training file.
        spec: What is known of the dataset.

    Returns:
        int64 array of positions, ascending.

    Raises:
        DatasetError: A class has fewer than two images, one to train on and one to validate with.
    """
    counts = np.bincount(labels, minlength=len(spec.classes))
    if counts.min() < 2:
        name = spec.class_names[int(counts.argmin())]
        raise DatasetError(
            f"In the dataset {spec.name!r}, the class {name!r} has too few training images, {counts.min()}; "
            "each class needs at least two, one to train on and one to validate with."
        )
    keys = np.random.PCG64(_SEED).random_raw(len(labels))
    chosen = []
    for label, quota in enumerate(_quotas(counts)):
        members = np.flatnonzero(labels == label)
        chosen.append(members[np.argsort(keys[members], kind="stable")[:quota]])
    return np.sort(np.concatenate(chosen)).astype(np.int64)


def _quotas(counts: np.ndarray) -> np.ndarray:
    """Divide a twelfth of all samples among the classes by largest remainder, in whole numbers."""
    total = int(counts.sum())
    wanted = round(total / _SHARE)
    quotas, remainders = np.divmod(counts * wanted, total)
    largest_first = np.argsort(-remainders, kind="stable")
    quotas[largest_first[: wanted - int(quotas.sum())]] += 1
    return np.maximum(quotas, 1)
