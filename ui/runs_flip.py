"""One image large, with what two runs say of it."""

import streamlit as st

from fmnist_core.datasets import DatasetSpec
from fmnist_core.evaluation import Evaluation, PairedComparison
from fmnist_core.runs import Run
from ui import figures, run_words
from ui.evaluated.sample import answer_links
from ui.gallery import sample_to_url
from ui.sample_view import LIKELIEST, sample_view
from ui.words import percent


def flip_dialog(spec: DatasetSpec, runs: tuple[Run, Run], paired: PairedComparison, position: int) -> None:
    """Show one image above the page.

    Args:
        spec: of the dataset.
        runs: the baseline and the other one.
        paired: what they answered.
        position: of the image in their answers.
    """
    index = int(paired.b.indices[position])
    names = run_words.names(runs)

    @st.dialog(f"{paired.b.split.capitalize()} image {index}", width="large", on_dismiss=_close)
    def large() -> None:
        left, right = st.columns([2, 3], gap="medium")
        with left:
            sample_view(spec, paired.b.split, index)
        with right:
            for role, name, evaluation in zip(("a", "b"), names, (paired.a, paired.b), strict=True):
                _answer(role, name, evaluation, position)
        answer_links(runs[1].id, paired.b.split, index, errors=True)

    large()


def _answer(role: str, name: str, evaluation: Evaluation, position: int) -> None:
    icon = ":material/push_pin: " if role == "a" else ""
    st.markdown(f"{icon}**{run_words.plain(name)}**")
    sign = (
        ":green[:material/check:] Right"
        if evaluation.correct[position]
        else ":orange[:material/close:] Wrong"
    )
    called = evaluation.class_names[evaluation.predictions[position]]
    st.markdown(f"{sign}: **{called}**, with {percent(evaluation.confidence[position])}.")
    st.plotly_chart(
        figures.probability_bars(evaluation.probabilities[position], evaluation.class_names, top=LIKELIEST),
        key=f"answer {role}",
        config={"displayModeBar": False},
        alt=f"The likeliest classes for {name}, with their probability",
    )


def _close() -> None:
    sample_to_url(None)
