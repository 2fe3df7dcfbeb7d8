"""The misclassified samples of an evaluation, filtered and in order."""

import numpy as np

from fmnist_core.errors import FmnistError
from fmnist_core.evaluation.evaluation import Evaluation

ORDERS: dict[str, str] = {
    "confidence": "Most confident first",
    "margin": "Furthest from the truth first",
}


def margins(evaluation: Evaluation) -> np.ndarray:
    """Return how far each answer is ahead of the true class: float32 (n,) in [0, 1], 0 for a right one."""
    rows = np.arange(len(evaluation.labels))
    return evaluation.confidence - evaluation.probabilities[rows, evaluation.labels]


def mistakes(
    evaluation: Evaluation,
    *,
    true: int | None = None,
    predicted: int | None = None,
    confidence: float = 0.0,
    order: str = "confidence",
) -> np.ndarray:
    """Return the positions of the misclassified samples, int64.

    Args:
        evaluation: what a network answered.
        true: class number of the label; None for any.
        predicted: class number of the answer; None for any.
        confidence: leave out answers below it, in [0, 1].
        order: a key of `ORDERS`.

    Raises:
        FmnistError: a class or the order is unknown.
    """
    if order not in ORDERS:
        raise FmnistError(f"Mistakes are ordered by {' or '.join(ORDERS)}; received {order!r}.")
    found = evaluation.cell(true, predicted)
    found = found[~evaluation.correct[found] & (evaluation.confidence[found] >= confidence)]
    if order == "margin":
        found = found[np.argsort(-margins(evaluation)[found], kind="stable")]
    return found
