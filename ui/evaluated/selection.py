"""Which misclassified images the Errors page shows: its filters and its order, all in the link."""

from dataclasses import dataclass

import numpy as np
import streamlit as st

from fmnist_core.datasets import DatasetSpec
from fmnist_core.evaluation import Evaluation
from fmnist_core.evaluation.mistakes import ORDERS, mistakes
from ui import address
from ui.evaluated.answers import class_choice, class_select

_DROP = ("page",)


@dataclass(frozen=True)
class Selection:
    """A part of the misclassified samples, in order.

    Attributes:
        positions: int64, places in the evaluation.
        filtered: whether any filter is set.
    """

    positions: np.ndarray
    filtered: bool


def selection(spec: DatasetSpec, evaluation: Evaluation) -> Selection:
    """Show the filters with the number of images behind each choice, and return what they let through."""
    true, predicted = (class_choice(name, spec.class_names) for name in ("true", "predicted"))
    percent = address.whole("confidence", 0, 100, 0)
    order = address.choice("sort", list(ORDERS), "confidence")
    least = percent / 100
    by_true = evaluation.labels[mistakes(evaluation, predicted=predicted, confidence=least)]
    by_predicted = evaluation.predictions[mistakes(evaluation, true=true, confidence=least)]
    counts = [np.bincount(numbers, minlength=len(spec.class_names)) for numbers in (by_true, by_predicted)]
    with st.grid(4, min_column_width=170):
        class_select("true", "True class", spec, counts[0], _DROP)
        class_select("predicted", "Predicted class", spec, counts[1], _DROP)
        st.slider(
            "Minimal confidence",
            0,
            100,
            format="%d\u202f%%",
            help="Leave out answers that the network was less sure of.",
            **address.tied("confidence", percent, 0, _DROP),
        )
        st.selectbox(
            "Order",
            list(ORDERS),
            format_func=lambda name: ORDERS[name],
            help="By confidence: the probability of the answer. Furthest from the truth: how far that "
            "is above the probability of the true class.",
            **address.tied("sort", order, "confidence", _DROP),
        )
    found = mistakes(evaluation, true=true, predicted=predicted, confidence=least, order=order)
    return Selection(found, filtered=true is not None or predicted is not None or percent > 0)
