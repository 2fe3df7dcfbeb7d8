"""How hard each class is: the share of its images that a network misses, the hardest class on top."""

from collections.abc import Mapping, Sequence
from typing import Any

import plotly.graph_objects as go

from ui.figures.style import class_colour, styled
from ui.words import count, percent

BAR = 26  # pixels a bar takes, with the gap to the next


def missed_by_class(per_class: Sequence[Mapping[str, Any]], largest: float) -> go.Figure:
    """Draw the share of each class that is called something else.

    Args:
        per_class: records with name, recall and support, in the order of the class numbers.
        largest: the share at the end of the axis, so that two figures have one scale.
    """
    shares = [1 - row["recall"] if row["support"] else 0.0 for row in per_class]
    order = sorted(range(len(per_class)), key=lambda number: -shares[number])
    rows, missed = [per_class[number] for number in order], [shares[number] for number in order]
    figure = go.Figure(
        go.Bar(
            x=missed,
            y=list(range(len(rows))),
            orientation="h",
            text=[percent(share) for share in missed],
            textposition="outside",
            cliponaxis=False,
            marker={"color": [class_colour(number) for number in order], "line": {"width": 0}},
            customdata=[_sentence(row) for row in rows],
            hovertemplate="%{customdata}<extra></extra>",
        )
    )
    figure.update_xaxes(visible=False, range=[0, 1.25 * max(largest, 1e-3)])  # the rest is room for numbers
    figure.update_yaxes(
        tickvals=list(range(len(rows))),
        ticktext=[row["name"] for row in rows],
        range=[len(rows) - 0.5, -0.5],
        showgrid=False,
        ticks="",
    )
    return styled(figure, height=BAR * len(rows) + 16)


def _sentence(row: Mapping[str, Any]) -> str:
    support = int(row["support"])
    return f"{row['name']}: {count(support - round(row['recall'] * support))} of {count(support)} missed"
