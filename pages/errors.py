import streamlit as st

from fmnist_core.evaluation import Evaluation
from ui import address
from ui.evaluated.annotated import annotations_or_warn
from ui.evaluated.annotation_panel import export_button
from ui.evaluated.answers import evaluation_or_stop, position_of, split_picker
from ui.evaluated.detail import detail, steps
from ui.evaluated.error_arrays import all_runs
from ui.evaluated.error_grid import OPENED, bulk, grid
from ui.evaluated.selection import FILTERS, Selection, answers_choice, selection
from ui.gallery import sample_from_url
from ui.pickers import dataset_picker, run_picker
from ui.run_words import plain
from ui.words import count, percent


def summary(evaluation: Evaluation, chosen: Selection) -> str:
    """Say how many images are wrong, and how many images are shown."""
    wrong, total, shown = len(evaluation.wrong), len(evaluation.labels), len(chosen.positions)
    words = f"**{count(wrong)}** of {count(total)} {evaluation.split} images are misclassified"
    if chosen.answers == "wrong" and chosen.filtered:
        return f"{words}, **{count(shown)}** of them fit{'s' if shown == 1 else ''} the filters."
    words = f"{words} ({percent(wrong / total)})."
    if chosen.answers == "wrong":
        return words
    kind = "rightly classified image" if chosen.answers == "right" else "image"
    return f"{words} Shown: **{count(shown)}** {kind}{'' if shown == 1 else 's'}."


st.title("Errors")
st.markdown(
    "Page through the images that one network gets wrong. Choose one to see it large, step on with the arrow "
    "keys, and note what you think of its label."
)
spec = dataset_picker()
run = run_picker(spec.name)
if run is None:
    st.stop()
notes = annotations_or_warn(spec.name)
with st.container(horizontal=True, vertical_alignment="bottom", horizontal_alignment="distribute"):
    split = split_picker()
    export_button(spec.name, notes)
evaluation = evaluation_or_stop(run, split)
if not len(evaluation.wrong) and answers_choice() == "wrong":
    st.markdown(f"**{plain(run.name)} names all {count(len(evaluation.labels))} {split} images rightly.**")
    st.caption("There is no error to look at. Among the right answers are those that it was least sure of.")
    st.button(
        "Show the right answers, least sure first",
        icon=":material/visibility:",
        on_click=address.go,
        kwargs={"answers": "right", "sort": "-confidence"},
    )
    st.page_link(
        "pages/confusion.py",
        label="Open the confusion matrix",
        icon=":material/grid_on:",
        query_params={"run": run.id, "split": split},
    )
    st.stop()

runs = all_runs(run, split)
chosen = selection(spec, evaluation, runs, notes)
position = position_of(evaluation, sample_from_url())
st.markdown(summary(evaluation, chosen))
many, one = st.columns([5, 4], gap="medium")
together, page = [], 1
with many:
    if len(chosen.positions):
        together, page = grid(spec, evaluation, chosen.positions, position, notes)
    else:
        kind = {"wrong": "misclassified image", "right": "rightly classified image"}
        st.caption(f"No {kind.get(chosen.answers, 'image')} fits these filters.")
        st.button("Clear the filters", on_click=address.go, kwargs=dict.fromkeys(FILTERS, ""))
with one, st.container(key=OPENED):
    if together:
        bulk(spec.name, split, notes, together)
    elif position is not None:
        steps(evaluation, chosen.positions, position, page)
        detail(spec, run, evaluation, position, runs, notes)
    else:
        st.caption("Nothing is open yet. An image that you choose shows here, with what is known of it.")
