"""Two evaluations side by side and, where both saw the same samples, sample by sample."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from fmnist_core.evaluation.evaluation import Evaluation


@dataclass(frozen=True, eq=False)
class PairedComparison:
    """What two networks answered to the same samples.

    Attributes:
        both_right: Number of samples that both classify rightly.
        only_a: Number that only the first classifies rightly.
        only_b: Number that only the second classifies rightly.
        both_wrong: Number that neither classifies rightly.
        p_value: McNemar's exact two-sided test of "both are wrong equally often", in [0, 1].
        right_to_wrong: Positions right in the first and wrong in the second, int64, the second's most
            confident mistake first.
        wrong_to_right: Positions wrong in the first and right in the second, int64, the first's most
            confident mistake first.
        indices: Index of each position's sample in its split, int64 (n,).
    """

    both_right: int
    only_a: int
    only_b: int
    both_wrong: int
    p_value: float
    right_to_wrong: np.ndarray
    wrong_to_right: np.ndarray
    indices: np.ndarray

    def to_dict(self) -> dict[str, Any]:
        """Return plain values, ready for JSON; samples are given by their index in the split."""
        return {
            "both_right": self.both_right,
            "only_a": self.only_a,
            "only_b": self.only_b,
            "both_wrong": self.both_wrong,
            "p_value": self.p_value,
            "right_to_wrong": self.indices[self.right_to_wrong].tolist(),
            "wrong_to_right": self.indices[self.wrong_to_right].tolist(),
        }


@dataclass(frozen=True, eq=False)
class Comparison:
    """Two evaluations side by side; changes are read from the first, `a`, to the second, `b`.

    Attributes:
        accuracy_a: Accuracy of the first, in [0, 1].
        accuracy_b: Accuracy of the second, in [0, 1].
        interval_a: Wilson's 95 % interval (low, high) of the first accuracy.
        interval_b: Wilson's 95 % interval (low, high) of the second accuracy.
        difference: `accuracy_b - accuracy_a`.
        error_ratio: The second's error rate divided by the first's; None if the first makes no error.
        paired: The comparison sample by sample; None if the two saw different samples.
    """

    accuracy_a: float
    accuracy_b: float
    interval_a: tuple[float, float]
    interval_b: tuple[float, float]
    difference: float
    error_ratio: float | None
    paired: PairedComparison | None

    def to_dict(self) -> dict[str, Any]:
        """Return plain values, ready for JSON; `paired` is null where the samples differ."""
        return {
            "accuracy_a": self.accuracy_a,
            "accuracy_b": self.accuracy_b,
            "interval_a": list(self.interval_a),
            "interval_b": list(self.interval_b),
            "difference": self.difference,
            "error_ratio": self.error_ratio,
            "paired": self.paired.to_dict() if self.paired else None,
        }


def compare(a: Evaluation, b: Evaluation) -> Comparison:
    """Compare two evaluations; sample by sample where split, indices, labels and classes are the same."""
    error_a, error_b = np.mean(~a.correct), np.mean(~b.correct)
    return Comparison(
        accuracy_a=a.accuracy,
        accuracy_b=b.accuracy,
        interval_a=a.accuracy_interval,
        interval_b=b.accuracy_interval,
        difference=b.accuracy - a.accuracy,
        error_ratio=float(error_b / error_a) if error_a else None,
        paired=_paired(a, b) if _same_samples(a, b) else None,
    )


def mcnemar(only_a: int, only_b: int) -> float:
    """Return the exact two-sided p-value of McNemar's test (McNemar 1947, doi 10.1007/BF02295996).

    Args:
        only_a: Number of samples that only the first classifier gets right.
        only_b: Number of samples that only the second gets right.

    Returns:
        Probability of a split at least as uneven if both were equally good; 1.0 if they never differ.
    """
    from scipy.stats import binomtest  # half a second to import: only where two runs are compared

    if only_a + only_b == 0:
        return 1.0
    return float(binomtest(only_a, only_a + only_b, 0.5).pvalue)


def _same_samples(a: Evaluation, b: Evaluation) -> bool:
    return (
        a.split == b.split
        and a.class_names == b.class_names
        and np.array_equal(a.indices, b.indices)
        and np.array_equal(a.labels, b.labels)
    )


def _paired(a: Evaluation, b: Evaluation) -> PairedComparison:
    right_to_wrong = b.wrong[a.correct[b.wrong]]
    wrong_to_right = a.wrong[b.correct[a.wrong]]
    return PairedComparison(
        both_right=int(np.count_nonzero(a.correct & b.correct)),
        only_a=len(right_to_wrong),
        only_b=len(wrong_to_right),
        both_wrong=int(np.count_nonzero(~a.correct & ~b.correct)),
        p_value=mcnemar(len(right_to_wrong), len(wrong_to_right)),
        right_to_wrong=right_to_wrong,
        wrong_to_right=wrong_to_right,
        indices=a.indices,
    )
