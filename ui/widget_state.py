"""Widgets that show what a page says: the link, a picture, an annotation.

Nothing is set for such a widget: that would travel to the browser and replace a click made meanwhile. It has
what it shows as its default, and where it has to show something which it was not put to by hand, it becomes
another widget. What a late browser then says of the one before counts for nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import streamlit as st

_SHOWN, _VISIT = "shown by widgets", "visit"


@dataclass
class _Widget:
    """A widget, under one name.

    Attributes:
        value: what it shows.
        edition: how often it became another one.
    """

    value: Any
    edition: int = 0


@dataclass
class _Visit:
    """Where the visitor is: a page, a part of it where it has said so, and how often they came there."""

    page: str
    part: str | None = None
    number: int = 0


def enter(page: str) -> None:
    """Note which page is about to run."""
    visit = st.session_state.setdefault(_VISIT, _Visit(page))
    if visit.page != page:
        visit.page, visit.part = page, None


def arrived(part: str) -> int:
    """Return a number that grows whenever the visitor comes to this part of a page from somewhere else.

    What the session remembers of a widget does not tell: that goes only when a page has run to its end.
    """
    visit = st.session_state[_VISIT]
    if visit.part != part:
        visit.part = part
        visit.number += 1
    return visit.number


def shown(name: str, value: Any, on_change: Callable[[Any], None]) -> dict[str, Any]:  # noqa: ANN401
    """Return the key and the callback of a widget that shows a value. The value has to be its default, too.

    Args:
        name: of the widget, unique in the app; it begins its key.
        value: what it is to show, as the widget itself would return it; lists may be in any order.
        on_change: receives what the visitor put it to, before the script reruns.
    """
    widget = _widgets().setdefault(name, _Widget(value))
    if not _same(widget.value, value):
        widget.value = value
        widget.edition += 1
    key = _key(name, widget.edition)

    def relay() -> None:
        if key == _key(name, widget.edition):
            widget.value = st.session_state[key]
            on_change(widget.value)

    return {"key": key, "on_change": relay}


def _widgets() -> dict[str, _Widget]:
    return st.session_state.setdefault(_SHOWN, {})


def _key(name: str, edition: int) -> str:
    return f"{name} {edition}" if edition else name


def _same(one: Any, other: Any) -> bool:  # noqa: ANN401
    return set(one) == set(other) if isinstance(one, list) and isinstance(other, list) else one == other
