"""The figures of each class, and the pairs that are confused most often; both select in the matrix."""

from collections.abc import Sequence

import streamlit as st

from fmnist_core.evaluation import Evaluation
from ui.evaluated.cells import choose
from ui.matrix import Cell
from ui.widget_state import marked
from ui.words import count

PAIRS = 8
_COLUMNS = {
    "precision": ("Precision", "Of the images called this class, the share that shows it."),
    "recall": ("Recall", "Of the images of this class, the share that is called so."),
    "f1": ("F1", "The harmonic mean of precision and recall: high only where both are."),
    "accuracy": (
        "Accuracy",
        "Of all images, the share that is rightly told to be, or not to be, of this class.",
    ),
}


def most_confused(evaluation: Evaluation) -> None:
    """List the pairs that are confused most often; a click selects the cell."""
    pairs = evaluation.most_confused(PAIRS)
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
                on_click=choose,
                args=(names, [(true, predicted)]),
            )


def class_table(evaluation: Evaluation, cells: Sequence[Cell]) -> None:
    """Show the figures of every class; a marked row selects the row of the matrix, a heading sorts."""
    rows = sorted({true for true, predicted in cells if true is not None and predicted is None})
    percents = {
        column: st.column_config.NumberColumn(label, format="%.1f\u202f%%", help=text)
        for column, (label, text) in _COLUMNS.items()
    }
    names = evaluation.class_names
    st.dataframe(
        [row | {column: 100 * row[column] for column in _COLUMNS} for row in evaluation.per_class],
        hide_index=True,
        height="content",
        column_order=["name", *_COLUMNS, "support"],
        column_config={
            "name": "Class",
            "support": st.column_config.NumberColumn("Images", format="localized"),
            **percents,
        },
        selection_mode="multi-row",
        **marked("class table", rows, lambda rows: choose(names, [(row, None) for row in rows])),
        alt="Precision, recall, F1, accuracy and number of images of each class",
    )
