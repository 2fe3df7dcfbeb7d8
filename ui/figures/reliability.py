"""A reliability diagram: is a network as often right as it is sure?"""

import numpy as np
import plotly.graph_objects as go

from fmnist_core.evaluation.calibration import Reliability
from ui.figures.style import HIGHLIGHT, TEXT, VALIDATION, styled
from ui.words import count, percent


def reliability_diagram(bins: Reliability) -> go.Figure:
    """Draw the accuracy of each bin as a bar, its mean confidence as a mark, and where both are equal."""
    size = len(bins.count)
    used = np.flatnonzero(bins.count)
    edges = np.arange(size + 1) / size
    share = bins.count[used] / bins.count.sum()
    figure = go.Figure(
        go.Bar(
            x=(edges[used] + edges[used + 1]) / 2,
            y=bins.accuracy[used],
            width=0.92 / size,
            marker={"color": VALIDATION, "opacity": 0.25 + 0.75 * np.sqrt(share), "line": {"width": 0}},
            hovertext=[_sentence(bins, number) for number in used.tolist()],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    )
    figure.add_trace(
        go.Scatter(
            x=[0, 1],
            y=[0, 1],
            mode="lines",
            line={"color": TEXT, "width": 1, "dash": "dot"},
            hoverinfo="skip",
        )
    )
    figure.add_trace(
        go.Scatter(
            x=(edges[used] + edges[used + 1]) / 2,
            y=bins.confidence[used],
            mode="markers",
            marker={"symbol": "line-ew", "size": 16, "line": {"color": HIGHLIGHT, "width": 3}},
            hoverinfo="skip",
        )
    )
    figure.update_xaxes(title="Confidence", tickformat=".0%", range=[0, 1], showgrid=False)
    figure.update_yaxes(title="Accuracy", tickformat=".0%", range=[0, 1.02])
    figure = styled(figure, height=360)
    figure.update_layout(margin_r=24)  # room for the last number of the axis
    return figure


def _sentence(bins: Reliability, number: int) -> str:
    n, confidence, accuracy = bins.count[number], bins.confidence[number], bins.accuracy[number]
    images = f"{count(int(n))} image{'' if n == 1 else 's'}"
    return f"{images}: {percent(confidence)} sure on average, {percent(accuracy)} right"
