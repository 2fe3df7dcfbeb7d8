"""The large view of the Errors page, with steps to the neighbours in the current selection."""

import numpy as np
import streamlit as st

from fmnist_core.datasets import DatasetSpec
from fmnist_core.errors import DatasetError
from fmnist_core.evaluation import Evaluation
from fmnist_core.runs import Run
from ui import address
from ui.evaluated.answers import images
from ui.evaluated.others import nearest, other_runs
from ui.evaluated.saliency import saliency
from ui.evaluated.sample import answer_links, answer_view
from ui.words import count


def steps(evaluation: Evaluation, positions: np.ndarray, position: int) -> None:
    """Show where a sample stands in the selection, with buttons to the one before and the one after.

    Args:
        evaluation: what the network answered.
        positions: int64, the selection in order.
        position: of the sample that is shown.
    """
    found = np.flatnonzero(positions == position)
    place = int(found[0]) if len(found) else None
    with st.container(horizontal=True, vertical_alignment="center"):
        for label, icon, key, by in (
            ("Previous", ":material/chevron_left:", "P", -1),
            ("Next", ":material/chevron_right:", "N", 1),
        ):
            target = None if place is None else place + by
            inside = target is not None and 0 <= target < len(positions)
            index = int(evaluation.indices[positions[target]]) if inside else 0
            st.button(
                label,
                icon=icon,
                shortcut=key,
                disabled=not inside,
                on_click=show,
                args=(evaluation.split, index),
            )
        if place is None:
            st.caption("Not among the images that the filters show.")
        else:
            st.caption(f"{count(place + 1)} of {count(len(positions))}")


def show(split: str, index: int) -> None:
    """Write a sample to the link; the page of the gallery then follows it."""
    address.go(sample=f"{split}-{index}", page="")


def detail(spec: DatasetSpec, run: Run, evaluation: Evaluation, position: int) -> None:
    """Show a sample large with all that is known of it."""
    index = int(evaluation.indices[position])
    answer_view(spec, evaluation, position)
    answer_links(run.id, evaluation.split, index, errors=False)
    st.markdown("**What other runs say**")
    other_runs(run, (evaluation.split, index))
    st.markdown("**Most alike in the training images**")
    nearest(spec, run, (evaluation.split, index))
    try:
        (pixels,) = images(spec.name, evaluation.split, np.array([index]))
    except DatasetError:
        return  # the view above has said why
    called, true = (int(numbers[position]) for numbers in (evaluation.predictions, evaluation.labels))
    names = evaluation.class_names
    classes = {f"for {names[called]}, the answer": called}
    if called != true:
        classes |= {f"for {names[true]}, the truth": true}
    saliency(run, pixels, classes)
