"""A saliency map as its method computes it: one square a pixel, in the method's own unit."""

import numpy as np
import plotly.graph_objects as go

from ui.figures.style import TEXT, styled

# Against, nothing, for: told apart by lightness as well, in both themes and by the colour-blind.
DIVERGING = ((0.0, "#b85c2c"), (0.5, "#f6f3ea"), (1.0, "#1b6475"))


def raw_map(values: np.ndarray, *, signed: bool, side: int) -> go.Figure:
    """Draw the values of a map, with a bar that says what the colours mean and the value of a pixel on hover.

    Args:
        values: float (height, width), as `SaliencyMap.raw`.
        signed: whether values below 0 speak against the class; white is then 0.
        side: screen pixels of the longer side of the map.
    """
    most = float(np.abs(values).max()) or 1.0
    height, width = values.shape
    figure = go.Figure(
        go.Heatmap(
            z=values,
            zmin=-most if signed else 0.0,
            zmax=most,
            colorscale=DIVERGING if signed else "Viridis",
            hovertemplate="row %{y}, column %{x}: %{z:.3g}<extra></extra>",
            colorbar={
                "orientation": "h",
                "y": -0.02,
                "yanchor": "top",
                "thickness": 8,
                "len": 1.0,
                "nticks": 5,
                "tickformat": ".2g",
                "tickfont": {"color": TEXT, "size": 11},
                "outlinewidth": 0,
            },
        )
    )
    figure.update_xaxes(visible=False, constrain="domain")
    figure.update_yaxes(visible=False, autorange="reversed", scaleanchor="x", constrain="domain")
    figure = styled(figure, height=round(side * height / max(height, width)) + 44)
    return figure.update_layout(
        width=round(side * width / max(height, width)), margin={"l": 0, "r": 0, "t": 0, "b": 44}
    )
