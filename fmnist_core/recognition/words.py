"""What the words of ImageNet say about the classes of a dataset: `imagenet.json` in the dataset's folder.

The file is optional. It maps numbers of ImageNet classes (ILSVRC 2012, from 0) to a word and to the classes
that a picture with this word may show, each with its share; shares that do not add up to one leave the rest
unsaid. They follow from what the words mean and were not fitted to pictures.
"""

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from fmnist_core.datasets import DatasetSpec
from fmnist_core.errors import DatasetError

WORDS_FILE = "imagenet.json"
IMAGENET_CLASSES = 1000


@dataclass(frozen=True, eq=False)
class Words:
    """The ImageNet classes that speak for classes of a dataset.

    Attributes:
        numbers: int64 (n,), of the ImageNet classes.
        names: their words.
        shares: float64 (n, classes); each row sums to one at most.
    """

    numbers: np.ndarray
    names: tuple[str, ...]
    shares: np.ndarray


def words_of(spec: DatasetSpec) -> Words | None:
    """Return the words of a dataset; None where it has no `imagenet.json`.

    Raises:
        DatasetError: the file is not as described above.
    """
    path = spec.folder / WORDS_FILE
    return _read(path, spec.class_names, path.stat().st_mtime_ns) if path.is_file() else None


@lru_cache
def _read(path: Path, class_names: tuple[str, ...], written: int) -> Words:
    shown = f"{path.parent.name}/{WORDS_FILE}"
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))
        numbers = np.array([int(number) for number in rows], np.int64)
        names = tuple(str(row["word"]) for row in rows.values())
        shares = np.zeros((len(rows), len(class_names)))
        for place, row in enumerate(rows.values()):
            for name, share in row["classes"].items():
                shares[place, class_names.index(name)] = float(share)
    except (OSError, ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError) as error:
        raise DatasetError(
            f'{shown} cannot be used ({error}); it maps numbers of ImageNet classes to {{"word": "...", '
            '"classes": {name of a class: share}}.'
        ) from error
    fits = len(rows) and (shares >= 0).all() and (shares.sum(axis=1) <= 1 + 1e-9).all()
    if not fits or not ((numbers >= 0) & (numbers < IMAGENET_CLASSES)).all():
        raise DatasetError(
            f"{shown} needs numbers from 0 to {IMAGENET_CLASSES - 1} and shares that add up to at most 1."
        )
    return Words(numbers, names, shares)
