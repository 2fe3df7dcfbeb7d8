"""One answered sample, large: what the network said of it and how sure it was."""

import streamlit as st

from fmnist_core.datasets import DatasetSpec
from fmnist_core.evaluation import Evaluation
from ui.sample_view import sample_view
from ui.words import percent


def verdict(evaluation: Evaluation, position: int) -> None:
    """Say in a sentence what the network called a sample, and whether that is right."""
    names = evaluation.class_names
    true, called = evaluation.labels[position], evaluation.predictions[position]
    sure = percent(evaluation.confidence[position])
    if true == called:
        st.markdown(f":green[:material/check:] Rightly called **{names[called]}**, with {sure}.")
    else:
        given = percent(evaluation.probabilities[position, true])
        st.markdown(
            f":orange[:material/close:] Called **{names[called]}** with {sure}. "
            f"The true class, **{names[true]}**, got {given}."
        )


def answer_view(spec: DatasetSpec, evaluation: Evaluation, position: int) -> None:
    """Show a sample large, with the verdict above and the probabilities below."""
    verdict(evaluation, position)
    sample_view(
        spec,
        evaluation.split,
        int(evaluation.indices[position]),
        probabilities=evaluation.probabilities[position],
    )


def answer_links(run: str, split: str, index: int, *, errors: bool) -> None:
    """Link to the same sample on the pages that say more about it."""
    query = {"run": run, "split": split, "sample": f"{split}-{index}"}
    with st.container(horizontal=True):
        if errors:
            st.page_link(
                "pages/errors.py",
                label="More about this image",
                icon=":material/rule:",
                query_params=query,
            )
        st.page_link(
            "pages/similar.py", label="Similar images", icon=":material/image_search:", query_params=query
        )
