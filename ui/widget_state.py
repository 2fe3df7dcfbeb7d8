"""Widgets that show what a page says: the link, a picture, an annotation.

What is set for a widget travels to the browser, and what it showed before may be on its way back at the same
time: it would count as a choice, and what is set would replace a click. So a widget that has to show
something which it was not put to by hand becomes another one, and nothing is set for the one that it was.
"""

from collections.abc import Callable
from typing import Any

import streamlit as st

_SHOWN = "shown by widgets"  # the name of each to the value that it shows and how often it became another one


def shown(name: str, value: Any, on_change: Callable[[Any], None]) -> dict[str, Any]:  # noqa: ANN401
    """Return the arguments with which a widget shows a value.

    Args:
        name: of the widget, unique in the app; it begins its key.
        value: what it is to show, as the widget itself would return it; lists may be in any order.
        on_change: receives what the visitor put it to, before the script reruns.
    """
    widgets = st.session_state.setdefault(_SHOWN, {})
    before, edition = widgets.get(name, (value, 0))
    if not _same(before, value):
        before, edition = value, edition + 1
    widgets[name] = (before, edition)
    key = _key(name, edition)
    if key not in st.session_state:
        st.session_state[key] = before

    def relay() -> None:
        if key == _key(name, widgets[name][1]):
            widgets[name] = (st.session_state[key], edition)
            on_change(st.session_state[key])

    return {"key": key, "on_change": relay}


def is_there(name: str) -> bool:
    """Tell whether a widget was on the page when it was last run; Streamlit forgets it on another page."""
    _, edition = st.session_state.get(_SHOWN, {}).get(name, (None, 0))
    return _key(name, edition) in st.session_state


def _key(name: str, edition: int) -> str:
    return f"{name} {edition}" if edition else name


def _same(one: Any, other: Any) -> bool:  # noqa: ANN401
    return set(one) == set(other) if isinstance(one, list) and isinstance(other, list) else one == other
