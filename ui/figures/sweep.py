"""How an answer moves with one change of the picture, such as an angle."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from ui.figures.style import TEXT, class_colour, styled

LEAST = 0.05  # probability that a class reaches somewhere, to get a line of its own
MOST = 5  # lines
DASHES = ("solid", "dash", "dot", "dashdot", "longdash")


def sweep_lines(
    places: Sequence[float],
    probabilities: np.ndarray,
    class_names: Sequence[str],
    *,
    axis: str,
    unit: str,
    at: float,
    keep: int,
) -> go.Figure:
    """Draw a line a class over the amount of a change, for the classes that get likeliest somewhere.

    Args:
        places: the amounts, float (n,).
        probabilities: float (n, classes), 0 to 1.
        class_names: one name a class.
        axis: what changes, in words, with its unit.
        unit: what to write behind an amount.
        at: the amount to mark.
        keep: number of a class that gets its line in any case.
    """
    figure = go.Figure()
    highest = probabilities.max(axis=0)
    likely = {int(number) for number in np.argsort(-highest)[:MOST] if highest[number] >= LEAST}
    for dash, number in enumerate(sorted(likely | {keep})):
        name, values = class_names[number], probabilities[:, number]
        figure.add_trace(
            go.Scatter(
                x=list(places),
                y=values.tolist(),
                name=name,
                mode="lines",
                line={"color": class_colour(number), "width": 2, "dash": DASHES[dash % len(DASHES)]},
                hovertemplate=f"{name} at %{{x}}{unit}: %{{y:.1%}}<extra></extra>",
                cliponaxis=False,
            )
        )
    figure.add_vline(x=at, line={"color": TEXT, "width": 1})
    figure.update_xaxes(title=axis, range=[places[0], places[-1]], showgrid=False)
    figure.update_yaxes(title="Probability", tickformat=".0%", range=[0, 1.02])
    figure = styled(figure, height=320)
    return figure.update_layout(
        showlegend=True, legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0}, margin_r=20
    )
