"""What takes seconds to compute from a dataset or a run and is then kept for all visitors."""

from dataclasses import replace

import numpy as np
import streamlit as st

from fmnist_core.evaluation import Evaluation, curves
from fmnist_core.evaluation.calibration import fit_temperature
from fmnist_core.evaluation.curves import Coverage, Curve
from fmnist_core.evaluation.similarity import similarity_order as in_order_of_similarity
from fmnist_core.retrieval import projection
from fmnist_core.runs import Run
from ui import cache

MAP_SIZE = 2000
VARIATIONS = 5


def embedding_map(run: Run) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return a map of test samples, drawn at random and always the same, as a run sees them.

    Returns:
        Coordinates float32 (n, 2), class numbers int64 (n,) and indices int64 (n,), with n at most MAP_SIZE.

    Raises:
        FmnistError: nothing is stored, and the run has no usable model or dataset.
    """
    return _map(run.id, cache.written(run.model_path), cache.files(run.dataset))


@st.cache_data(max_entries=8, show_spinner=False)
def _map(run_id: str, written: int, files: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
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
    cache.import_tensorflow()  # only where somebody asks for it
    from fmnist_core.training.augmentation import augmented

    rounds = [
        augmented(images, augmentation, flips_allowed=flips_allowed, seed=100 * seed + number)
        for number in range(VARIATIONS)
    ]
    return np.stack([images, *rounds], axis=1)


def similarity_order(run: Run, split: str) -> list[int]:
    """Return the class numbers of a run so that classes that it confuses are neighbours."""
    return _similarity_order(run.id, split, _answered(run))


def class_curves(run: Run, split: str) -> tuple[list[Curve | None], list[Curve | None]]:
    """Return the precision-recall and the ROC curve of each class; None where a class has none."""
    return _class_curves(run.id, split, _answered(run))


def coverage(run: Run, split: str) -> Coverage:
    """Return the accuracy of a run where it answers only if it is sure enough."""
    return _coverage(run.id, split, _answered(run))


def calibrated(run: Run, split: str) -> tuple[float, Evaluation] | None:
    """Return the temperature that fits a run's validation answers best, and its answers at it.

    Returns:
        None where every validation answer is right, because no temperature is best then.

    Raises:
        FmnistError: the validation answers cannot be read.
    """
    return _calibrated(run.id, split, _answered(run))


def _answered(run: Run) -> int:
    """Return when the answers of a run were stored, for the key of the cache."""
    return (run.folder / "evaluation.npz").stat().st_mtime_ns


@st.cache_data(max_entries=32, show_spinner=False)
def _similarity_order(run_id: str, split: str, written: int) -> list[int]:
    return in_order_of_similarity(cache.evaluation(run_id, split).confusion).tolist()


@st.cache_resource(max_entries=16, show_spinner="Computing the curves: a few seconds the first time")
def _class_curves(run_id: str, split: str, written: int) -> tuple[list[Curve | None], list[Curve | None]]:
    answers = cache.evaluation(run_id, split)
    numbers = range(len(answers.class_names))
    precision_recall, roc = (
        [curve(answers.labels, answers.probabilities, number) for number in numbers]
        for curve in (curves.precision_recall, curves.roc)
    )
    return precision_recall, roc


@st.cache_resource(max_entries=16, show_spinner=False)
def _coverage(run_id: str, split: str, written: int) -> Coverage:
    answers = cache.evaluation(run_id, split)
    return curves.coverage(answers.labels, answers.probabilities)


@st.cache_resource(max_entries=16, show_spinner=False)
def _calibrated(run_id: str, split: str, written: int) -> tuple[float, Evaluation] | None:
    validation, answers = (cache.evaluation(run_id, each) for each in ("validation", split))
    if not len(validation.wrong):
        return None
    temperature = fit_temperature(validation.labels, validation.logits)
    return temperature, replace(answers, logits=answers.logits / np.float32(temperature))
