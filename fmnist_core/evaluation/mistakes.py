"""The misclassified samples of an evaluation, or other ones, filtered and in order."""

import numpy as np

from fmnist_core.errors import FmnistError
from fmnist_core.evaluation.evaluation import Evaluation
from fmnist_core.evaluation.metrics import sample_losses

ANSWERS = ("wrong", "right", "all")
ORDERS: dict[str, str] = {
    "confidence": "The probability of the answer.",
    "margin": "How far the likeliest wrong class is ahead of the true one.",
    "loss": "−ln(probability of the true class): what training makes small.",
    "disagreement": "How far apart the probabilities of all runs are (their Jensen-Shannon divergence).",
}


def margins(evaluation: Evaluation) -> np.ndarray:
    """Return how far the likeliest wrong class is ahead of the true one.

    Returns:
        float32 (n,) in [-1, 1]: 0 or more for a misclassified sample, 0 or less for a right one.
    """
    rows = np.arange(len(evaluation.labels))
    true = evaluation.probabilities[rows, evaluation.labels]
    others = evaluation.probabilities.copy()
    others[rows, evaluation.labels] = 0.0
    return others.max(axis=1) - true


def losses(evaluation: Evaluation) -> np.ndarray:
    """Return the negative log-likelihood of each label in nats: float64 (n,), 0 or more."""
    return sample_losses(evaluation.labels, evaluation.logits)


def matching(
    evaluation: Evaluation,
    *,
    answers: str = "wrong",
    true: int | None = None,
    predicted: int | None = None,
    confidence: tuple[float, float] = (0.0, 1.0),
) -> np.ndarray:
    """Return which samples fit, bool (n,).

    Args:
        evaluation: what a network answered.
        answers: one of `ANSWERS`.
        true: class number of the label; None for any.
        predicted: class number of the answer; None for any.
        confidence: the lowest and the highest, in [0, 1].

    Raises:
        FmnistError: a class or the kind of answers is unknown.
    """
    if answers not in ANSWERS:
        raise FmnistError(f"Answers are {', '.join(ANSWERS)}; received {answers!r}.")
    low, high = confidence
    fits = (evaluation.confidence >= low) & (evaluation.confidence <= high)
    if answers != "all":
        fits &= evaluation.correct == (answers == "right")
    for number, classes in ((true, evaluation.labels), (predicted, evaluation.predictions)):
        if number is not None:
            fits &= classes == _known(number, evaluation)
    return fits


def in_order(
    evaluation: Evaluation,
    fits: np.ndarray,
    order: str = "confidence",
    *,
    lowest_first: bool = False,
    disagreement: np.ndarray | None = None,
) -> np.ndarray:
    """Return the positions of some samples in order, int64.

    Args:
        evaluation: what a network answered.
        fits: which samples, bool (n,).
        order: a key of `ORDERS`; the highest comes first.
        lowest_first: turn the order round.
        disagreement: of each sample, float (n,); needed for that order alone.

    Raises:
        FmnistError: the order is unknown, or the disagreement is missing.
    """
    found = np.flatnonzero(fits)
    if order == "disagreement" and disagreement is not None:
        values = disagreement
    elif order in ("confidence", "margin", "loss"):
        values = {"confidence": lambda one: one.confidence, "margin": margins, "loss": losses}[order](
            evaluation
        )
    else:
        raise FmnistError(f"Samples are ordered by {', '.join(ORDERS)} (if it is given); received {order!r}.")
    values = values[found] if lowest_first else -values[found]
    return found[np.argsort(values, kind="stable")]


def _known(number: int, evaluation: Evaluation) -> int:
    if not 0 <= number < len(evaluation.class_names):
        raise FmnistError(
            f"Classes are numbered from 0 to {len(evaluation.class_names) - 1}; received {number}."
        )
    return number
