"""Published accuracies on two datasets, one row a classifier, with one's own network on top."""

from collections.abc import Sequence

import plotly.graph_objects as go

from fmnist_core.evaluation.baselines import HUMAN_FASHION_MNIST, Baseline
from ui.figures.style import HIGHLIGHT, class_colour, styled
from ui.words import percent

ROW = 30  # pixels
SYMBOLS = {"Fashion-MNIST": "circle", "MNIST": "diamond"}


def baseline_dots(own: Baseline, published: Sequence[Baseline]) -> go.Figure:
    """Draw two dots a classifier, one for each dataset, and a line where people stand on Fashion-MNIST.

    Args:
        own: the network of the page, drawn above the others in bold.
        published: the others, in the order to draw them.
    """
    rows = [own, *published]
    places = list(range(len(rows)))
    figure = go.Figure()
    for number, (title, symbol) in enumerate(SYMBOLS.items()):
        values = [row.fashion_mnist if number == 0 else row.mnist for row in rows]
        figure.add_trace(
            go.Scatter(
                x=values,
                y=places,
                name=title,
                mode="markers",
                marker={
                    "color": class_colour(number),  # as in the learning curves of the same page
                    "opacity": 1,
                    "size": [13] + [9] * len(published),
                    "symbol": symbol,
                },
                customdata=[
                    f"{row.name} on {title}: {percent(value)}"
                    for row, value in zip(rows, values, strict=True)
                ],
                hovertemplate="%{customdata}<extra></extra>",
                cliponaxis=False,
            )
        )
    figure.add_vline(
        x=HUMAN_FASHION_MNIST,
        line={"color": HIGHLIGHT, "width": 1, "dash": "dot"},
        annotation={
            "text": f"people on Fashion-MNIST {percent(HUMAN_FASHION_MNIST)}",
            "font_color": HIGHLIGHT,
        },
        annotation_position="bottom left",
    )
    names = [f"<b>{own.name}</b>", *(row.name for row in published)]
    figure.update_xaxes(title="Test accuracy", tickformat=".0%", range=[0.5, 1])
    figure.update_yaxes(tickvals=places, ticktext=names, range=[len(rows) - 0.2, -0.5], ticks="")
    figure = styled(figure, height=ROW * len(rows) + 110)
    figure.update_layout(showlegend=True, legend={"orientation": "h", "y": 1.08, "x": 0})
    return figure
