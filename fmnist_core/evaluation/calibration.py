"""Whether the confidence of a network can be believed, and the one number that mends it.

Both after Guo et al. 2017, "On Calibration of Modern Neural Networks", arXiv 1706.04599.
"""

from dataclasses import dataclass
from math import exp, log

import numpy as np

from fmnist_core.errors import FmnistError
from fmnist_core.evaluation.metrics import log_loss

BINS = 15
LOWEST, HIGHEST = 0.01, 100.0  # temperatures: beyond, softmax is a step or a constant


@dataclass(frozen=True, eq=False)
class Reliability:
    """Samples by the confidence of their answer, in bins of equal width over [0, 1].

    Attributes:
        confidence: mean confidence in each bin, float64 (bins,); NaN where it is empty.
        accuracy: share of right answers in each bin, float64 (bins,); NaN where it is empty.
        count: number of samples in each bin, int64 (bins,).
    """

    confidence: np.ndarray
    accuracy: np.ndarray
    count: np.ndarray

    @property
    def error(self) -> float:
        """Expected calibration error: the gap between the two, averaged over the samples, in [0, 1]."""
        used = self.count > 0
        gap = np.abs(self.confidence[used] - self.accuracy[used])
        return float(np.average(gap, weights=self.count[used]))


def reliability(labels: np.ndarray, probabilities: np.ndarray, bins: int = BINS) -> Reliability:
    """Sort samples into bins by the probability of the most probable class.

    Args:
        labels: true classes, int64 (n,), n of at least 1.
        probabilities: float (n, n_classes), in [0, 1].
        bins: how many, of equal width; a value on an edge belongs to the bin below it.

    Raises:
        FmnistError: the arrays are empty or do not belong together.
    """
    _check(labels, probabilities, "probabilities")
    confidence = probabilities.max(axis=1)
    correct = probabilities.argmax(axis=1) == labels
    inner_edges = np.linspace(0.0, 1.0, bins + 1)[1:-1]
    in_bin = np.searchsorted(inner_edges, confidence, side="left")
    count = np.bincount(in_bin, minlength=bins)
    sums = (
        np.bincount(in_bin, weights=values.astype(np.float64), minlength=bins)
        for values in (confidence, correct)
    )
    means = [np.divide(each, count, out=np.full(bins, np.nan), where=count > 0) for each in sums]
    return Reliability(*means, count=count)


def calibration_error(labels: np.ndarray, probabilities: np.ndarray, bins: int = BINS) -> float:
    """Return the expected calibration error of the top label, in [0, 1]; arguments as `reliability`."""
    return reliability(labels, probabilities, bins).error


def fit_temperature(labels: np.ndarray, logits: np.ndarray) -> float:
    """Return the temperature T with which softmax(logits / T) makes the labels most likely.

    It changes no answer, only how sure the answers are: above 1 the network was too sure, below 1 not sure
    enough. Fit it on samples that it is not judged on.

    Args:
        labels: true classes, int64 (n,), n of at least 1.
        logits: float32 (n, n_classes).

    Returns:
        T, from LOWEST to HIGHEST; 1 where every answer is right: the lower, the better would it seem.

    Raises:
        FmnistError: the arrays are empty or do not belong together.
    """
    from scipy.optimize import minimize_scalar  # half a second to import: only where somebody asks for it

    _check(labels, logits, "logits")
    if (logits.argmax(axis=1) == labels).all():
        return 1.0
    found = minimize_scalar(
        lambda log_temperature: log_loss(labels, logits / exp(log_temperature)),
        bounds=(log(LOWEST), log(HIGHEST)),
        method="bounded",
    )
    return exp(found.x)


def _check(labels: np.ndarray, scores: np.ndarray, name: str) -> None:
    if scores.ndim != 2 or not scores.size or labels.shape != scores.shape[:1]:
        raise FmnistError(
            f"Calibration needs labels (n,) and {name} (n, n_classes) of at least one sample; "
            f"received shapes {labels.shape} and {scores.shape}."
        )
