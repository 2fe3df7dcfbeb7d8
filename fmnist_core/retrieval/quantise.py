"""Embeddings on disk, at one byte a number: 70,000 vectors of 64 numbers take about 4 MB instead of 17.

Each dimension has its own scale and offset, so that a number comes back within half of 1/255 of its
dimension's range.
"""

from pathlib import Path

import numpy as np

from fmnist_core.errors import FmnistError, RunCorruptError
from fmnist_core.retrieval.embeddings import Embeddings
from fmnist_core.runs.files import BROKEN_ARCHIVE, replacing

LEVELS = 255


def save_embeddings(path: Path, embeddings: Embeddings) -> None:
    """Write all embeddings to one compressed .npz file, at once; folders are made where they are missing.

    Raises:
        StorageError: If the disk refuses.
    """
    quantised, scale, offset = quantise(embeddings.vectors)
    names, codes = np.unique(embeddings.splits, return_inverse=True)
    with replacing(path) as temporary, temporary.open("wb") as file:
        np.savez_compressed(
            file,
            vectors=quantised,
            scale=scale,
            offset=offset,
            split_names=names,
            splits=codes.astype(np.uint8),
            indices=embeddings.indices.astype(np.int32),
            labels=embeddings.labels.astype(np.int32),
        )


def load_embeddings(path: Path) -> Embeddings:
    """Read what `save_embeddings` wrote.

    Raises:
        RunCorruptError: If the file is missing, cut short, or not such a file.
    """
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            return Embeddings(
                vectors=restore(arrays["vectors"], arrays["scale"], arrays["offset"]),
                splits=arrays["split_names"][arrays["splits"]],
                indices=arrays["indices"],
                labels=arrays["labels"],
            )
    except (*BROKEN_ARCHIVE, FmnistError) as error:
        raise RunCorruptError(
            f"{path.parent.name}/{path.name} cannot be read as embeddings ({error}). "
            "Delete it, and it is computed again."
        ) from error


def quantise(vectors: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return uint8 (n, d), scale float32 (d,) and offset float32 (d,) of float32 vectors (n, d)."""
    offset = vectors.min(axis=0)
    scale = (vectors.max(axis=0) - offset) / LEVELS
    steps = np.where(scale > 0, scale, 1)  # a constant dimension is its offset and nothing else
    levels = np.rint((vectors - offset) / steps)
    return np.clip(levels, 0, LEVELS).astype(np.uint8), scale, offset


def restore(quantised: np.ndarray, scale: np.ndarray, offset: np.ndarray) -> np.ndarray:
    """Return float32 vectors (n, d) within half a scale of those that were quantised."""
    return quantised * scale.astype(np.float32) + offset.astype(np.float32)
