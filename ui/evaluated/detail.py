"""The large view of the Errors page, with steps to the neighbours in the current selection."""

import numpy as np
import streamlit as st

from fmnist_core.datasets import DatasetSpec
from fmnist_core.errors import DatasetError
from fmnist_core.evaluation import Evaluation
from fmnist_core.evaluation.mistakes import losses, margins
from fmnist_core.runs import Run
from ui import address
from ui.evaluated.annotated import Annotations
from ui.evaluated.annotation_panel import tags_and_note, verdict_buttons
from ui.evaluated.answers import images
from ui.evaluated.error_arrays import AllRuns
from ui.evaluated.others import nearest, other_runs
from ui.evaluated.saliency import saliency
from ui.evaluated.sample import answer_links, verdict
from ui.evaluated.selection import EXPLAINED
from ui.gallery import sample_from_url
from ui.sample_view import likeliest, sample_view
from ui.words import count

_LAST = "place of the open image"


def steps(evaluation: Evaluation, positions: np.ndarray, position: int, page: int) -> None:
    """Show where a sample stands in the selection, with buttons to the one before and the one after.

    A sample that has just left the selection, as one that is annotated while "not annotated" is asked for,
    leaves a gap: the steps go on from there.

    Args:
        evaluation: what the network answered.
        positions: int64, the selection in order.
        position: of the sample that is shown.
        page: of the gallery that is shown.
    """
    found = np.flatnonzero(positions == position)
    place = int(found[0]) if len(found) else None
    if place is not None:
        st.session_state[_LAST] = (evaluation.split, position, place)
    split, last, gap = st.session_state.get(_LAST, ("", -1, 0))
    left = place is None and (split, last) == (evaluation.split, position)
    before, after = (
        (gap - 1, gap) if left else (-1, len(positions)) if place is None else (place - 1, place + 1)
    )
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
        buttons = [
            ("Previous", ":material/chevron_left:", "Left", before, -1),
            ("Next", ":material/chevron_right:", "Right", after, 1),
        ]
        drawn = int(evaluation.indices[position])
        for label, icon, key, target, way in buttons:
            st.button(
                label,
                icon=icon,
                shortcut=key,
                disabled=not 0 <= target < len(positions),
                on_click=_go_on,
                args=(evaluation.split, evaluation.indices[positions], drawn, target, way),
            )
        if place is None:
            st.caption("Not among the images that the filters show.", width="content")
        else:
            st.caption(f"{count(place + 1)} of {count(len(positions))}", width="content")
        st.space("stretch")
        st.button("Close", icon=":material/close:", type="tertiary", on_click=close, args=(page,))


def _go_on(split: str, indices: np.ndarray, drawn: int, target: int, way: int) -> None:
    """Go to a place in the selection.

    Args:
        split: that the selection is of.
        indices: of its samples, int64, in order.
        drawn: index of the sample for which the button was drawn. Where another is open by now, as after a
            press that no drawing has answered yet, the way leads on from that one.
        target: the place.
        way: 1 onwards, -1 back.
    """
    address.catch_up()
    split_now, now = sample_from_url() or ("", drawn)
    if split_now == split and now != drawn and now in indices:
        target = int(np.flatnonzero(indices == now)[0]) + way
    show(split, int(indices[np.clip(target, 0, len(indices) - 1)]))


def show(split: str, index: int) -> None:
    """Write a sample to the link; the page of the gallery then follows it."""
    address.go(sample=f"{split}-{index}", page="")


def close(page: int) -> None:
    """Take the open sample from the link, and write the page of the gallery, which followed it until now."""
    address.go(sample="", page=page if page > 1 else "")


def detail(
    spec: DatasetSpec, run: Run, evaluation: Evaluation, position: int, runs: AllRuns, found: Annotations
) -> None:
    """Show a sample large with all that is known of it.

    Args:
        spec: of the run's dataset.
        run: the run.
        evaluation: what its network answered.
        position: of the sample.
        runs: what all runs answered.
        found: the annotations of the dataset.
    """
    index = int(evaluation.indices[position])
    sample = (evaluation.split, index)
    verdict(evaluation, position)
    verdict_buttons(spec.name, found, [sample])
    sample_view(spec, *sample)
    likeliest(evaluation.probabilities[position], evaluation.class_names)
    _figures(evaluation, position, runs)
    tags_and_note(spec.name, found, [sample])
    st.markdown("**What other runs say**")
    other_runs(runs, position, evaluation.class_names, int(evaluation.labels[position]))
    st.markdown("**Most alike in the training images**")
    nearest(spec, run, sample)
    _saliency(spec, run, evaluation, position)
    answer_links(run.id, evaluation.split, index, errors=False)


def _figures(evaluation: Evaluation, position: int, runs: AllRuns) -> None:
    """Write what the selection can be ordered by."""
    figures = {"margin": margins(evaluation)[position], "loss": losses(evaluation)[position]}
    if len(runs.runs) > 1:
        figures["disagreement"] = runs.answers.disagreement[position]
    texts = (f"{name} {value:.2f}" for name, value in figures.items())
    st.caption(", ".join(texts).capitalize() + ".", help=EXPLAINED)


def _saliency(spec: DatasetSpec, run: Run, evaluation: Evaluation, position: int) -> None:
    """Offer what speaks for the answer and, where that is another class, for the truth."""
    try:
        (pixels,) = images(spec.name, evaluation.split, evaluation.indices[[position]])
    except DatasetError:
        return  # the view above has said why
    called, true = (int(numbers[position]) for numbers in (evaluation.predictions, evaluation.labels))
    names = evaluation.class_names
    classes = {f"for {names[called]}, the answer": called}
    if called != true:
        classes |= {f"for {names[true]}, the truth": true}
    saliency(run, pixels, classes)
