"""What is computed about one picture only where somebody asks for it, and then kept for all visitors.

Keys are the run, the time its network was written, and the pixels; the network itself is no part of the key.
"""

from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from fmnist_core import explain as core
from fmnist_core.explain import Faithfulness, SaliencyMap, Sanity
from ui import cache

if TYPE_CHECKING:
    from fmnist_core.inference import Classifier

SEEDS = 5  # random maps whose curves are averaged: one alone is good or bad by luck
PICTURES = 512  # maps, curves and answers that are kept; each is a few kilobytes


def saliency(
    classifier: "Classifier", pixels: np.ndarray, method: str, target: int, against: int | None = None
) -> SaliencyMap:
    """Return what `fmnist_core.explain.explain` does.

    Raises:
        NetworkError: as there.
    """
    return _saliency(_key(classifier), pixels, method, target, against, classifier)


def faithfulness(
    classifier: "Classifier", pixels: np.ndarray, method: str, target: int, against: int | None = None
) -> Faithfulness:
    """Return the deletion and insertion curves of a method's map, for the class it speaks for.

    Raises:
        NetworkError: as `fmnist_core.explain.explain`.
    """
    return _faithfulness(_key(classifier), pixels, method, target, against, classifier)


def baselines(classifier: "Classifier", pixels: np.ndarray, target: int) -> tuple[Faithfulness, Faithfulness]:
    """Return the curves of an edge detector, and the mean curves of a few random maps."""
    return _baselines(_key(classifier), pixels, target, classifier)


def sanity(classifier: "Classifier", pixels: np.ndarray, method: str) -> Sanity:
    """Return what `fmnist_core.explain.sanity` does.

    Raises:
        NetworkError: as there.
    """
    return _sanity(_key(classifier), pixels, method, classifier)


def feature_maps(classifier: "Classifier", pixels: np.ndarray) -> np.ndarray:
    """Return what `fmnist_core.explain.feature_maps` does, float32 (h, w, channels).

    Raises:
        NetworkError: as there.
    """
    return _feature_maps(_key(classifier), pixels, classifier)


def exciting_image(classifier: "Classifier", target: int) -> np.ndarray:
    """Return what `fmnist_core.explain.exciting_image` does, uint8 (height, width).

    Raises:
        NetworkError: as there.
    """
    return _exciting_image(_key(classifier), target, classifier)


def _key(classifier: "Classifier") -> tuple[str, int]:
    path = classifier.run.model_path
    return str(path), cache.written(path)


@st.cache_data(max_entries=PICTURES, show_spinner=False)
def _saliency(
    key: tuple[str, int],
    pixels: np.ndarray,
    method: str,
    target: int,
    against: int | None,
    _classifier: "Classifier",
) -> SaliencyMap:
    return core.explain(_classifier, pixels, method, target, against)


@st.cache_data(max_entries=PICTURES, show_spinner=False)
def _faithfulness(
    key: tuple[str, int],
    pixels: np.ndarray,
    method: str,
    target: int,
    against: int | None,
    _classifier: "Classifier",
) -> Faithfulness:
    found = saliency(_classifier, pixels, method, target, against)
    return core.faithfulness(_classifier, pixels, found.raw, target)


@st.cache_data(max_entries=PICTURES, show_spinner=False)
def _baselines(
    key: tuple[str, int], pixels: np.ndarray, target: int, _classifier: "Classifier"
) -> tuple[Faithfulness, Faithfulness]:
    edges = core.faithfulness(_classifier, pixels, core.edge_map(pixels), target)
    random = [
        core.faithfulness(_classifier, pixels, core.random_map(pixels, seed), target) for seed in range(SEEDS)
    ]
    deletion, insertion = (
        np.mean([getattr(one, curve) for one in random], axis=0) for curve in ("deletion", "insertion")
    )
    return edges, Faithfulness(edges.fractions, deletion, insertion)


@st.cache_data(max_entries=PICTURES, show_spinner=False)
def _sanity(key: tuple[str, int], pixels: np.ndarray, method: str, _classifier: "Classifier") -> Sanity:
    return core.sanity(_classifier, pixels, method)


@st.cache_data(max_entries=16, show_spinner=False)
def _feature_maps(key: tuple[str, int], pixels: np.ndarray, _classifier: "Classifier") -> np.ndarray:
    return core.feature_maps(_classifier, pixels)


@st.cache_data(max_entries=PICTURES, show_spinner=False)
def _exciting_image(key: tuple[str, int], target: int, _classifier: "Classifier") -> np.ndarray:
    return core.exciting_image(_classifier, target)
