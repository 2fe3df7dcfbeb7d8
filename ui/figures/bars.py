"""Horizontal bars, one a class, in the colours of the classes."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from numpy.typing import ArrayLike

from ui.figures.style import class_colour, styled
from ui.words import count, percent

BAR = 26  # pixels a bar takes, with the gap to the next


def probability_bars(
    probabilities: ArrayLike, class_names: Sequence[str], top: int | None = None
) -> go.Figure:
    """Draw the probability of each class.

    Args:
        probabilities: float array (c,), 0 to 1.
        class_names: c names, in the order of the class numbers.
        top: show only so many, the likeliest first; without it all classes keep their own order, so that
            bars do not change places while somebody draws.

    Raises:
        ValueError: there is not one probability a name.
    """
    values = np.asarray(probabilities, dtype=np.float64)
    _check(values, class_names)
    order = np.arange(len(values)) if top is None else np.argsort(-values, kind="stable")[:top]
    return _bars(
        [class_names[number] for number in order],
        values[order],
        [percent(value) for value in values[order]],
        [class_colour(int(number)) for number in order],
        largest=1.0,
    )


def class_counts(counts: ArrayLike, class_names: Sequence[str]) -> go.Figure:
    """Draw how many images each class has.

    Args:
        counts: int array (c,).
        class_names: c names, in the order of the class numbers.

    Raises:
        ValueError: there is not one number a name.
    """
    values = np.asarray(counts, dtype=np.int64)
    _check(values, class_names)
    colours = [class_colour(number) for number in range(len(values))]
    return _bars(class_names, values, [count(int(n)) for n in values], colours, float(values.max(initial=1)))


def _check(values: np.ndarray, class_names: Sequence[str]) -> None:
    if values.shape != (len(class_names),):
        raise ValueError(f"Expected {len(class_names)} values, one a class. Received shape: {values.shape}.")


def _bars(
    names: Sequence[str], values: np.ndarray, texts: Sequence[str], colours: Sequence[str], largest: float
) -> go.Figure:
    places = list(range(len(names)))
    figure = go.Figure(
        go.Bar(
            x=values.tolist(),
            y=places,
            orientation="h",
            text=list(texts),
            textposition="outside",
            cliponaxis=False,
            marker={"color": list(colours), "line": {"width": 0}},
            customdata=list(names),
            hovertemplate="%{customdata}: %{text}<extra></extra>",
        )
    )
    figure.update_xaxes(visible=False, range=[0, 1.18 * largest])  # the rest is room for the numbers
    # Places instead of names as the axis, because two classes may have the same name.
    figure.update_yaxes(
        tickvals=places, ticktext=list(names), range=[len(names) - 0.5, -0.5], showgrid=False, ticks=""
    )
    return styled(figure, height=BAR * len(names) + 16)
