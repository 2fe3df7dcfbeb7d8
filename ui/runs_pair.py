"""Two runs that answered the same images: whether they differ, where, and the images that flipped."""

from collections.abc import Sequence

import numpy as np
import streamlit as st

from fmnist_core import datasets
from fmnist_core.errors import DatasetError, FmnistError
from fmnist_core.evaluation import Evaluation, PairedComparison, compare
from fmnist_core.evaluation.compare import CHANGES
from fmnist_core.runs import Run
from ui import address, cache, run_words
from ui.evaluated.answers import class_select, images, split_picker
from ui.gallery import GalleryItem, gallery, sample_from_url, sample_to_url
from ui.runs_flip import flip_dialog
from ui.runs_pair_words import TITLES, difference_sentences
from ui.widget_state import marked_cell
from ui.words import count, percent

PAGE = 500
HEIGHT = 420  # pixels of the gallery
DROP = ("page", "sample")
_MCNEMAR = (
    "[McNemar's test](https://en.wikipedia.org/wiki/McNemar%27s_test) looks only at images on which one of "
    "two classifiers is right: if both are equally good, each is it equally often, but for chance."
)


def partner(baseline: Run, others: Sequence[Run]) -> Run | None:
    """Return the run to compare with the baseline image by image; where there are several, `?against=`."""
    fitting = [run for run in others if run.dataset == baseline.dataset and run.evaluated]
    if not (fitting and baseline.evaluated):
        st.caption(_why_none(baseline, others))
        return None
    if len(others) == 1:
        return fitting[0]
    names = run_words.names_by_id(fitting)
    chosen = address.choice("against", list(names), fitting[0].id)
    st.selectbox(
        "The baseline and",
        list(names),
        index=list(names).index(chosen),
        format_func=lambda run: names[run],
        **address.tied("against", chosen, fitting[0].id, drop=DROP, texts=names),
    )
    return next(run for run in fitting if run.id == chosen)


def pair_view(a: Run, b: Run) -> None:
    """Show what changed from one run to another: the test, the matrix, and the images."""
    split = split_picker()
    try:
        paired = compare(cache.evaluation(a.id, split), cache.evaluation(b.id, split)).paired
    except FmnistError as error:
        st.warning(str(error))
        return
    if paired is None:
        st.caption("These two did not answer the same images, so they cannot be compared image by image.")
        return
    first, second = run_words.names([a, b])
    for sentence in difference_sentences(paired, run_words.plain(first), run_words.plain(second)):
        st.markdown(sentence, help=_MCNEMAR if "McNemar" in sentence else None)
    spec = datasets.specs()[a.dataset]
    change = _change(paired)
    left, right = st.columns([5, 4], gap="medium")
    with left:
        _matrix(paired, first, second)
        _classes(paired, change)
    with right:
        totals = paired.counts[:, CHANGES.index(change)]
        label = class_select("true", "True class", spec, totals, drop=DROP)
        _flipped(spec, paired, paired.positions(change, label))
    _open_sample(spec, (a, b), paired)


def _matrix(paired: PairedComparison, first: str, second: str) -> None:
    """Show how often both, one or neither is right."""
    cells = [count(int(number)) for number in paired.counts.sum(axis=0)]
    st.table(
        {
            "": ["baseline right", "baseline wrong"],
            "then right": [cells[0], f"**{cells[2]}**"],
            "then wrong": [f"**{cells[1]}**", cells[3]],
        },
        border="horizontal",
        hide_header=False,
        alt=f"How many images {first} and {second} name rightly",
    )


def _classes(paired: PairedComparison, change: str) -> None:
    """Show the changes of each class; a click on a number shows its images."""
    names = paired.a.class_names
    columns = [TITLES[change] for change in CHANGES[1:]]
    rows = [
        {"Class": name} | dict(zip(columns, row[1:], strict=True)) | {"Gain": row[2] - row[1]}
        for name, row in zip(names, paired.counts.tolist(), strict=True)
    ]
    true = address.choice("true", names)
    st.dataframe(
        rows,
        hide_index=True,
        height="content",
        selection_mode="single-cell",
        column_config={
            "Gain": st.column_config.NumberColumn(format="%+d", help="Wrong → right less right → wrong."),
        },
        alt="How many images of each class changed in which way",
        **marked_cell(
            "changes of classes",
            (names.index(true), TITLES[change]) if true and TITLES[change] in columns else None,
            lambda cell: _to_link(cell, names),
        ),
    )
    st.caption("Click a number to see its images.")


def _to_link(cell: tuple[int, str] | None, names: Sequence[str]) -> None:
    if cell is None:
        address.go(true="", page="", sample="")
        return
    row, column = cell
    change = next((name for name, title in TITLES.items() if title == column), "")
    # A click on the name of a class, or on what it has gained, shows that class in the change at hand.
    chosen = {"change": "" if change == CHANGES[1] else change} if change else {}
    address.go(true=names[row], page="", sample="", **chosen)


def _change(paired: PairedComparison) -> str:
    """Show which images to look at, `?change=`, and return the chosen change."""
    totals = dict(zip(CHANGES, paired.counts.sum(axis=0).tolist(), strict=True))
    options = (*CHANGES[1:], CHANGES[0])
    chosen = address.choice("change", options, CHANGES[1])
    st.segmented_control(
        "What changed",
        options,
        default=chosen,
        required=True,
        format_func=lambda name: f"{TITLES[name]} ({count(totals[name])})",
        **address.tied("change", chosen, CHANGES[1], drop=DROP),
    )
    return chosen


def _flipped(spec: datasets.DatasetSpec, paired: PairedComparison, positions: np.ndarray) -> None:
    """Show the images at some positions, each with what the second run calls it and what the first did."""
    if not len(positions):
        st.caption("No image changed in this way. Choose another change, or any class.")
        return
    shown = positions[address.paged(len(positions), PAGE)]
    try:
        pixels = images(spec.name, paired.b.split, paired.b.indices[shown])
    except DatasetError as error:
        st.warning(str(error))
        return
    with st.container(height=HEIGHT, border=False):
        gallery(
            [_item(paired.a, paired.b, int(position)) for position in shown],
            pixels,
            class_names=spec.class_names,
            key="flipped",
            selected=sample_from_url(),
            on_select=sample_to_url,
        )
    st.caption("Choose an image to see it large, with both answers.")


def _item(a: Evaluation, b: Evaluation, position: int) -> GalleryItem:
    before = f"baseline: {a.class_names[a.predictions[position]]} {percent(a.confidence[position])}"
    return GalleryItem(
        b.split,
        int(b.indices[position]),
        int(b.labels[position]),
        int(b.predictions[position]),
        float(b.confidence[position]),
        before,
    )


def _open_sample(spec: datasets.DatasetSpec, runs: tuple[Run, Run], paired: PairedComparison) -> None:
    sample = sample_from_url()
    if sample is None or sample[0] != paired.b.split:
        return
    found = np.flatnonzero(paired.b.indices == sample[1])
    if len(found):
        flip_dialog(spec, runs, paired, int(found[0]))


def _why_none(baseline: Run, others: Sequence[Run]) -> str:
    if not baseline.evaluated or not any(run.evaluated for run in others):
        return "Image by image, only runs can be compared that have been evaluated."
    return (
        "Image by image, only runs of one dataset can be compared; the others here answered other images. "
        "The page Compare sets two datasets beside each other."
    )
