"""A button to undo, also with Ctrl+Z, that counts in the browser how often it was pressed.

A server that is still busy with one press hears of the next ones all at once; a plain button would take them
for one.
"""

from collections.abc import Callable
from pathlib import Path

import streamlit as st

from ui.parts import component, with_parts

_HERE = Path(__file__).parent
_COMPONENT = component(_HERE / "undo.js", "writing", css=with_parts(_HERE / "undo.css", "button"))


def undo(*, key: str, disabled: bool, on_undo: Callable[[int], None]) -> None:
    """Show the button.

    Args:
        key: unique on the page.
        disabled: whether there is nothing to undo.
        on_undo: receives how many steps to undo, at least one, before the script reruns.
    """
    counted = f"{key} counted"

    def relay() -> None:
        presses = st.session_state[key].get("presses")
        steps = presses - st.session_state.get(counted, 0) if isinstance(presses, int) else 0
        if steps > 0:
            st.session_state[counted] = presses
            on_undo(steps)

    data = {"disabled": disabled, "counted": st.session_state.get(counted, 0)}
    _COMPONENT(key=key, data=data, on_presses_change=relay, width="content")
