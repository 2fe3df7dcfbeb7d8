"""What takes seconds to compute from a dataset or a run and is then kept for all visitors."""

import numpy as np
import streamlit as st

from fmnist_core.retrieval import projection
from fmnist_core.retrieval.stored import FILE_NAME, cache_path
from fmnist_core.runs import Run
from ui import cache

MAP_SIZE = 2000
VARIATIONS = 5


def is_prepared(run: Run) -> bool:
    """Tell whether the visual search of a run is stored, so that `cache.index` answers at once."""
    return (run.folder / FILE_NAME).is_file() or cache_path(run).is_file()


def embedding_map(run: Run) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return a map of test samples, drawn at random and always the same, as a run sees them.

    Returns:
        Coordinates float32 (n, 2), class numbers int64 (n,) and indices int64 (n,), with n at most MAP_SIZE.

    Raises:
        FmnistError: nothing is stored, and the run has no usable model or dataset.
    """
    return _map(run.id, run.model_path.stat().st_mtime_ns if run.model_path.is_file() else 0)


@st.cache_data(max_entries=8, show_spinner=False)
def _map(run_id: str, written: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    found = cache.index(run_id).embeddings
    rows = np.flatnonzero(found.splits == "test")
    if len(rows) > MAP_SIZE:
        rows = np.sort(np.random.default_rng(0).choice(rows, MAP_SIZE, replace=False))
    return projection(found.vectors[rows]), found.labels[rows], found.indices[rows]


@st.cache_data(
    max_entries=32, show_spinner="Loading what draws the variations: up to ten seconds the first time"
)
def variations(images: np.ndarray, augmentation: str, flips_allowed: bool, seed: int) -> np.ndarray:
    """Return images, each followed by random variations of it.

    Args:
        images: uint8 (n, height, width).
        augmentation: a key of `fmnist_core.training.AUGMENTATIONS`.
        flips_allowed: as the spec of their dataset says.
        seed: another seed gives other variations.

    Returns:
        uint8 (n, 1 + VARIATIONS, height, width).
    """
    from fmnist_core.training.augmentation import augmented  # Keras: only where somebody asks for it

    rounds = [
        augmented(images, augmentation, flips_allowed=flips_allowed, seed=100 * seed + number)
        for number in range(VARIATIONS)
    ]
    return np.stack([images, *rounds], axis=1)
