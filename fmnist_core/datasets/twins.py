"""Test images that have a near twin in the published training file: `twins.json` in a dataset's folder.

A network may know the answer to such an image by heart, so honest figures are given without them, too. The
lists ship with the bundled datasets and are made by `tools/find_twins.py`, which says what counts as a twin.
"""

import json
from dataclasses import dataclass
from typing import Any

from fmnist_core.datasets.spec import DatasetSpec
from fmnist_core.errors import DatasetError

TWINS_FILE = "twins.json"
_SPLITS = ("train", "validation")


@dataclass(frozen=True)
class Twin:
    """A test image and the training or validation image that is most like it.

    Attributes:
        index: of the test image in its split.
        split: "train" or "validation": where the twin is.
        twin_index: of the twin in its split.
        mirrored: whether the test image looks like the twin's mirror image.
        similarity: up to 1 for the same image.
    """

    index: int
    split: str
    twin_index: int
    mirrored: bool
    similarity: float


def twins_of(spec: DatasetSpec) -> tuple[Twin, ...] | None:
    """Return the test images with a near twin, by their index; None where nobody has looked for twins.

    Raises:
        DatasetError: the list cannot be read.
    """
    path = spec.folder / TWINS_FILE
    if not path.is_file():
        return None
    try:
        rows: list[list[Any]] = json.loads(path.read_text(encoding="utf-8"))["twins"]
        found = tuple(Twin(*row) for row in rows)
        if all(type(twin.index) is int and twin.split in _SPLITS for twin in found):
            return found
        reason = "an image is not named by its index and split"
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        reason = f"{type(error).__name__}: {error}"
    raise DatasetError(
        f"{spec.folder.name}/{TWINS_FILE} cannot be read ({reason}); make it again with tools/find_twins.py "
        "or delete it."
    )
