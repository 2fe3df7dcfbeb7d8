"""What accuracy costs in training images: test accuracy over their number, a line a dataset."""

import math
from collections.abc import Mapping, Sequence

import plotly.graph_objects as go

from ui.figures.style import HIGHLIGHT, TEXT, class_colour, styled
from ui.words import count, percent, percent_range

SYMBOLS = ("circle", "diamond")
Point = tuple[int, float, tuple[float, float] | None]  # images, accuracy, its 95 % interval


def accuracy_by_images(lines: Mapping[str, Sequence[Point]], references: Mapping[str, float]) -> go.Figure:
    """Draw test accuracies over the number of training images, on a logarithmic axis.

    Args:
        lines: the points of each dataset, by its title, in the order of their number of images.
        references: accuracies to draw as level lines, by what to write at them.
    """
    figure = go.Figure()
    for number, (title, points) in enumerate(lines.items()):
        figure.add_trace(_line(title, points, class_colour(number), SYMBOLS[number % len(SYMBOLS)]))
    for text, accuracy in references.items():
        figure.add_hline(
            y=accuracy,
            line={"color": HIGHLIGHT, "width": 1, "dash": "dot"},
            annotation={"text": f"{text} {percent(accuracy)}", "font_color": TEXT},
            annotation_position="top left",
        )
    ticks = sorted({images for points in lines.values() for images, _, _ in points} | {100, 1_000, 10_000})
    figure.update_xaxes(
        title="Training images",
        type="log",
        range=[math.log10(ticks[0] / 1.3), math.log10(ticks[-1] * 1.3)],
        tickvals=ticks,
        ticktext=[count(images) for images in ticks],
    )
    figure.update_yaxes(title="Test accuracy", tickformat=".0%", showgrid=False)
    figure = styled(figure, height=400)
    figure.update_layout(showlegend=True, legend={"orientation": "h", "y": 1.08, "x": 0}, margin_r=24)
    return figure


def _line(title: str, points: Sequence[Point], colour: str, symbol: str) -> go.Scatter:
    values = [accuracy for _, accuracy, _ in points]
    known = [ends or (accuracy, accuracy) for _, accuracy, ends in points]
    return go.Scatter(
        x=[images for images, _, _ in points],
        y=values,
        name=title,
        mode="lines+markers",
        line={"color": colour, "width": 2},
        marker={"size": 8, "symbol": symbol},
        error_y={
            "type": "data",
            "array": [high - value for (_, high), value in zip(known, values, strict=True)],
            "arrayminus": [value - low for (low, _), value in zip(known, values, strict=True)],
            "thickness": 1,
            "width": 3,
        },
        customdata=[
            f"{title}, {count(images)} images: {percent(accuracy)}"
            + (f" ({percent_range(ends)})" if ends else "")
            for images, accuracy, ends in points
        ],
        hovertemplate="%{customdata}<extra></extra>",
        cliponaxis=False,
    )
