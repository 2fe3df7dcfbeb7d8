"""The images of one cell, row or column of a confusion matrix."""

import streamlit as st

from fmnist_core.datasets import DatasetSpec
from fmnist_core.evaluation import Evaluation
from ui import address
from ui.evaluated.answers import answers_gallery, class_select
from ui.evaluated.matrix import select_cell
from ui.figures.matrix import Cell
from ui.words import count

PAGE = 500
HEIGHT = 590  # pixels: as high as the matrix of ten classes beside it


def cell_selects(spec: DatasetSpec, evaluation: Evaluation) -> Cell:
    """Show the twin selects, which choose a cell by keyboard, and return the chosen one."""
    drop = ("page", "sample")
    left, right = st.columns(2)
    with left:
        true = class_select("true", "True class", spec, drop=drop)
    with right:
        predicted = class_select("predicted", "Predicted class", spec, drop=drop)
    return true, predicted


def cell_view(spec: DatasetSpec, evaluation: Evaluation, cell: Cell) -> None:
    """Show the images of a cell, most confidently wrong first, up to 500 a page."""
    if cell == (None, None):
        st.caption("Nothing is selected yet. A click on a cell, or a choice above, shows its images here.")
        return
    positions = evaluation.cell(*cell)
    st.markdown(f"**{sentence(evaluation, cell, len(positions))}**")
    if not len(positions):
        return
    shown = positions[address.paged(len(positions), PAGE)]
    answers_gallery(spec, evaluation, shown, key="cell", height=HEIGHT)


def sentence(evaluation: Evaluation, cell: Cell, n: int) -> str:
    """Say which images a cell holds, and in which order they come."""
    true, predicted = cell
    names = evaluation.class_names
    number = f"{count(n)} image{'' if n == 1 else 's'}" if n else f"No {evaluation.split} image"
    if predicted is None and true is not None:
        what, order = f"of {names[true]}", "wrong answers first"
    elif true is None and predicted is not None:
        what, order = f"called {names[predicted]}", "wrong answers first"
    else:
        assert true is not None and predicted is not None
        what = f"of {names[true]} {'called' if n else 'was called'} {names[predicted]}"
        order = "least sure first" if true == predicted else "surest first"
    return f"{number} {what}{f', {order}' if n > 1 else ''}."


def most_confused(evaluation: Evaluation) -> None:
    """List the pairs that are confused most often; a click selects the cell."""
    pairs = evaluation.most_confused(6)
    names = evaluation.class_names
    if not pairs:
        st.caption("No two classes are confused: every answer is right.")
    with st.container(gap="xxsmall"):
        for true, predicted, number in pairs:
            total = int(evaluation.confusion[true].sum())
            st.button(
                f"{names[true]} called {names[predicted]}: {count(number)} of {count(total)}",
                key=f"pair {true} {predicted}",
                icon=":material/arrow_forward:",
                type="tertiary",
                on_click=select_cell,
                args=(names, true, predicted),
            )


def class_table(evaluation: Evaluation) -> None:
    """Show precision, recall, F1 and support of every class; a click on a heading sorts."""
    columns = {"precision": "Precision", "recall": "Recall", "f1": "F1"}
    percents = {
        key: st.column_config.NumberColumn(label, format="%.1f\u202f%%") for key, label in columns.items()
    }
    st.dataframe(
        [row | {key: 100 * row[key] for key in columns} for row in evaluation.per_class],
        hide_index=True,
        height="content",
        column_config={
            "name": "Class",
            "support": st.column_config.NumberColumn("Images", format="localized"),
            **percents,
        },
        alt="Precision, recall, F1 and number of images of each class",
    )
