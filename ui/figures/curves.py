"""Learning curves: one run as it trains, or several side by side."""

from collections.abc import Mapping, Sequence
from typing import Any

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from ui.figures.style import TEXT, TRAINING, VALIDATION, class_colour, styled

Records = Sequence[Mapping[str, Any]]

MEASURES = {
    "loss": "Training loss",
    "accuracy": "Training accuracy",
    "validation_loss": "Validation loss",
    "validation_accuracy": "Validation accuracy",
    "learning_rate": "Learning rate",
}


def learning_curves(history: Records, steps: Records | None = None) -> go.Figure:
    """Draw loss above accuracy, by epoch, for the training and the validation split.

    Args:
        history: one record an epoch, as `Run.history()` returns them; may be empty.
        steps: records about a second apart, as `Run.steps()` returns them: drawn thin, behind the epochs.
    """
    figure = make_subplots(rows=2, cols=1, shared_xaxes=True, vertical_spacing=0.07)
    for row, measure in ((1, "loss"), (2, "accuracy")):
        if steps:
            figure.add_trace(_steps(steps, measure), row=row, col=1)
        pair = (
            _epochs(history, measure, "training", TRAINING),
            _epochs(history, f"validation_{measure}", "validation", VALIDATION),
        )
        figure.add_traces(_labelled(*pair), rows=row, cols=1)
        figure.update_yaxes(title=measure.capitalize(), row=row, col=1)
    figure.update_yaxes(tickformat=".0%", row=2, col=1)
    figure.update_xaxes(title="Epoch", rangemode="tozero", row=2, col=1)
    figure = styled(figure, height=440)
    figure.update_layout(margin_r=80)  # room for the names at the ends of the lines
    return figure


def compared_curves(histories: Mapping[str, Records], measure: str = "validation_accuracy") -> go.Figure:
    """Draw one measure of several runs by epoch.

    Args:
        histories: the history of each run, by the name to write beside its line.
        measure: "loss", "accuracy", "validation_loss", "validation_accuracy" or "learning_rate".

    Raises:
        ValueError: the measure is none of these.
    """
    if measure not in MEASURES:
        raise ValueError(f"Expected one of {', '.join(MEASURES)}. Received: {measure!r}.")
    figure = go.Figure()
    for number, (name, history) in enumerate(histories.items()):
        figure.add_trace(_epochs(history, measure, name, class_colour(number)))
    figure.update_xaxes(title="Epoch", rangemode="tozero")
    figure.update_yaxes(title=MEASURES[measure], tickformat=".1%" if "accuracy" in measure else None)
    figure = styled(figure, height=360)
    # Names are too long and ends too close for labels on the lines.
    figure.update_layout(showlegend=True, legend={"orientation": "h", "y": -0.2, "x": 0})
    return figure


def _epochs(history: Records, measure: str, name: str, colour: str) -> go.Scatter:
    points = [(record["epoch"], record[measure]) for record in history if record.get(measure) is not None]
    number = ":.1%" if "accuracy" in measure else ":.4g"
    return go.Scatter(
        x=[epoch for epoch, _ in points],
        y=[value for _, value in points],
        name=name,
        mode="lines+markers",
        line={"color": colour, "width": 2},
        marker={"size": 5},
        cliponaxis=False,
        hovertemplate=f"{name}, epoch %{{x}}: %{{y{number}}}<extra></extra>",
    )


def _labelled(*pair: go.Scatter) -> list[go.Scatter]:
    """Write the name of each of two lines at its end, the upper one's above and the lower one's below."""
    lines = sorted((line for line in pair if line.y), key=lambda line: line.y[-1])
    for line, place in zip(lines, ("bottom right", "top right"), strict=False):
        line.update(
            mode="lines+markers+text",
            text=[""] * (len(line.y) - 1) + [line.name],
            textposition=place,
            textfont={"color": TEXT},
        )
    return list(pair)


def _steps(steps: Records, measure: str) -> go.Scatter:
    points = [(record["epoch"], record[measure]) for record in steps if record.get(measure) is not None]
    return go.Scatter(
        x=[epoch for epoch, _ in points],
        y=[value for _, value in points],
        name="training, while it runs",
        mode="lines",
        line={"color": TRAINING, "width": 1},
        opacity=0.4,
        hoverinfo="skip",
    )
