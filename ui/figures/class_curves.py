"""Curves of one class against the rest, in the colours of the classes."""

from collections.abc import Mapping

import numpy as np
import plotly.graph_objects as go

from fmnist_core.evaluation.curves import Curve
from ui.figures.style import class_colour, styled

POINTS = 300  # a curve has thousands, which cannot be told apart on a screen
LONGEST = 24  # characters of a name, so that the number after it stays in the legend
SPANS = (0.005, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0)  # of the axis of false positives

Curves = Mapping[tuple[int, str], Curve]  # by the number and the name of the class


def precision_recall_curves(curves: Curves) -> go.Figure:
    """Draw precision over recall; precision begins where it matters: above what is found at 95 % recall."""
    low = min((float(each.y[each.x >= 0.95].max(initial=0)) for each in curves.values()), default=0)
    low = max(0.0, np.floor(10 * low - 0.5) / 10)
    figure = _lines(curves, (1.0, 1 - low), "recall %{x:.1%}, precision %{y:.1%}")
    figure.update_xaxes(title_text="Recall", tickformat=".0%", range=[0, 1.005])
    figure.update_yaxes(title_text="Precision", tickformat=".0%", range=[low, 1 + (1 - low) / 100])
    return figure


def roc_curves(curves: Curves) -> go.Figure:
    """Draw the true over the false positive rate, up to where nearly all of each class is found."""
    needed = max((float(each.x[np.argmax(each.y >= 0.98)]) for each in curves.values()), default=1)
    span = next(each for each in SPANS if each >= needed)
    figure = _lines(curves, (span, 1.0), "%{y:.1%} found, %{x:.2%} of the rest taken for it")
    figure.update_xaxes(title_text="False positive rate", tickformat=".1~%", range=[-span / 200, span])
    figure.update_yaxes(title_text="True positive rate", tickformat=".0%", range=[0, 1.01])
    return figure


def _lines(curves: Curves, spans: tuple[float, float], hover: str) -> go.Figure:
    figure = go.Figure()
    for (number, name), curve in curves.items():
        x, y = _thinned(curve, spans)
        figure.add_trace(
            go.Scatter(
                x=x,
                y=y,
                name=f"{_shortened(name)}: {curve.area:.3f}",
                mode="lines",
                line={"color": class_colour(number), "width": 2},
                hovertemplate=f"{name}: {hover}<extra></extra>",
            )
        )
    figure = styled(figure, height=420)
    figure.update_layout(showlegend=True, legend={"orientation": "h", "y": -0.18, "x": 0}, margin_r=24)
    return figure


def _shortened(name: str) -> str:
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…"


def _thinned(curve: Curve, spans: tuple[float, float]) -> tuple[np.ndarray, np.ndarray]:
    """Return points of a curve, one where it has moved on by a pixel or so, with both its ends.

    Args:
        curve: what to thin.
        spans: how much of the x axis, from 0, and of the y axis, up to 1, is in sight.
    """
    across, up = spans
    x, y = np.minimum(curve.x, across) / across, np.maximum(curve.y, 1 - up) / up
    steps = np.abs(np.diff(x)) + np.abs(np.diff(y))
    place = np.floor(np.append(0, np.cumsum(steps)) * POINTS / 2)
    kept = np.union1d([0], np.flatnonzero(np.append(np.diff(place) > 0, True)))
    return curve.x[kept].round(5), curve.y[kept].round(5)
