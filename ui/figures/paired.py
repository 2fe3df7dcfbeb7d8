"""Two answers to one picture on the same bars: of two networks, or before and after a change."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from numpy.typing import ArrayLike

from ui.figures.style import TEXT, class_colour, styled
from ui.words import percent

PAIR = 40  # pixels a class takes with two bars and the gap to the next
SINGLE = 26  # pixels a class takes with one bar


def paired_bars(
    first: ArrayLike, second: ArrayLike, class_names: Sequence[str], titles: tuple[str, str]
) -> go.Figure:
    """Draw the probability of each class according to two networks, the first's above, the second's pale.

    Args:
        first: float (c,), 0 to 1.
        second: float (c,), 0 to 1.
        class_names: c names, in the order of the class numbers.
        titles: what to call the two.
    """
    colours = [class_colour(number) for number in range(len(class_names))]
    figure = go.Figure()
    for values, title, opacity in zip((first, second), titles, (1.0, 0.5), strict=True):
        shares = np.asarray(values, dtype=np.float64)
        figure.add_trace(
            go.Bar(
                x=shares.tolist(),
                y=list(range(len(class_names))),
                orientation="h",
                text=[percent(share) for share in shares],
                textposition="outside",
                cliponaxis=False,
                marker={"color": colours, "opacity": opacity, "line": {"width": 0}},
                customdata=[f"{name}, {title}" for name in class_names],
                hovertemplate="%{customdata}: %{text}<extra></extra>",
            )
        )
    return _in_class_order(figure, class_names, PAIR)


def moved_bars(now: ArrayLike, before: ArrayLike, class_names: Sequence[str]) -> go.Figure:
    """Draw the probability of each class now as a bar, and where it was before as an upright line.

    Args:
        now: float (c,), 0 to 1.
        before: float (c,), 0 to 1.
        class_names: c names, in the order of the class numbers.
    """
    shares, earlier = (np.asarray(values, dtype=np.float64) for values in (now, before))
    places = list(range(len(class_names)))
    hover = [
        f"{name}: {percent(after)}, before {percent(share)}"
        for name, after, share in zip(class_names, shares, earlier, strict=True)
    ]
    figure = go.Figure(
        go.Bar(
            x=shares.tolist(),
            y=places,
            orientation="h",
            marker={"color": [class_colour(number) for number in places], "line": {"width": 0}},
            customdata=hover,
            hovertemplate="%{customdata}<extra></extra>",
        )
    )
    mark = {"symbol": "line-ns", "size": 18, "line": {"color": TEXT, "width": 2}}
    figure.add_trace(go.Scatter(x=earlier.tolist(), y=places, mode="markers", marker=mark, hoverinfo="skip"))
    figure.add_trace(
        go.Scatter(
            x=(np.maximum(shares, earlier) + 0.01).tolist(),
            y=places,
            mode="text",
            text=[percent(share) for share in shares],
            textposition="middle right",
            textfont={"color": TEXT},
            hoverinfo="skip",
            cliponaxis=False,
        )
    )
    return _in_class_order(figure, class_names, SINGLE)


def _in_class_order(figure: go.Figure, class_names: Sequence[str], height: int) -> go.Figure:
    figure.update_xaxes(visible=False, range=[0, 1.22])  # the rest is room for the numbers
    figure.update_yaxes(
        tickvals=list(range(len(class_names))),
        ticktext=list(class_names),
        range=[len(class_names) - 0.5, -0.5],
        showgrid=False,
        ticks="",
    )
    return styled(figure, height=height * len(class_names) + 16).update_layout(bargap=0.25, bargroupgap=0.05)
