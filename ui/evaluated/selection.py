"""Which images the Errors page shows: its filters and its order, all in the link."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import streamlit as st

from fmnist_core.datasets import DatasetSpec
from fmnist_core.evaluation import Evaluation
from fmnist_core.evaluation.mistakes import ANSWERS, ORDERS, in_order, matching
from ui import address
from ui.evaluated.annotated import Annotations, noted_filter
from ui.evaluated.answers import class_choice, class_select
from ui.evaluated.error_arrays import AllRuns
from ui.widget_state import shown
from ui.words import count

FILTERS = ("true", "predicted", "confidence", "runs", "annotated", "tag", "page")  # their names in the link
_DROP = ("page",)
_RANGE = re.compile(r"([0-9]{1,3})(?:-([0-9]{1,3}))?")
LABELS = {
    "confidence": "Most confident first",
    "-confidence": "Least confident first",
    "margin": "Furthest from the truth first",
    "-margin": "Closest to the truth first",
    "loss": "Highest loss first",
    "-loss": "Lowest loss first",
    "disagreement": "Runs disagree most first",
    "-disagreement": "Runs agree most first",
}
EXPLAINED = (
    f"**Confident**: {ORDERS['confidence']}  \n**Far from the truth**: {ORDERS['margin']} Also called the "
    f"margin.  \n**Loss**: {ORDERS['loss']}  \n**Disagreement**: {ORDERS['disagreement']} See "
    "[its definition](https://en.wikipedia.org/wiki/Jensen%E2%80%93Shannon_divergence)."
)


@dataclass(frozen=True)
class Selection:
    """A part of the samples of an evaluation, in order.

    Attributes:
        positions: int64, places in the evaluation.
        answers: "wrong", "right" or "all".
        filtered: whether any further filter is set.
    """

    positions: np.ndarray
    answers: str
    filtered: bool


def answers_choice() -> str:
    """Return which answers the link asks for: "wrong" where it says nothing."""
    return address.choice("answers", ANSWERS, "wrong")


def selection(spec: DatasetSpec, evaluation: Evaluation, runs: AllRuns, found: Annotations) -> Selection:
    """Show the filters with the number of images behind each choice, and return what they let through."""
    answers = answers_choice()
    true, predicted = (class_choice(name, spec.class_names) for name in ("true", "predicted"))
    low, high = _confidence()
    order = address.choice("sort", list(LABELS), "confidence")
    asked = _asked_of_runs(runs)
    # What says numbers is filled in last: each choice counts what all the other filters let through.
    with st.grid(4, min_column_width=170):
        of_true, of_predicted = st.container(), st.container()
        _confidence_filter(low, high)
        _order_select(order)
        of_answers, of_runs = st.container(), st.container()
        noted = noted_filter(evaluation, found, _DROP)
    every = runs.answers.wrong_in_every
    further = {
        "true": None if true is None else evaluation.labels == true,
        "predicted": None if predicted is None else evaluation.predictions == predicted,
        "runs": {"": None, "wrong": every, "right": ~every}[asked],
        "noted": noted,
    }
    fits = {
        "answers": matching(evaluation, answers=answers),
        "confidence": matching(evaluation, answers="all", confidence=(low / 100, high / 100)),
        **{name: each for name, each in further.items() if each is not None},
    }
    size = len(spec.class_names)
    with of_true:
        counts = np.bincount(evaluation.labels[_all_but("true", fits)], minlength=size)
        class_select("true", "True class", spec, counts, _DROP)
    with of_predicted:
        counts = np.bincount(evaluation.predictions[_all_but("predicted", fits)], minlength=size)
        class_select("predicted", "Predicted class", spec, counts, _DROP)
    with of_answers:
        _answers_filter(answers, evaluation.correct[_all_but("answers", fits)])
    with of_runs:
        _runs_filter(runs, asked, every[_all_but("runs", fits)])
    positions = in_order(
        evaluation,
        _all_but("", fits),
        order.removeprefix("-"),
        lowest_first=order.startswith("-"),
        disagreement=runs.answers.disagreement,
    )
    filtered = (low, high) != (0, 100) or any(each is not None for each in further.values())
    return Selection(positions, answers, filtered)


def _all_but(name: str, fits: Mapping[str, np.ndarray]) -> np.ndarray:
    """Return which samples all filters but one let through."""
    return np.logical_and.reduce([each for of, each in fits.items() if of != name])


def _answers_filter(answers: str, correct: np.ndarray) -> None:
    """Show the filter by answers; `correct` is of each sample that the other filters let through."""
    right, total = int(correct.sum()), len(correct)
    labels = {
        "wrong": f"Wrong ({count(total - right)})",
        "right": f"Right ({count(right)})",
        "all": f"All ({count(total)})",
    }
    st.selectbox(
        "Answers",
        ANSWERS,
        index=ANSWERS.index(answers),
        format_func=lambda name: labels[name],
        **address.tied("answers", answers, "wrong", _DROP, labels),
    )


def _asked_of_runs(runs: AllRuns) -> str:
    """Return what all runs are to say by the link: "wrong" or "right", empty for anything."""
    return address.choice("runs", ["wrong", "right"]) if len(runs.runs) > 1 else ""


def _runs_filter(runs: AllRuns, asked: str, every: np.ndarray) -> None:
    """Show the filter by what all runs say.

    Args:
        runs: all of them.
        asked: what they are to say.
        every: of each sample that the other filters let through, whether every run is wrong.
    """
    several = len(runs.runs) > 1
    wrong = int(every.sum())
    labels = {
        "": "Any",
        "wrong": f"Wrong in every run ({count(wrong)})",
        "right": f"Right in some run ({count(len(every) - wrong)})",
    }
    st.selectbox(
        "Runs",
        list(labels),
        index=list(labels).index(asked),
        format_func=lambda name: labels[name],
        disabled=not several,
        help=f"Compares {count(len(runs.runs))} runs: all of this dataset that are evaluated."
        if several
        else "This needs a second evaluated run of this dataset.",
        **address.tied("runs", asked, drop=_DROP, texts=labels),
    )


def _order_select(order: str) -> None:
    st.selectbox(
        "Order",
        list(LABELS),
        index=list(LABELS).index(order),
        format_func=lambda name: LABELS[name],
        help=EXPLAINED,
        **address.tied("sort", order, "confidence", _DROP),
    )


def _confidence() -> tuple[int, int]:
    """Return the lowest and the highest percentage in the link: `20-80`, or `60` for 60 and more."""
    match = _RANGE.fullmatch(st.query_params.get("confidence", ""))
    if not match:
        return 0, 100
    low, high = min(int(match[1]), 100), min(int(match[2] or 100), 100)
    return min(low, high), max(low, high)


def _confidence_filter(low: int, high: int) -> None:
    st.slider(
        "Confidence",
        0,
        100,
        (low, high),
        format="%d\u202f%%",
        help="How sure the network was of its answer.",
        **shown("confidence of this page", (low, high), _confidence_to_link),
    )


def _confidence_to_link(percentages: tuple[int, int]) -> None:
    low, high = percentages
    address.go(confidence="" if percentages == (0, 100) else f"{low}-{high}", page="")
