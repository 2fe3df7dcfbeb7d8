"""Asking for one of a network's classes, or for what stands before them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import streamlit as st

if TYPE_CHECKING:
    from fmnist_core.inference import Classifier

LIKELIEST_CLASS = "The likeliest class"
_FIRST = -1


def class_option(
    label: str,
    classifier: "Classifier",
    first: str,
    numbers: Sequence[int] | None = None,
    **arguments: Any,  # noqa: ANN401
) -> int | None:
    """Show a select of classes that is remembered while the visitor stays with a dataset.

    A browser knows options by their texts, so these never change: neither with the picture nor with the
    dataset, which each have a select of their own.

    Args:
        label: unique in the app.
        classifier: whose classes to offer.
        first: the option before them.
        numbers: of the classes to offer, in this order; None for all.
        arguments: for `st.selectbox`.

    Returns:
        The number of the chosen class; None for the first option.
    """
    names = classifier.class_names
    options = [_FIRST, *(range(len(names)) if numbers is None else numbers)]
    key = f"{label} in {classifier.dataset.name}"
    if st.session_state.get(key, _FIRST) not in options:
        st.session_state[key] = _FIRST
    chosen = st.selectbox(
        label,
        options,
        format_func=lambda number: first if number == _FIRST else names[number],
        key=key,
        persist_state="session",
        **arguments,
    )
    return None if chosen == _FIRST else chosen
