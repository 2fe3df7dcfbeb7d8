"""What several networks say of the same samples: where all are wrong, and where they disagree."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fmnist_core.errors import FmnistError
from fmnist_core.evaluation.evaluation import Evaluation


@dataclass(frozen=True, eq=False)
class Agreement:
    """The answers of r networks to the n samples of the first one's evaluation.

    Attributes:
        predictions: int16 (r, n): class number; -1 where a network was not asked.
        confidence: float32 (r, n): probability of that class; 0 where a network was not asked.
        wrong_in_every: bool (n,): whether every network that was asked is wrong.
        disagreement: float32 (n,), 0 or more: the Jensen-Shannon divergence of the probabilities of those who
            were asked, in bits (Lin 1991, doi 10.1109/18.61115); 0 where they are all the same.
    """

    predictions: np.ndarray
    confidence: np.ndarray
    wrong_in_every: np.ndarray
    disagreement: np.ndarray


def agreement(evaluations: Sequence[Evaluation]) -> Agreement:
    """Set the answers of several networks to the samples of the first one's evaluation beside each other.

    Raises:
        FmnistError: there is none, or they are of different splits or classes.
    """
    if not evaluations:
        raise FmnistError("Agreement needs at least one evaluation; received none.")
    first = evaluations[0]
    predictions = np.full((len(evaluations), len(first.labels)), -1, np.int16)
    confidence = np.zeros(predictions.shape, np.float32)
    total, entropies = np.zeros(first.logits.shape), np.zeros(len(first.labels))
    for row, one in enumerate(evaluations):
        if (one.split, one.class_names) != (first.split, first.class_names):
            raise FmnistError(
                f"Answers to the {one.split} split with the classes {', '.join(one.class_names)} cannot be "
                f"set beside those to {first.split} with {', '.join(first.class_names)}."
            )
        here, there = _shared(first.indices, one.indices)
        predictions[row, here] = one.predictions[there]
        confidence[row, here] = one.confidence[there]
        total[here] += one.probabilities[there]
        entropies[here] += _entropy(one.probabilities[there])
    asked = predictions >= 0
    times = asked.sum(axis=0)
    apart = _entropy(total / times[:, None]) - entropies / times
    return Agreement(
        predictions=predictions,
        confidence=confidence,
        wrong_in_every=((predictions != first.labels) | ~asked).all(axis=0),
        disagreement=np.maximum(apart, 0).astype(np.float32),
    )


def _shared(wanted: np.ndarray, given: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the positions in `wanted`, and those of the same samples in `given`."""
    if np.array_equal(wanted, given):
        return np.arange(len(wanted)), np.arange(len(wanted))
    order = np.argsort(given, kind="stable")
    places = np.minimum(np.searchsorted(given[order], wanted), len(given) - 1)
    here = np.flatnonzero(given[order][places] == wanted)
    return here, order[places[here]]


def _entropy(probabilities: np.ndarray) -> np.ndarray:
    """Return the entropy of each row in bits, float64 (n,)."""
    values = np.asarray(probabilities, np.float64)
    return -(values * np.log2(np.maximum(values, np.finfo(np.float64).tiny))).sum(axis=1)
