"""What else is known of a sample: what other runs say of it, and what it resembles."""

import streamlit as st

from fmnist_core.datasets import DatasetSpec
from fmnist_core.errors import FmnistError
from fmnist_core.evaluation import Evaluation
from fmnist_core.runs import Run
from ui import cache, derived, run_words
from ui.evaluated.answers import position_of
from ui.gallery import GalleryItem, gallery

NEIGHBOURS = 6


def other_runs(run: Run, sample: tuple[str, int]) -> None:
    """Show what every other evaluated run of the dataset says of a sample, from what they have stored."""
    others = [
        each
        for each in cache.run_list()
        if each.dataset == run.dataset and each.id != run.id and each.evaluated
    ]
    if not others:
        st.caption("No other run of this dataset is evaluated yet.")
        return
    names = run_words.names(others)
    rows = [{"Run": name, **_answer(other, sample)} for name, other in zip(names, others, strict=True)]
    right = sum(row["Verdict"] == "right" for row in rows)
    st.markdown(f"{right} of {len(rows)} other run{'' if len(rows) == 1 else 's'} named it rightly.")
    st.dataframe(
        rows,
        hide_index=True,
        column_config={
            "Confidence": st.column_config.NumberColumn(format="%.1f\u202f%%"),
        },
        alt="What the other runs of this dataset say of this image",
    )


def nearest(spec: DatasetSpec, run: Run, sample: tuple[str, int]) -> None:
    """Show the training images that the run sees as most alike, where that needs no network."""
    if not derived.is_prepared(run):
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
    labels = [spec.class_names[one.label] for one in found]
    ranked = sorted(set(labels), key=lambda name: -labels.count(name))
    st.caption("Nearest first: " + ", ".join(f"{labels.count(name)} × {name}" for name in ranked) + ".")


def _answer(run: Run, sample: tuple[str, int]) -> dict[str, str | float | None]:
    try:
        evaluation: Evaluation = cache.evaluation(run.id, sample[0])
    except FmnistError:
        return {"Answer": "cannot be read", "Confidence": None, "Verdict": None}
    position = position_of(evaluation, sample)
    if position is None:
        return {"Answer": "was not asked", "Confidence": None, "Verdict": None}
    return {
        "Answer": evaluation.class_names[evaluation.predictions[position]],
        "Confidence": 100 * float(evaluation.confidence[position]),
        "Verdict": "right" if evaluation.correct[position] else "wrong",
    }


def _open_similar(run: str, item: GalleryItem | None) -> None:
    if item is not None:
        sample = f"{item.split}-{item.index}"
        st.switch_page("pages/similar.py", query_params={"run": run, "sample": sample})
