"""What else is known of a sample: what other runs say of it, and what it resembles."""

from collections.abc import Sequence

import streamlit as st

from fmnist_core.datasets import DatasetSpec
from fmnist_core.errors import FmnistError
from fmnist_core.retrieval.stored import is_stored
from fmnist_core.runs import Run
from ui import cache, run_words
from ui.evaluated.error_arrays import AllRuns
from ui.gallery import GalleryItem, gallery
from ui.words import percent

NEIGHBOURS = 5  # one row beside a gallery, and on a phone


def other_runs(runs: AllRuns, position: int, class_names: Sequence[str], true: int) -> None:
    """Show what every other evaluated run of the dataset says of a sample, from what they have stored.

    Args:
        runs: what all of them say; the first is the one that is shown.
        position: of the sample in the first one's evaluation.
        class_names: of the dataset.
        true: class number of the label.
    """
    others = [*runs.runs[1:], *runs.unreadable]
    if not others:
        st.caption("No other run of this dataset is evaluated yet.")
        return
    answers = [
        (int(called), float(sure))
        for called, sure in zip(
            runs.answers.predictions[1:, position], runs.answers.confidence[1:, position], strict=True
        )
    ]
    rows = [_answer(class_names, called, sure, true) for called, sure in answers]
    rows += ["cannot be read" for _ in runs.unreadable]
    rows = [{"Run": name, "Answer": row} for name, row in zip(run_words.names(others), rows, strict=True)]
    asked = [called for called, _ in answers if called >= 0]
    if asked:
        runs_named = f"{len(asked)} other run{'' if len(asked) == 1 else 's'} named"
        st.markdown(f"{asked.count(true)} of {runs_named} it rightly.")
    else:
        st.markdown("No other run has an answer to it that can be read.")
    st.dataframe(
        rows,
        hide_index=True,
        column_config={
            "Run": st.column_config.TextColumn(width=190),  # both columns are in sight beside a gallery
            "Answer": st.column_config.TextColumn(width=155),
        },
        alt="What the other runs of this dataset say of this image",
    )


def nearest(spec: DatasetSpec, run: Run, sample: tuple[str, int]) -> None:
    """Show the training images that the run sees as most alike, where that needs no network."""
    if not is_stored(run):
        st.caption("They show here once the visual search of this run is prepared, on the page Similar.")
        return
    try:
        search = cache.index(run.id)
        found = search.nearest(search.vector(*sample), NEIGHBOURS, split="train")
        pixels = cache.dataset(spec.name).train.images[[one.index for one in found]]
    except (FmnistError, IndexError) as error:
        st.caption(str(error))
        return
    gallery(
        [GalleryItem("train", one.index, one.label, note=f"distance {one.distance:.3f}") for one in found],
        pixels,
        class_names=spec.class_names,
        key="nearest",
        on_select=lambda item: _open_similar(run.id, item),
    )
    labels = ", ".join(spec.class_names[one.label] for one in found)
    st.caption(f"Their labels, nearest first: {labels}. Choose one to see what else is like it.")


def _answer(class_names: Sequence[str], called: int, sure: float, true: int) -> str:
    """Write an answer; a tick stands before a right one."""
    if called < 0:
        return "was not asked"
    return f"{'✓ ' if called == true else ''}{class_names[called]} {percent(sure)}"


def _open_similar(run: str, item: GalleryItem | None) -> None:
    if item is not None:
        sample = f"{item.split}-{item.index}"
        st.switch_page("pages/similar.py", query_params={"run": run, "sample": sample})
