"""What a change of threshold trades: precision for recall, hits for false alarms, coverage for accuracy."""

from dataclasses import dataclass

import numpy as np

from fmnist_core.errors import FmnistError


@dataclass(frozen=True, eq=False)
class Curve:
    """One class against the rest, at every threshold of its probability.

    Attributes:
        x: recall, or false positive rate; float64 (m,) in [0, 1].
        y: precision, or true positive rate; float64 (m,) in [0, 1].
        area: average precision, or area under the curve, in [0, 1].
    """

    x: np.ndarray
    y: np.ndarray
    area: float


@dataclass(frozen=True, eq=False)
class Coverage:
    """How right a network is if it answers only where it is sure enough.

    Attributes:
        confidence: the least confidence that is answered, float64 (m,), falling.
        coverage: share of the samples that are answered then, float64 (m,), rising to 1.
        accuracy: share of these answers that are right, float64 (m,).
    """

    confidence: np.ndarray
    coverage: np.ndarray
    accuracy: np.ndarray

    def at(self, confidence: float) -> tuple[float, float | None]:
        """Return coverage and accuracy where answers below a confidence are withheld; None if all are."""
        answered = int(np.searchsorted(-self.confidence, -confidence, side="right"))
        if not answered:
            return 0.0, None
        return float(self.coverage[answered - 1]), float(self.accuracy[answered - 1])


def precision_recall(labels: np.ndarray, probabilities: np.ndarray, number: int) -> Curve | None:
    """Return precision (y) over recall (x) of one class against the rest; its area is average precision.

    Args:
        labels: true classes, int64 (n,).
        probabilities: float (n, n_classes).
        number: the class.

    Returns:
        None where no sample, or each one, is of this class: there is nothing to tell apart.

    Raises:
        FmnistError: the arrays are empty or do not belong together, or there is no such class.
    """
    from sklearn.metrics import average_precision_score, precision_recall_curve

    found = _one_against_rest(labels, probabilities, number)
    if found is None:
        return None
    precision, recall, _ = precision_recall_curve(*found, drop_intermediate=True)
    return Curve(recall, precision, float(average_precision_score(*found)))


def roc(labels: np.ndarray, probabilities: np.ndarray, number: int) -> Curve | None:
    """Return the true positive rate (y) over the false positive rate (x); otherwise as `precision_recall`."""
    from sklearn.metrics import auc, roc_curve

    found = _one_against_rest(labels, probabilities, number)
    if found is None:
        return None
    false_positives, true_positives, _ = roc_curve(*found)
    return Curve(false_positives, true_positives, float(auc(false_positives, true_positives)))


def coverage(labels: np.ndarray, probabilities: np.ndarray) -> Coverage:
    """Return accuracy against coverage: the surest answers first, equally sure ones together.

    Args:
        labels: true classes, int64 (n,).
        probabilities: float (n, n_classes).

    Raises:
        FmnistError: the arrays are empty or do not belong together.
    """
    _check(labels, probabilities)
    confidence = probabilities.max(axis=1).astype(np.float64)
    order = np.argsort(-confidence, kind="stable")
    right = np.cumsum(probabilities.argmax(axis=1)[order] == labels[order])
    answered = np.arange(1, len(labels) + 1)
    ends = np.flatnonzero(np.append(np.diff(confidence[order]) != 0, True))
    return Coverage(
        confidence=confidence[order][ends],
        coverage=answered[ends] / len(labels),
        accuracy=right[ends] / answered[ends],
    )


def _one_against_rest(
    labels: np.ndarray, probabilities: np.ndarray, number: int
) -> tuple[np.ndarray, np.ndarray] | None:
    _check(labels, probabilities)
    if not 0 <= number < probabilities.shape[1]:
        raise FmnistError(f"Classes are numbered from 0 to {probabilities.shape[1] - 1}; received {number}.")
    positive = labels == number
    return None if positive.all() or not positive.any() else (positive, probabilities[:, number])


def _check(labels: np.ndarray, probabilities: np.ndarray) -> None:
    if probabilities.ndim != 2 or not probabilities.size or labels.shape != probabilities.shape[:1]:
        raise FmnistError(
            "A curve needs labels (n,) and probabilities (n, n_classes) of at least one sample; "
            f"received shapes {labels.shape} and {probabilities.shape}."
        )
