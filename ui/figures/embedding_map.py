"""A map of samples by what a network makes of them."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from ui.figures.style import TEXT, class_colour, styled

MOST_LABELS = 20  # classes; beyond, their names on the map would cover it


def embedding_map(
    coordinates: np.ndarray,
    labels: np.ndarray,
    indices: np.ndarray,
    class_names: Sequence[str],
    *,
    selected: int | None = None,
) -> go.Figure:
    """Draw one point a sample, coloured by class, each class named at its middle.

    Each point carries `customdata` [index], so that a click on it tells which sample it is.

    Args:
        coordinates: float array of shape (n, 2).
        labels: class numbers, int array of shape (n,).
        indices: index of each sample in the test split, int array of shape (n,).
        class_names: one name a class, in the order of the class numbers.
        selected: index of the sample to ring; nothing is ringed where it is not on the map.
    """
    figure = go.Figure()
    for label in np.unique(labels).tolist():
        own = labels == label
        figure.add_trace(_points(coordinates[own], indices[own], class_names[label], label))
    if len(class_names) <= MOST_LABELS:
        for label in np.unique(labels).tolist():
            figure.add_annotation(_name(np.median(coordinates[labels == label], axis=0), class_names[label]))
    if selected is not None and selected in indices:
        figure.add_trace(_ring(coordinates[indices == selected][0]))
    figure.update_xaxes(visible=False)
    figure.update_yaxes(visible=False)
    return styled(figure, height=620)


def _points(places: np.ndarray, indices: np.ndarray, name: str, label: int) -> go.Scatter:
    marker = {"color": class_colour(label), "size": 6, "opacity": 0.75, "line": {"width": 0}}
    return go.Scatter(
        x=places[:, 0],
        y=places[:, 1],
        customdata=indices[:, None].tolist(),
        name=name,
        mode="markers",
        marker=marker,
        selected={"marker": {"opacity": 0.75}},
        unselected={"marker": {"opacity": 0.75}},
        hovertemplate=f"{name}, test %{{customdata[0]}}<extra></extra>",
    )


def _name(place: np.ndarray, name: str) -> dict[str, object]:
    return {
        "x": float(place[0]),
        "y": float(place[1]),
        "text": f"<b>{name}</b>",
        "showarrow": False,
        "bgcolor": "rgba(128,128,128,0.5)",
        "borderpad": 3,
        "captureevents": False,
    }


def _ring(place: np.ndarray) -> go.Scatter:
    return go.Scatter(
        x=[place[0]],
        y=[place[1]],
        mode="markers",
        marker={"symbol": "circle-open", "size": 18, "color": TEXT, "line": {"width": 3}},
        hoverinfo="skip",
    )
