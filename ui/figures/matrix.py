"""The confusion matrix, made so that it can be clicked."""

from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
import plotly.graph_objects as go
from numpy.typing import ArrayLike, NDArray

from ui.figures.style import HIGHLIGHT, TEXT, styled
from ui.words import count, percent

Normalise = Literal["count", "row", "column"]
Cell = tuple[int | None, int | None]  # (true, predicted); None stands for all classes

MOST_WRITTEN_CLASSES = 20  # beyond, numbers in the cells are too small to read


def confusion_matrix(
    matrix: ArrayLike,
    class_names: Sequence[str],
    *,
    normalise: Normalise = "count",
    log: bool = False,
    hide_diagonal: bool = False,
    selected: Cell | None = None,
) -> go.Figure:
    """Draw a confusion matrix that can be clicked.

    The last trace is an invisible layer of squares, because a click on a heatmap selects nothing. Each of its
    points carries `customdata` [true, predicted]: a cell has both numbers; the share at the end of a row
    (recall) has predicted None, the one at the foot of a column (precision) has true None.

    Args:
        matrix: int array (c, c), row = true class, column = predicted class.
        class_names: c names, in the order of the class numbers.
        normalise: colour and write counts, or shares in percent of the true class ("row") or of the predicted
            class ("column").
        log: colour by the logarithm, so that rare confusions show beside the diagonal.
        hide_diagonal: leave the correct answers out, so that the errors fill the range of colours.
        selected: (true, predicted) of the cell to outline; None in one place outlines a row or a column.

    Raises:
        ValueError: the matrix is not square, or does not fit the names.
    """
    counts = np.asarray(matrix, dtype=np.int64)
    size = len(class_names)
    if counts.shape != (size, size):
        raise ValueError(f"Expected a matrix of shape {(size, size)}. Received: {counts.shape}.")
    shares = _normalised(counts, normalise)
    shown = np.where(np.eye(size, dtype=bool), np.nan, shares) if hide_diagonal else shares
    colours = np.log1p(shown * (1 if normalise == "count" else 1000)) if log else shown

    figure = go.Figure(_heatmap(colours, _texts(shown, normalise)))
    if size <= MOST_WRITTEN_CLASSES:
        figure.update_traces(texttemplate="%{text}")  # black or white, as the colour of the cell asks for
        figure.add_trace(_shares_at_the_ends(counts))
    if selected is not None:
        figure.add_shape(_outline(selected, size))
    figure.add_trace(_click_layer(counts, class_names, normalise))
    return _matrix_axes(styled(figure, height=max(420, 120 + 46 * (size + 1))), class_names)


def _normalised(counts: NDArray[np.int64], normalise: Normalise) -> NDArray[np.float64]:
    if normalise == "count":
        return counts.astype(np.float64)
    totals = counts.sum(axis=1, keepdims=True) if normalise == "row" else counts.sum(axis=0, keepdims=True)
    return counts / np.maximum(totals, 1)


def _heatmap(colours: NDArray[np.float64], texts: list[list[str]]) -> go.Heatmap:
    finite = colours[np.isfinite(colours)]
    return go.Heatmap(
        z=colours,
        text=texts,
        zmin=0,
        zmax=max(float(finite.max(initial=0)), 1e-9),
        showscale=False,
        hoverinfo="skip",
        xgap=1,
        ygap=1,
    )


def _texts(shown: NDArray[np.float64], normalise: Normalise) -> list[list[str]]:
    """Write each number; none where there is nothing to count, so that what is there stands out."""
    digits = 0 if normalise == "count" else 1
    scale = 1 if normalise == "count" else 100
    return [[f"{value * scale:,.{digits}f}" if value > 0 else "" for value in row] for row in shown]


def _shares_at_the_ends(counts: NDArray[np.int64]) -> go.Heatmap:
    """Write recall beside each row and precision under each column, on cells without a colour."""
    size = len(counts)
    correct = np.diagonal(counts)
    values = np.full((size + 1, size + 1), np.nan)
    values[:size, size] = correct / np.maximum(counts.sum(axis=1), 1)
    values[size, :size] = correct / np.maximum(counts.sum(axis=0), 1)
    return go.Heatmap(
        z=values,
        text=[[percent(value, 0) if np.isfinite(value) else "" for value in row] for row in values],
        texttemplate="%{text}",
        textfont={"color": TEXT},
        colorscale=[[0, "rgba(0,0,0,0)"], [1, "rgba(0,0,0,0)"]],
        showscale=False,
        hoverinfo="skip",
    )


def _outline(selected: Cell, size: int) -> dict[str, Any]:
    true, predicted = selected
    return {
        "type": "rect",
        "x0": (0 if predicted is None else predicted) - 0.5,
        "x1": (size - 1 if predicted is None else predicted) + 0.5,
        "y0": (0 if true is None else true) - 0.5,
        "y1": (size - 1 if true is None else true) + 0.5,
        "line": {"width": 3, "color": HIGHLIGHT},
    }


def _click_layer(counts: NDArray[np.int64], class_names: Sequence[str], normalise: Normalise) -> go.Scatter:
    size = len(class_names)
    cells: list[Cell] = [(t, p) for t in range(size) for p in range(size)]
    cells += [(t, None) for t in range(size)] + [(None, p) for p in range(size)]
    invisible = {"marker": {"opacity": 0}}
    return go.Scatter(
        x=[size if predicted is None else predicted for _, predicted in cells],
        y=[size if true is None else true for true, _ in cells],
        customdata=[list(cell) for cell in cells],
        hovertext=[_sentence(counts, class_names, cell, normalise) for cell in cells],
        hovertemplate="%{hovertext}<extra></extra>",
        mode="markers",
        marker={"symbol": "square", "size": 44, "opacity": 0},
        selected=invisible,
        unselected=invisible,
    )


def _sentence(counts: NDArray[np.int64], class_names: Sequence[str], cell: Cell, normalise: Normalise) -> str:
    true, predicted = cell
    if predicted is not None and (true is None or normalise == "column"):
        called = f"of the {count(counts[:, predicted].sum())} images called {class_names[predicted]}"
        shown = predicted if true is None else true
        return f"{count(counts[shown, predicted])} {called} show {class_names[shown]}"
    assert true is not None  # no cell stands for everything
    answer = true if predicted is None else predicted
    images = f"{count(counts[true].sum())} images of {class_names[true]}"
    return f"{count(counts[true, answer])} of {images} were called {class_names[answer]}"


def _matrix_axes(figure: go.Figure, class_names: Sequence[str]) -> go.Figure:
    size = len(class_names)
    ticks = {"tickvals": list(range(size + 1)), "showgrid": False, "ticks": ""}
    figure.update_xaxes(
        title_text="Predicted class",
        range=[-0.5, size + 0.5],
        ticktext=[*class_names, "recall"],
        tickangle=-40,
        constrain="domain",
        **ticks,
    )
    figure.update_yaxes(
        title_text="True class",
        range=[size + 0.5, -0.5],
        ticktext=[*class_names, "precision"],
        scaleanchor="x",
        constrain="domain",
        constraintoward="top",
        **ticks,
    )
    return figure
