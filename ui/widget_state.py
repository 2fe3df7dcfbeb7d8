"""What widgets show where a page, and not a click, decides it."""

from typing import Any

import streamlit as st


def show(key: str, value: Any) -> None:  # noqa: ANN401 - the value of any widget
    """Set a widget, before it is drawn, where it shows something else.

    Streamlit sends to the browser what is set, even what was there already, and there it replaces what is
    being typed and what was clicked meanwhile.
    """
    if key not in st.session_state or st.session_state[key] != value:
        st.session_state[key] = value
