import streamlit as st

from fmnist_core.datasets import DatasetSpec
from fmnist_core.evaluation import Evaluation
from fmnist_core.runs import Run
from ui import address
from ui.evaluated.answers import evaluation_or_stop, position_of, split_picker
from ui.evaluated.calibration import calibration
from ui.evaluated.cell import cell_selects, cell_view
from ui.evaluated.cells import chosen_cells
from ui.evaluated.class_curves import class_curves
from ui.evaluated.classes import class_table, most_confused
from ui.evaluated.coverage import coverage_view
from ui.evaluated.headline import headline, interval
from ui.evaluated.matrix import look_switches, matrix_view
from ui.evaluated.sample import answer_links, answer_view
from ui.gallery import sample_from_url, sample_to_url
from ui.pickers import dataset_picker, run_picker

SECTIONS = {
    "classes": "Classes",
    "curves": "Curves",
    "calibration": "Calibration",
    "coverage": "Only when sure",
}


def close() -> None:
    """Leave the large view."""
    sample_to_url(None)


def open_sample(spec: DatasetSpec, run: Run, evaluation: Evaluation, position: int) -> None:
    """Show one image large, above the page."""
    index = int(evaluation.indices[position])

    @st.dialog(f"{evaluation.split.capitalize()} image {index}", on_dismiss=close)
    def large() -> None:
        answer_view(spec, evaluation, position)
        answer_links(run.id, evaluation.split, index, errors=True)

    large()


st.title("Confusion matrix")
st.markdown(
    "See which class one network takes for which. Click a cell, or the name of a class, to see exactly its "
    "images; click an image to see it large."
)
spec = dataset_picker()
run = run_picker(spec.name)
if run is None:
    st.stop()
with st.container(horizontal=True, gap="medium"):
    split = split_picker()
    evaluation = evaluation_or_stop(run, split)
    headline(evaluation)
interval(evaluation)

cells = chosen_cells(spec.class_names)
look = look_switches()
matrix_side, cell_side = st.columns([3, 2], gap="medium")
with matrix_side:
    matrix_view(run, evaluation, look, cells)
with cell_side:
    cell_selects(evaluation, cells)
    cell_view(spec, evaluation, cells)

section = address.choice("show", list(SECTIONS), "classes")
st.segmented_control(
    "More about this network",
    list(SECTIONS),
    default=section,
    required=True,
    format_func=lambda name: SECTIONS[name],
    **address.tied("show", section, "classes"),
)
match section:
    case "classes":
        pairs_side, classes_side = st.columns([2, 3], gap="medium")
        with pairs_side:
            st.subheader("Most confused")
            most_confused(evaluation)
        with classes_side:
            st.subheader("Class by class")
            class_table(evaluation, cells)
    case "curves":
        class_curves(run, evaluation)
    case "calibration":
        calibration(run, evaluation)
    case "coverage":
        coverage_view(run, evaluation)

position = position_of(evaluation, sample_from_url())
if position is not None:
    open_sample(spec, run, evaluation, position)
