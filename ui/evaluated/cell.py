"""The images of the selected cells, rows and columns of a confusion matrix."""

from collections.abc import Sequence
from functools import partial

import numpy as np
import streamlit as st

from fmnist_core.datasets import DatasetSpec
from fmnist_core.evaluation import Evaluation
from ui import address
from ui.evaluated.answers import answers_gallery
from ui.evaluated.cells import cell_name, choose, chosen_cells
from ui.matrix import Cell
from ui.widget_state import shown
from ui.words import count

PAGE = 500
HEIGHT = 420  # pixels: with what stands above it, about as high as the matrix beside it
MOST_OFFERED = 200  # confusions to choose from by typing


def cell_selects(evaluation: Evaluation, cells: Sequence[Cell]) -> None:
    """Show the twin selects, which set the last selected cell, and what else is selected."""
    names = evaluation.class_names
    last = cells[-1] if cells else (None, None)
    for column, parameter, number in zip(st.columns(2), ("true", "predicted"), last, strict=True):
        name = "" if number is None else names[number]
        column.selectbox(
            f"{parameter.capitalize()} class",
            ["", *names],
            index=0 if number is None else number + 1,
            format_func=lambda name: name or "Any",
            **shown(f"{parameter} of this page", name, partial(_set_last, names, parameter)),
        )
    if cells:
        _list(evaluation, cells)


def cell_view(spec: DatasetSpec, evaluation: Evaluation, cells: Sequence[Cell]) -> None:
    """Show the images of the cells, most confidently wrong first, up to 500 a page."""
    if not cells:
        st.caption(
            "Nothing is selected yet. A click on a cell or a name, or a choice above, shows images here."
        )
        return
    positions = evaluation.cells(cells)
    st.markdown(f"**{sentence(evaluation, cells, positions)}**")
    if not len(positions):
        return
    shown = positions[address.paged(len(positions), PAGE)]
    answers_gallery(spec, evaluation, shown, key="cell", height=HEIGHT)


def sentence(evaluation: Evaluation, cells: Sequence[Cell], positions: np.ndarray) -> str:
    """Say which images the cells hold, and in which order they come."""
    n, wrong = len(positions), int(np.count_nonzero(~evaluation.correct[positions]))
    names = evaluation.class_names
    order = {n: "surest first", 0: "least sure first"}.get(wrong, "wrong answers first")
    number = f"{count(n)} image{'' if n == 1 else 's'}" if n else f"No {evaluation.split} image"
    if len(cells) > 1:
        what = "selected"
    else:
        ((true, predicted),) = cells
        of = "" if true is None else f"of {names[true]}"
        called = "" if predicted is None else f"{'called' if n else 'was called'} {names[predicted]}"
        what = f"{of} {called}".strip()
    return f"{number} {what}{f', {order}' if n > 1 else ''}."


def _list(evaluation: Evaluation, cells: Sequence[Cell]) -> None:
    """Show what is selected, to take away from and to add to."""
    names = evaluation.class_names
    numbers = range(len(names))
    offered = [
        *((true, predicted) for true, predicted, _ in evaluation.most_confused(MOST_OFFERED)),
        *((number, None) for number in numbers),
        *((None, number) for number in numbers),
        *((number, number) for number in numbers),
    ]
    st.multiselect(
        "Selected",
        list(dict.fromkeys([*cells, *offered])),
        default=list(cells),
        format_func=lambda cell: cell_name(names, cell),
        select_all=False,  # Enter then takes the first match
        wrap=True,
        help="Type to find another cell, row or column and add it. The two choices above set the last one.",
        **shown("cells of this page", list(cells), partial(choose, names)),
    )


def _set_last(names: Sequence[str], parameter: str, name: str) -> None:
    address.catch_up()
    now = chosen_cells(names) or [(None, None)]
    number = names.index(name) if name else None
    choose(names, [*now[:-1], (number, now[-1][1]) if parameter == "true" else (now[-1][0], number)])
