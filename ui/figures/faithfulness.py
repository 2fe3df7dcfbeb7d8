"""Deletion and insertion curves of a saliency map beside those of two maps that know no network."""

from typing import TYPE_CHECKING

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from ui.figures.style import HIGHLIGHT, TEXT, VALIDATION, styled

if TYPE_CHECKING:
    from fmnist_core.explain import Faithfulness

LINES = {  # name, colour, dash, width
    "map": ("This map", VALIDATION, "solid", 3),
    "edges": ("Edge detector", HIGHLIGHT, "dash", 1.5),
    "random": ("Random map", TEXT, "dot", 1.5),
}


def faithfulness_curves(found: "Faithfulness", edges: "Faithfulness", random: "Faithfulness") -> go.Figure:
    """Draw the probability of the class while pixels are erased, above, and while they come back, below.

    Args:
        found: of the map.
        edges: of an edge detector's map.
        random: of a random map.
    """
    figure = make_subplots(rows=2, cols=1, shared_xaxes=True, vertical_spacing=0.16)
    for row, curve, verb in ((1, "deletion", "erased"), (2, "insertion", "back")):
        for key, one in (("random", random), ("edges", edges), ("map", found)):
            name, colour, dash, width = LINES[key]
            line = go.Scatter(
                x=one.fractions.tolist(),
                y=getattr(one, curve).tolist(),
                name=name,
                mode="lines",
                line={"color": colour, "dash": dash, "width": width},
                hovertemplate=f"{name}, %{{x:.0%}} {verb}: %{{y:.1%}}<extra></extra>",
            )
            figure.add_trace(line, row=row, col=1)
    figure.update_xaxes(tickformat=".0%", range=[0, 1], showgrid=False, nticks=3)
    figure.update_xaxes(title="Share of the pixels", row=2, col=1)
    figure.update_yaxes(tickformat=".0%", range=[-0.02, 1.02], nticks=3)
    figure.update_yaxes(title="Erased", row=1, col=1)
    figure.update_yaxes(title="Brought back", row=2, col=1)
    return styled(figure, height=260).update_layout(margin_r=16)
