"""What all figures share: colours, and one layout for both themes."""

import plotly.graph_objects as go

# Ten colours with a contrast of at least 3 to 1 on the light and on the dark ground, kept as far apart as
# that allows for normal, protan, deutan and tritan sight. A name always stands beside them.
CLASS_COLOURS = (
    "#196ec8",
    "#96730f",
    "#1e6e6e",
    "#dc699b",
    "#a0462d",
    "#0aa0b4",
    "#967de1",
    "#91961e",
    "#824b9b",
    "#6e8769",
)
TRAINING, VALIDATION = CLASS_COLOURS[4], CLASS_COLOURS[0]
HIGHLIGHT = "#c2571a"
# Streamlit's chart theme writes axes in a grey of 3.5 to 1 on a light ground. This is its own placeholder for
# the stronger text colour of either theme; anywhere else it is simply a very dark blue.
TEXT = "#000037"


def class_colour(number: int) -> str:
    """Return the colour of a class, whichever dataset it belongs to; colours repeat after ten classes."""
    return CLASS_COLOURS[number % len(CLASS_COLOURS)]


def styled(figure: go.Figure, *, height: int) -> go.Figure:
    """Give a figure the layout that all figures of the app share, and return it."""
    figure.update_layout(
        height=height,
        margin={"l": 8, "r": 8, "t": 8, "b": 8},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        font={"color": TEXT},
        showlegend=False,
        hovermode="closest",
        dragmode=False,
        hoverlabel={"align": "left"},
        bargap=0.3,
    )
    common = {"tickfont_color": TEXT, "title_font_color": TEXT, "automargin": True}
    figure.update_xaxes(zeroline=False, fixedrange=True, **common)
    figure.update_yaxes(zeroline=False, fixedrange=True, **common)
    return figure
