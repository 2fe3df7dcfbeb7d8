"""Which images the Errors page shows: its filters and its order, all in the link."""

import re
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
    fits = matching(evaluation, answers=answers, confidence=(low / 100, high / 100))
    filtered = true is not None or predicted is not None or (low, high) != (0, 100)
    # The selects of the classes come first and count what all the other filters let through.
    with st.grid(4, min_column_width=170):
        places = [st.container() for _ in range(2)]
        _confidence_filter(low, high)
        _order_select(order)
        _answers_filter(evaluation, answers)
        for more in (_runs_filter(runs, fits), noted_filter(evaluation, found, _DROP)):
            if more is not None:
                fits &= more
                filtered = True
    of_true = fits if true is None else fits & (evaluation.labels == true)
    of_predicted = fits if predicted is None else fits & (evaluation.predictions == predicted)
    size = len(spec.class_names)
    with places[0]:
        counts = np.bincount(evaluation.labels[of_predicted], minlength=size)
        class_select("true", "True class", spec, counts, _DROP)
    with places[1]:
        counts = np.bincount(evaluation.predictions[of_true], minlength=size)
        class_select("predicted", "Predicted class", spec, counts, _DROP)
    positions = in_order(
        evaluation,
        of_true & of_predicted,
        order.removeprefix("-"),
        lowest_first=order.startswith("-"),
        disagreement=runs.answers.disagreement,
    )
    return Selection(positions, answers, filtered)


def _answers_filter(evaluation: Evaluation, answers: str) -> None:
    wrong, total = len(evaluation.wrong), len(evaluation.labels)
    labels = {"wrong": f"Wrong ({count(wrong)})", "right": f"Right ({count(total - wrong)})"}
    st.selectbox(
        "Answers",
        ANSWERS,
        index=ANSWERS.index(answers),
        format_func=lambda name: labels.get(name, f"All ({count(total)})"),
        **address.tied("answers", answers, "wrong", _DROP),
    )


def _runs_filter(runs: AllRuns, fits: np.ndarray) -> np.ndarray | None:
    """Show the filter by what all runs say; return which samples it lets through, or None for all."""
    several = len(runs.runs) > 1
    every = runs.answers.wrong_in_every
    asked = address.choice("runs", ["wrong", "right"]) if several else ""
    labels = {
        "": "Any",
        "wrong": f"Wrong in every run ({count(int((fits & every).sum()))})",
        "right": f"Right in some run ({count(int((fits & ~every).sum()))})",
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
        **address.tied("runs", asked, drop=_DROP),
    )
    return {"": None, "wrong": every, "right": ~every}[asked]


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
