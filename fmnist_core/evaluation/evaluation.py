"""Evaluation: what a network answered on one split; every figure derives from its labels and logits."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self

import numpy as np

from fmnist_core.errors import FmnistError
from fmnist_core.evaluation import metrics
from fmnist_core.evaluation.calibration import calibration_error


@dataclass(frozen=True, eq=False)
class Evaluation:
    """The answers of one network to the samples of one split.

    A *position* is a place in these arrays; `indices[position]` is the sample's index in its split.

    Attributes:
        split: "train", "validation" or "test".
        labels: True classes, int64 (n,), in [0, n_classes).
        logits: The network's output, float32 (n, n_classes), finite.
        indices: Index of each sample in its split, int64 (n,).
        class_names: One name a class.

    Raises:
        FmnistError: If the arrays are empty, do not belong together, or hold impossible values.
    """

    split: str
    labels: np.ndarray
    logits: np.ndarray
    indices: np.ndarray
    class_names: tuple[str, ...]

    def __post_init__(self) -> None:
        names = tuple(self.class_names)
        labels, logits, indices = (np.asarray(a) for a in (self.labels, self.logits, self.indices))
        _check_shapes(labels, logits, indices, len(names))
        values = {
            "labels": _whole_numbers("labels", labels),
            "logits": _finite("logits", logits),
            "indices": _whole_numbers("indices", indices),
            "class_names": names,
        }
        for name, value in values.items():
            object.__setattr__(self, name, value)
        if self.labels.max() >= len(names):
            raise FmnistError(
                f"Labels must be class numbers from 0 to {len(names) - 1}; received {self.labels.max()}."
            )

    @classmethod
    def of(cls, arrays: Mapping[str, np.ndarray], split: str, class_names: Sequence[str]) -> Self:
        """Build one from the arrays `labels`, `logits` and `indices`, as a run stores them."""
        missing = [name for name in ("labels", "logits", "indices") if name not in arrays]
        if missing:
            raise FmnistError(
                f"An evaluation needs the arrays labels, logits and indices; received none named "
                f"{' or '.join(missing)}."
            )
        return cls(split, arrays["labels"], arrays["logits"], arrays["indices"], tuple(class_names))

    @cached_property
    def probabilities(self) -> np.ndarray:
        """Softmax of the logits, float32 (n, n_classes)."""
        return metrics.softmax(self.logits).astype(np.float32)

    @cached_property
    def predictions(self) -> np.ndarray:
        """Most probable class, int64 (n,); the lowest number among equals."""
        return self.logits.argmax(axis=1)

    @cached_property
    def confidence(self) -> np.ndarray:
        """Probability of the predicted class, float32 (n,)."""
        return self.probabilities.max(axis=1)

    @cached_property
    def correct(self) -> np.ndarray:
        """Whether the prediction is the label, bool (n,)."""
        return self.predictions == self.labels

    @cached_property
    def accuracy(self) -> float:
        """Share of right predictions, in [0, 1]."""
        return float(self.correct.mean())

    @cached_property
    def accuracy_interval(self) -> tuple[float, float]:
        """Wilson's 95 % interval (low, high) of the accuracy."""
        return metrics.wilson_interval(int(self.correct.sum()), len(self.correct))

    @cached_property
    def confusion(self) -> np.ndarray:
        """Counts, int64 (n_classes, n_classes): row = true class, column = predicted class."""
        return metrics.confusion_matrix(self.labels, self.predictions, len(self.class_names))

    @cached_property
    def per_class(self) -> list[dict[str, Any]]:
        """One dict a class, in order: name, precision, recall, f1, accuracy (against the rest), support."""
        figures = metrics.class_figures(self.confusion)
        rows = zip(*(values.tolist() for values in figures.values()), strict=True)
        return [
            {"name": name, **dict(zip(figures, row, strict=True))}
            for name, row in zip(self.class_names, rows, strict=True)
        ]

    @cached_property
    def macro_precision(self) -> float:
        """Mean precision of the classes that occur as a label or a prediction."""
        return self._macro("precision")

    @cached_property
    def macro_recall(self) -> float:
        """Mean recall of the classes that occur as a label or a prediction."""
        return self._macro("recall")

    @cached_property
    def macro_f1(self) -> float:
        """Mean F1 of the classes that occur as a label or a prediction."""
        return self._macro("f1")

    @cached_property
    def log_loss(self) -> float:
        """Mean negative log-likelihood of the labels, in nats."""
        return metrics.log_loss(self.labels, self.logits)

    @cached_property
    def ece(self) -> float:
        """Expected calibration error of the top label over 15 equal-width bins, in [0, 1]."""
        return calibration_error(self.labels, self.probabilities)

    @cached_property
    def wrong(self) -> np.ndarray:
        """Positions of the misclassified samples, int64, most confidently wrong first."""
        return self._order[: np.count_nonzero(~self.correct)]

    def cell(self, true: int | None = None, predicted: int | None = None) -> np.ndarray:
        """Return the positions of a cell, a row or a column of the confusion matrix, or of everything.

        Args:
            true: Class number of the row; None for every row.
            predicted: Class number of the column; None for every column.

        Returns:
            Positions, int64: the misclassified, most confidently wrong first, then the right ones,
            least confident first.

        Raises:
            FmnistError: If a class number is not one of the classes.
        """
        return self.cells([(true, predicted)])

    def cells(self, cells: Iterable[tuple[int | None, int | None]]) -> np.ndarray:
        """Return the positions of several cells (true, predicted) together; otherwise as `cell`."""
        chosen = np.zeros(len(self.labels), dtype=bool)
        for true, predicted in cells:
            chosen |= self._is(true, self.labels) & self._is(predicted, self.predictions)
        return self._order[chosen[self._order]]

    def most_confused(self, n: int = 5) -> list[tuple[int, int, int]]:
        """Return up to `n` pairs (true, predicted, count) of different classes, most frequent first."""
        mistakes = self.confusion.copy()
        np.fill_diagonal(mistakes, 0)
        cells = np.argsort(-mistakes, axis=None, kind="stable")[: max(n, 0)]
        pairs = zip(*(axis.tolist() for axis in np.unravel_index(cells, mistakes.shape)), strict=True)
        return [
            (true, predicted, count) for true, predicted in pairs if (count := int(mistakes[true, predicted]))
        ]

    def to_dict(self) -> dict[str, Any]:
        """Return the figures as plain values, ready for JSON."""
        return {
            "accuracy": self.accuracy,
            "macro_precision": self.macro_precision,
            "macro_recall": self.macro_recall,
            "macro_f1": self.macro_f1,
            "log_loss": self.log_loss,
            "ece": self.ece,
            "confusion": self.confusion.tolist(),
            "per_class": [dict(row) for row in self.per_class],
        }

    @cached_property
    def _order(self) -> np.ndarray:
        """All positions: wrong ones by falling confidence, then right ones by rising confidence."""
        return np.argsort(np.where(self.correct, self.confidence, -self.confidence), kind="stable")

    def _is(self, number: int | None, classes: np.ndarray) -> np.ndarray:
        if number is None:
            return np.ones(len(classes), dtype=bool)
        if not 0 <= number < len(self.class_names):
            raise FmnistError(
                f"Classes are numbered from 0 to {len(self.class_names) - 1}; received {number}."
            )
        return classes == number

    def _macro(self, figure: str) -> float:
        # As scikit-learn does: a class that neither occurs nor is predicted says nothing about the network.
        occurs = (self.confusion.sum(axis=0) + self.confusion.sum(axis=1)) > 0
        return float(metrics.class_figures(self.confusion)[figure][occurs].mean())


def _check_shapes(labels: np.ndarray, logits: np.ndarray, indices: np.ndarray, classes: int) -> None:
    shapes = labels.shape, logits.shape, indices.shape
    if shapes != ((labels.size,), (labels.size, classes), (labels.size,)):
        raise FmnistError(
            f"An evaluation needs labels (n,), logits (n, {classes}) and indices (n,) for "
            f"{classes} class names; received shapes {shapes[0]}, {shapes[1]} and {shapes[2]}."
        )
    if not labels.size or not classes:
        raise FmnistError(
            "An evaluation needs at least one sample and one class; "
            f"received {labels.size} samples and {classes} classes."
        )


def _whole_numbers(name: str, values: np.ndarray) -> np.ndarray:
    if values.dtype.kind not in "iu":
        raise FmnistError(f"{name.capitalize()} must be whole numbers; received {values.dtype}.")
    if values.min() < 0:
        raise FmnistError(f"{name.capitalize()} must be 0 or more; received {values.min()}.")
    return values.astype(np.int64, copy=False)


def _finite(name: str, values: np.ndarray) -> np.ndarray:
    if values.dtype.kind != "f":
        raise FmnistError(f"{name.capitalize()} must be floating-point numbers; received {values.dtype}.")
    with np.errstate(over="ignore"):  # what float32 cannot hold becomes infinite, and is refused below
        values = values.astype(np.float32, copy=False)
    broken = np.count_nonzero(~np.isfinite(values).all(axis=1))
    if broken:
        raise FmnistError(
            f"{name.capitalize()} must be finite; received NaN or infinity for {broken} of {len(values)} "
            "samples, as from a network whose training diverged: train it with a lower learning rate."
        )
    return values
