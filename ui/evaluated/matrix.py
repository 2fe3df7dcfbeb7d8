"""The confusion matrix of a page, and how it is shaded and ordered."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import streamlit as st

from fmnist_core.evaluation import Evaluation
from fmnist_core.runs import Run
from ui import address, derived
from ui.evaluated.cells import choose
from ui.matrix import Cell, Normalise, build_payload, matrix

NUMBERS = {"count": "Counts", "row": "Row %", "column": "Column %"}
COLOURS = {"linear": "Linear", "log": "Log"}
DIAGONAL = {"shown": "Shown", "hidden": "Hidden"}
ORDERS = {"given": "As given", "similarity": "By similarity"}


@dataclass(frozen=True)
class Look:
    """How the matrix is shown; each a key of the table above."""

    numbers: str
    colour: str
    diagonal: str
    order: str


def look_switches() -> Look:
    """Show the switches of the matrix in a row, and return what they are set to; the link holds it."""
    with st.container(horizontal=True, gap="small"):
        return Look(
            _switch("numbers", "Numbers", NUMBERS, _NUMBERS_HELP),
            _switch("colour", "Colour", COLOURS, _COLOUR_HELP),
            _switch("diagonal", "Diagonal", DIAGONAL, _DIAGONAL_HELP),
            _switch("order", "Order of classes", ORDERS, _ORDER_HELP),
        )


def matrix_view(run: Run, evaluation: Evaluation, look: Look, selected: Sequence[Cell]) -> None:
    """Show the matrix; what is clicked is written to the link."""
    by_similarity = look.order == "similarity"
    matrix(
        build_payload(
            evaluation.confusion,
            evaluation.class_names,
            normalise=cast(Normalise, look.numbers),
            log=look.colour == "log",
            hide_diagonal=look.diagonal == "hidden",
            order=derived.similarity_order(run, evaluation.split) if by_similarity else None,
        ),
        key="matrix",
        selected=selected,
        on_select=lambda cells: choose(evaluation.class_names, cells),
    )
    st.caption("Shift or Ctrl adds to the selection. Arrow keys and Enter do what clicks do; Escape clears.")


def _switch(parameter: str, label: str, options: dict[str, str], help_text: str) -> str:
    default = next(iter(options))
    value = address.choice(parameter, list(options), default)
    st.segmented_control(
        label,
        list(options),
        default=value,
        required=True,
        format_func=lambda option: options[option],
        help=help_text,
        **address.tied(parameter, value, default),
    )
    return value


_NUMBERS_HELP = (
    "Counts of images; or the share of each row, so that the diagonal holds recall; or the share of each "
    "column, so that it holds precision."
)
_COLOUR_HELP = "Log shades by the logarithm, so that rare confusions show beside frequent ones."
_DIAGONAL_HELP = "Hide the right answers, so that the errors fill the range of shades."
_ORDER_HELP = (
    "By similarity, classes that are taken for each other stand together: "
    "[hierarchical clustering](https://en.wikipedia.org/wiki/Hierarchical_clustering) of the confusions."
)
