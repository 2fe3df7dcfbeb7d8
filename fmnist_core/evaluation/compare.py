"""Two evaluations side by side and, where both saw the same samples, sample by sample."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from fmnist_core.evaluation.evaluation import Evaluation

CHANGES = ("both_right", "right_to_wrong", "wrong_to_right", "both_wrong")  # from the first to the second


@dataclass(frozen=True, eq=False)
class PairedComparison:
    """What two networks answered to the same samples.

    Attributes:
        a: The first evaluation.
        b: The second, of the same samples in the same order.
    """

    a: Evaluation
    b: Evaluation

    @cached_property
    def counts(self) -> np.ndarray:
        """How many samples of each class changed in which way, int64 (n_classes, 4): columns as CHANGES."""
        column = 2 * ~self.a.correct + ~self.b.correct  # the order of CHANGES
        classes = len(self.a.class_names)
        flat = np.bincount(self.a.labels * len(CHANGES) + column, minlength=classes * len(CHANGES))
        return flat.reshape(classes, len(CHANGES))

    @property
    def both_right(self) -> int:
        """Number of samples that both classify rightly."""
        return self._total("both_right")

    @property
    def only_a(self) -> int:
        """Number that only the first classifies rightly."""
        return self._total("right_to_wrong")

    @property
    def only_b(self) -> int:
        """Number that only the second classifies rightly."""
        return self._total("wrong_to_right")

    @property
    def both_wrong(self) -> int:
        """Number that neither classifies rightly."""
        return self._total("both_wrong")

    @cached_property
    def p_value(self) -> float:
        """McNemar's exact two-sided test of "both are wrong equally often", in [0, 1]."""
        return mcnemar(self.only_a, self.only_b)

    def positions(self, change: str, label: int | None = None) -> np.ndarray:
        """Return the positions of the samples that changed in one way, int64.

        Args:
            change: One of CHANGES.
            label: Only samples of this true class; None for all.

        Returns:
            The most confident mistake first: of the second network, or of the first where the second makes
            none; what both classify rightly comes with the second's least sure answer first.

        Raises:
            ValueError: The change is none of CHANGES.
        """
        if change not in CHANGES:
            raise ValueError(f"Expected one of {', '.join(CHANGES)}. Received: {change!r}.")
        before, after = change in ("both_right", "right_to_wrong"), change in ("both_right", "wrong_to_right")
        ordered = (self.a if change == "wrong_to_right" else self.b).cell()
        fits = (self.a.correct == before) & (self.b.correct == after)
        if label is not None:
            fits &= self.a.labels == label
        return ordered[fits[ordered]]

    def to_dict(self) -> dict[str, Any]:
        """Return plain values, ready for JSON; samples are given by their index in the split."""
        return {
            "both_right": self.both_right,
            "only_a": self.only_a,
            "only_b": self.only_b,
            "both_wrong": self.both_wrong,
            "p_value": self.p_value,
            "right_to_wrong": self.a.indices[self.positions("right_to_wrong")].tolist(),
            "wrong_to_right": self.a.indices[self.positions("wrong_to_right")].tolist(),
            "per_class": [
                {"name": name, **dict(zip(CHANGES, row, strict=True))}
                for name, row in zip(self.a.class_names, self.counts.tolist(), strict=True)
            ],
        }

    def _total(self, change: str) -> int:
        return int(self.counts[:, CHANGES.index(change)].sum())


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
        paired=PairedComparison(a, b) if _same_samples(a, b) else None,
    )


def mcnemar(only_a: int, only_b: int) -> float:
    """Return the exact two-sided p-value of McNemar's test (McNemar 1947, doi 10.1007/BF02295996).

    It is exact at any size, so there is no approximation that would need a correction for continuity.

    Args:
        only_a: Number of samples that only the first classifier gets right.
        only_b: Number of samples that only the second gets right.

    Returns:
        Probability of a split at least as uneven if both were equally good; 1.0 if they never differ.
    """
    flips = only_a + only_b
    ways = term = 1  # of the flips to fall on one side: binomial coefficients, as whole numbers
    for chosen in range(1, min(only_a, only_b) + 1):
        term = term * (flips - chosen + 1) // chosen
        ways += term
    return min(1.0, 2 * ways / 2**flips)


def _same_samples(a: Evaluation, b: Evaluation) -> bool:
    return (
        a.split == b.split
        and a.class_names == b.class_names
        and np.array_equal(a.indices, b.indices)
        and np.array_equal(a.labels, b.labels)
    )
