"""What the browser is sent of a confusion matrix: numbers, texts and shades, all by class number."""

from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

Normalise = Literal["count", "row", "column"]
Cell = tuple[int | None, int | None]  # (true, predicted); None stands for all classes

MOST_WRITTEN_CLASSES = 20  # beyond, numbers in the cells are too small to read


def build_payload(
    confusion: ArrayLike,
    class_names: Sequence[str],
    *,
    normalise: Normalise = "count",
    log: bool = False,
    hide_diagonal: bool = False,
    order: Sequence[int] | None = None,
) -> dict[str, Any]:
    """Return a matrix, ready for JSON.

    Args:
        confusion: int array (c, c), row = true class, column = predicted class.
        class_names: c names, in the order of the class numbers.
        normalise: shade and write counts, or shares in percent of the true class ("row") or of the predicted
            class ("column").
        log: shade by the logarithm, so that rare confusions show beside the diagonal.
        hide_diagonal: leave the correct answers out, so that the errors fill the range of shades.
        order: class numbers in the order of rows and columns; their own without it.

    Raises:
        ValueError: the matrix is not square, or does not fit the names.
    """
    counts = np.asarray(confusion, dtype=np.int64)
    size = len(class_names)
    if counts.shape != (size, size):
        raise ValueError(f"Expected a matrix of shape {(size, size)}. Received: {counts.shape}.")
    shares = _normalised(counts, normalise)
    shown = np.where(np.eye(size, dtype=bool), 0, shares) if hide_diagonal else shares
    return {
        "names": list(class_names),
        "order": list(range(size)) if order is None else [int(number) for number in order],
        "counts": counts.tolist(),
        "texts": _texts(shown, normalise) if size <= MOST_WRITTEN_CLASSES else None,
        "shades": _shades(shown, normalise, log).round(3).tolist(),
    }


def cells_from(sent: Any, size: int) -> list[Cell]:  # noqa: ANN401 - what comes from a browser may be anything
    """Return the cells of a matrix of so many classes among what a browser has sent."""
    known = [*range(size), None]
    cells = [tuple(cell) for cell in sent if isinstance(cell, list)] if isinstance(sent, list) else []
    return [cell for cell in cells if len(cell) == 2 and all(number in known for number in cell)]


def _normalised(counts: NDArray[np.int64], normalise: Normalise) -> NDArray[np.float64]:
    if normalise == "count":
        return counts.astype(np.float64)
    totals = counts.sum(axis=1, keepdims=True) if normalise == "row" else counts.sum(axis=0, keepdims=True)
    return counts / np.maximum(totals, 1)


def _shades(shown: NDArray[np.float64], normalise: Normalise, log: bool) -> NDArray[np.float64]:
    """Return how dark each cell is, from 0 for nothing to 1 for the most."""
    values = np.log1p(shown * (1 if normalise == "count" else 1000)) if log else shown
    return values / max(float(values.max(initial=0)), 1e-9)


def _texts(shown: NDArray[np.float64], normalise: Normalise) -> list[list[str]]:
    """Write each number; none where there is nothing to count, so that what is there stands out."""
    digits = 0 if normalise == "count" else 1
    scale = 1 if normalise == "count" else 100
    return [[f"{value * scale:,.{digits}f}" if value > 0 else "" for value in row] for row in shown]
