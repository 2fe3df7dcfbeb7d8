"""Whether a map depends on what the network has learnt: it must change when the weights are random.

Adebayo et al.: Sanity Checks for Saliency Maps, arXiv:1810.03292, the test of model parameter randomisation,
with all layers random at once and Spearman's rank correlation, as there.
"""

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

import numpy as np

from fmnist_core.explain.saliency import explain

if TYPE_CHECKING:
    from fmnist_core.inference import Classifier

# At 0.5 a quarter of what orders the pixels (the square of the correlation) was there before any training.
# Methods do not come near it from either side: benchmarks/saliency.py prints their means.
BAR = 0.5


@dataclass(frozen=True)
class Sanity:
    """How alike the maps of a network and of the same network with random weights are.

    Attributes:
        similarity: rank correlation of the map with those of several random networks, their mean, from -1 to
            1; 1 where training changes nothing.
        passed: whether it is at most `BAR`.
    """

    similarity: float
    passed: bool


def sanity(classifier: "Classifier", pixels: np.ndarray, method: str) -> Sanity:
    """Compare the map for the class that a network predicts with the maps of the same network untrained.

    The random networks are made by the first call, and compiled by the first call for a method.

    Args:
        classifier: a loaded network.
        pixels: uint8 (height, width).
        method: a key of `METHODS`.

    Raises:
        NetworkError: as `explain`.
    """
    trained = explain(classifier, pixels, method)
    untrained = import_module("fmnist_core.explain.randomised").untrained(classifier)
    others = [explain(network, pixels, method, trained.target) for network in untrained]
    similarity = float(np.mean([rank_correlation(trained.raw, other.raw) for other in others]))
    return Sanity(similarity, similarity <= BAR)


def rank_correlation(first: np.ndarray, second: np.ndarray) -> float:
    """Return Spearman's correlation of two maps of one shape, from -1 to 1; 0 where one is constant."""
    ranks = [_mean_ranks(values) for values in (first, second)]
    deviations = [rank - rank.mean() for rank in ranks]
    scale = np.sqrt(np.prod([(deviation**2).sum() for deviation in deviations]))
    return float((deviations[0] * deviations[1]).sum() / scale) if scale > 0 else 0.0


def _mean_ranks(values: np.ndarray) -> np.ndarray:
    """Return the rank of each value, float64 (size,); equal values share the mean of theirs."""
    _, inverse, counts = np.unique(values.ravel(), return_inverse=True, return_counts=True)
    return (np.cumsum(counts) - (counts + 1) / 2)[inverse]
