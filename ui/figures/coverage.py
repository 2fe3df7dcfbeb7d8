"""Accuracy against coverage: what is won where the least sure answers are withheld."""

import numpy as np
import plotly.graph_objects as go

from fmnist_core.evaluation.curves import Coverage
from ui.figures.style import HIGHLIGHT, VALIDATION, styled

POINTS = 400


def coverage_curve(found: Coverage, threshold: float) -> go.Figure:
    """Draw accuracy over coverage, with a mark where answers below a confidence are withheld.

    Args:
        found: what each threshold gives.
        threshold: the confidence to mark, in [0, 1].
    """
    kept = np.unique(np.linspace(0, len(found.coverage) - 1, POINTS).astype(int))
    figure = go.Figure(
        go.Scatter(
            x=found.coverage[kept],
            y=found.accuracy[kept],
            customdata=found.confidence[kept],
            mode="lines",
            line={"color": VALIDATION, "width": 2},
            cliponaxis=False,
            hovertemplate="at least %{customdata:.1%} sure: %{x:.1%} answered, %{y:.1%} right<extra></extra>",
        )
    )
    coverage, accuracy = found.at(threshold)
    if accuracy is not None:
        figure.add_trace(
            go.Scatter(
                x=[coverage],
                y=[accuracy],
                mode="markers",
                marker={"color": HIGHLIGHT, "size": 12},
                cliponaxis=False,
                hoverinfo="skip",
            )
        )
    # The few surest answers alone would stretch the axis wherever one of them is wrong.
    low = float(found.accuracy[found.coverage >= min(0.05, found.coverage[-1])].min())
    figure.update_xaxes(title="Images that are answered", tickformat=".0%", range=[0, 1.005])
    figure.update_yaxes(
        title="Answers that are right", tickformat=".1~%", range=[low - 0.05 * (1 - low), 1.001]
    )
    figure = styled(figure, height=360)
    figure.update_layout(margin_r=24)  # room for the last number of the axis
    return figure
