import numpy as np
import streamlit as st

from fmnist_core.datasets import DatasetSpec
from fmnist_core.evaluation import Evaluation
from ui import address
from ui.evaluated.answers import answers_gallery, evaluation_or_stop, position_of, split_picker
from ui.evaluated.detail import detail, show, steps
from ui.evaluated.selection import Selection, selection
from ui.gallery import GalleryItem, sample_from_url
from ui.pickers import dataset_picker, run_picker
from ui.words import count, percent

PAGE = 200
HEIGHT = 640  # pixels of the gallery: the large view beside it stays in sight


def summary(evaluation: Evaluation, chosen: Selection) -> str:
    """Say how many images are wrong, and how many of them are shown."""
    wrong, total = len(evaluation.wrong), len(evaluation.labels)
    words = f"**{count(wrong)}** of {count(total)} {evaluation.split} images are misclassified"
    if chosen.filtered:
        return f"{words}, **{count(len(chosen.positions))}** of them fit the filters."
    return f"{words} ({percent(wrong / total)})."


def choose(item: GalleryItem | None) -> None:
    """Follow a choice in the gallery."""
    if item is None:
        address.go(sample="")
    else:
        show(item.split, item.index)


def grid(spec: DatasetSpec, evaluation: Evaluation, positions: np.ndarray, open_position: int | None) -> None:
    """Show a page of the selection: the one in the link, else the one that holds the open sample."""
    place = np.flatnonzero(positions == open_position)
    positions = positions[address.paged(len(positions), PAGE, int(place[0]) // PAGE + 1 if len(place) else 1)]
    answers_gallery(spec, evaluation, positions, key="mistakes", height=HEIGHT, on_select=choose)


st.title("Errors")
st.markdown(
    "Page through the images that one network gets wrong, the surest mistakes first. Choose an image to see "
    "it large; arrow keys move between images, Enter opens one."
)
spec = dataset_picker()
run = run_picker(spec.name)
if run is None:
    st.stop()
split = split_picker()
evaluation = evaluation_or_stop(run, split)
if not len(evaluation.wrong):
    st.markdown(f"**{run.name} names all {count(len(evaluation.labels))} {split} images rightly.**")
    st.caption("There is no error to look at. The confusion matrix shows which images it was least sure of.")
    st.page_link(
        "pages/confusion.py",
        label="Open the confusion matrix",
        icon=":material/grid_on:",
        query_params={"run": run.id, "split": split},
    )
    st.stop()

chosen = selection(spec, evaluation)
position = position_of(evaluation, sample_from_url())
st.markdown(summary(evaluation, chosen))
many, one = st.columns([3, 2], gap="medium")
with many:
    if len(chosen.positions):
        grid(spec, evaluation, chosen.positions, position)
    else:
        st.caption("No misclassified image fits these filters. Lower the confidence, or choose any class.")
with one:
    if position is not None:
        steps(evaluation, chosen.positions, position)
        detail(spec, run, evaluation, position)
    else:
        st.caption("Nothing is open yet. An image that you choose shows here, with what is known of it.")
