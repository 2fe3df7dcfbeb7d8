"""The clickable confusion matrix of a page, and how it is coloured."""

from collections.abc import Sequence
from typing import cast

import streamlit as st

from fmnist_core.evaluation import Evaluation
from ui import address, figures
from ui.figures.matrix import Cell, Normalise

SHARES = {"count": "Counts", "row": "Row %", "column": "Column %"}
COLOURS = {"linear": "Linear", "log": "Log"}
DIAGONAL = {"shown": "Shown", "hidden": "Hidden"}
_KEY = "confusion matrix"


def matrix_view(evaluation: Evaluation, selected: Cell) -> None:
    """Show the matrix with its controls; a click on a cell writes it to the link.

    Args:
        evaluation: what a network answered.
        selected: the (true, predicted) to outline; None stands for any class.
    """
    with st.container(horizontal=True, gap="small"):
        shares = _switch("numbers", "Numbers", SHARES, _SHARES_HELP)
        colour = _switch("colour", "Colour", COLOURS, _COLOUR_HELP)
        diagonal = _switch("diagonal", "Diagonal", DIAGONAL, _DIAGONAL_HELP)
    figure = figures.confusion_matrix(
        evaluation.confusion,
        evaluation.class_names,
        normalise=cast(Normalise, shares),
        log=colour == "log",
        hide_diagonal=diagonal == "hidden",
        selected=None if selected == (None, None) else selected,
    )
    st.plotly_chart(
        figure,
        key=_KEY,
        on_select=lambda: _clicked(evaluation.class_names),
        selection_mode="points",
        config={"displayModeBar": False},
        alt="Confusion matrix: how many images of each true class, in rows, were called each class, in "
        "columns. The selects True class and Predicted class choose a cell by keyboard.",
    )


def select_cell(class_names: Sequence[str], true: int | None, predicted: int | None) -> None:
    """Write a cell to the link; what was chosen within another cell is dropped."""
    names = {"true": true, "predicted": predicted}
    address.go(**{key: "" if number is None else class_names[number] for key, number in names.items()})
    address.go(page="", sample="")


def _switch(parameter: str, label: str, options: dict[str, str], help_text: str) -> str:
    default = next(iter(options))
    value = address.choice(parameter, list(options), default)
    st.segmented_control(
        label,
        list(options),
        required=True,
        format_func=lambda option: options[option],
        help=help_text,
        **address.tied(parameter, value, default),
    )
    return value


def _clicked(class_names: Sequence[str]) -> None:
    # The chart forgets its selection when it is drawn anew, and says so with an empty one: not a wish.
    points = st.session_state[_KEY].selection.points
    if points:
        select_cell(class_names, *points[0]["customdata"])


_SHARES_HELP = (
    "Counts of images; or the share of each row, so that the diagonal holds recall; or the share of each "
    "column, so that it holds precision."
)
_COLOUR_HELP = "Log colours by the logarithm, so that rare confusions show beside frequent ones."
_DIAGONAL_HELP = "Hide the right answers, so that the errors fill the range of colours."
