"""Widgets that show what a page says: the link, a picture, an annotation.

What is set for a widget travels to the browser, and what it showed before may be on its way back at the same
time: it would count as a choice, and what is set would replace a click. So a widget that has to show
something which it was not put to by hand becomes another one, and nothing is set for the one that it was.
"""

import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import streamlit as st

# Seconds until a browser has surely drawn a new widget: of two runs that come close together it draws only
# the second, and a value that only the first one set is lost.
SETTLING = 1.0
_SHOWN = "shown by widgets"


@dataclass
class _Widget:
    """A widget, under one name.

    Attributes:
        value: what it shows.
        edition: how often it became another one.
        shown: whether this run of the page has shown it.
        known: when the first whole run did, in seconds of `time.monotonic`; None before.
    """

    value: Any
    edition: int = 0
    shown: bool = False
    known: float | None = None


@contextmanager
def whole_run() -> Generator[None]:
    """Run a page; once it has come to its end, the browser hears what its widgets show."""
    widgets = _widgets().values()
    for widget in widgets:
        widget.shown = False
    yield
    for widget in widgets:
        widget.known = (widget.known or time.monotonic()) if widget.shown else None


def shown(name: str, value: Any, on_change: Callable[[Any], None]) -> dict[str, Any]:  # noqa: ANN401
    """Return the arguments with which a widget shows a value.

    Args:
        name: of the widget, unique in the app; it begins its key.
        value: what it is to show, as the widget itself would return it; lists may be in any order.
        on_change: receives what the visitor put it to, before the script reruns.
    """
    widget = _widgets().setdefault(name, _Widget(value))
    if not _same(widget.value, value):
        widget.value, widget.known = value, None
        widget.edition += 1
    widget.shown = True
    key = _key(name, widget.edition)
    settled = widget.known is not None and time.monotonic() - widget.known > SETTLING
    if not settled or key not in st.session_state:
        st.session_state[key] = widget.value

    def relay() -> None:
        if key == _key(name, widget.edition):
            widget.value = st.session_state[key]
            on_change(widget.value)

    return {"key": key, "on_change": relay}


def is_there(name: str) -> bool:
    """Tell whether a widget was on the page when it was last run; Streamlit forgets it on another page."""
    widget = _widgets().get(name)
    return widget is not None and _key(name, widget.edition) in st.session_state


def _widgets() -> dict[str, _Widget]:
    return st.session_state.setdefault(_SHOWN, {})


def _key(name: str, edition: int) -> str:
    return f"{name} {edition}" if edition else name


def _same(one: Any, other: Any) -> bool:  # noqa: ANN401
    return set(one) == set(other) if isinstance(one, list) and isinstance(other, list) else one == other
