"""A confusion matrix whose cells, rows and columns can be selected, with the mouse and with the keyboard.

matrix(build_payload(evaluation.confusion, names), key="matrix", selected=cells, on_select=write_to_link)
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import streamlit as st

from ui.matrix.payload import Cell, Normalise, build_payload, cells_from
from ui.parts import component, with_parts

__all__ = ["Cell", "Normalise", "build_payload", "cells_from", "matrix"]

_HERE = Path(__file__).parent
_COMPONENT = component(_HERE / "matrix.js", "tip", css=with_parts(_HERE / "matrix.css", "tip"))


def matrix(
    payload: dict[str, Any],
    *,
    key: str,
    selected: Sequence[Cell],
    on_select: Callable[[list[Cell]], None],
) -> None:
    """Show a confusion matrix; the caller keeps what is selected.

    A click, Enter or Space selects a cell, or with its name or its figure a row or a column; with Shift,
    Ctrl or Cmd it joins or leaves what is selected. Escape selects nothing.

    Args:
        payload: what `build_payload` returns.
        key: unique on the page.
        selected: cells (true, predicted); None stands for every class: a row or a column.
        on_select: receives all selected cells before the script reruns.
    """
    size = len(payload["names"])

    def relay() -> None:
        on_select(cells_from(_chosen(st.session_state[key]).get("cells"), size))

    sent = _chosen(st.session_state.get(key, {}))
    data = {
        "matrix": payload,
        "selected": [list(cell) for cell in selected],
        "time": sent.get("time"),  # lets the browser tell an answer to its last click from one to an earlier
    }
    _COMPONENT(key=key, data=data, on_chosen_change=relay)


def _chosen(state: Any) -> dict[str, Any]:  # noqa: ANN401 - what the browser sent
    """Return the last choice in the component's state: {"cells": [[true, predicted], ...], "time": ms}."""
    chosen = state.get("chosen")
    return chosen if isinstance(chosen, dict) else {}
