"""Published accuracies on two datasets, one row a classifier, with one's own network on top."""

from collections.abc import Mapping, Sequence

import plotly.graph_objects as go

from fmnist_core.evaluation.baselines import HUMAN, Baseline
from ui.figures.style import HIGHLIGHT, TEXT, class_colour, styled
from ui.words import percent

ROW = 30  # pixels
SYMBOLS = ("circle", "diamond")


def baseline_dots(
    name: str, own: Mapping[str, float], titles: Mapping[str, str], published: Sequence[Baseline]
) -> go.Figure:
    """Draw a dot for each dataset in each row, and a line where people stand.

    Args:
        name: of the network of the page, drawn above the others in bold.
        own: its accuracy on each dataset, by the dataset's name.
        titles: of the datasets, by their names.
        published: the others, in the order to draw them.
    """
    places = list(range(len(published) + 1))
    figure = go.Figure()
    for number, (dataset, accuracy) in enumerate(own.items()):
        values = [accuracy, *(baseline.on(dataset) for baseline in published)]
        names = [name, *(baseline.name for baseline in published)]
        figure.add_trace(_dots(number, titles[dataset], names, values))
        if dataset in HUMAN:
            _people(figure, titles[dataset], HUMAN[dataset])
    names = [f"<b>{name}</b>", *(baseline.name for baseline in published)]
    lowest = min([0.5, *own.values()])
    figure.update_xaxes(title="Test accuracy", tickformat=".0%", range=[max(0.0, lowest - 0.02), 1])
    figure.update_yaxes(tickvals=places, ticktext=names, range=[len(places) - 0.2, -0.5], ticks="")
    figure = styled(figure, height=ROW * len(places) + 110)
    figure.update_layout(showlegend=True, legend={"orientation": "h", "y": 1.08, "x": 0})
    return figure


def _dots(number: int, title: str, names: Sequence[str], values: Sequence[float | None]) -> go.Scatter:
    rows = zip(names, values, strict=True)
    return go.Scatter(
        x=list(values),
        y=list(range(len(values))),
        name=title,
        mode="markers",
        marker={
            "color": class_colour(number),  # as in the learning curves of the same page
            "opacity": 1,
            "size": [13] + [9] * (len(values) - 1),
            "symbol": SYMBOLS[number % len(SYMBOLS)],
        },
        customdata=[
            f"{name} on {title}: {percent(value)}" if value is not None else "" for name, value in rows
        ],
        hovertemplate="%{customdata}<extra></extra>",
        cliponaxis=False,
    )


def _people(figure: go.Figure, title: str, accuracy: float) -> None:
    figure.add_vline(
        x=accuracy,
        line={"color": HIGHLIGHT, "width": 1, "dash": "dot"},
        annotation={"text": f"people on {title} {percent(accuracy)}", "font_color": TEXT},
        annotation_position="bottom left",
    )
