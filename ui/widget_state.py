"""Widgets that show what a page says: the link, a picture, an annotation.

Nothing is set for such a widget: that would travel to the browser and replace a click made meanwhile. It has
what it shows as its default, and where it has to show something which it was not put to by hand, it becomes
another widget. What a late browser then says of the one before counts for nothing.
"""

from collections.abc import Callable, Sequence
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
    key, relay = _one(name, value, on_change, lambda state: state)
    return {"key": key, "on_change": relay}


def marked(name: str, rows: Sequence[int], on_select: Callable[[list[int]], None]) -> dict[str, Any]:
    """Return the arguments with which a table, `st.dataframe`, has some of its rows marked.

    Args:
        name: of the table, unique in the app; it begins its key.
        rows: their numbers, in any order.
        on_select: receives the numbers of those that the visitor has marked, before the script reruns.
    """
    key, relay = _one(name, list(rows), on_select, lambda state: list(state["selection"]["rows"]))
    return {"key": key, "on_select": relay, "selection_default": {"selection": {"rows": list(rows)}}}


def marked_cell(
    name: str, cell: tuple[int, str] | None, on_select: Callable[[tuple[int, str] | None], None]
) -> dict[str, Any]:
    """Return the arguments with which a table, `st.dataframe`, has one of its cells marked, or none.

    Args:
        name: of the table, unique in the app; it begins its key.
        cell: number of its row, and name of its column.
        on_select: receives the one that the visitor has marked, or None, before the script reruns.
    """

    def read(state: dict[str, Any]) -> tuple[int, str] | None:
        cells = state["selection"]["cells"]
        return (cells[0][0], cells[0][1]) if cells else None

    key, relay = _one(name, cell, on_select, read)
    default = {"selection": {"cells": [cell] if cell else []}}
    return {"key": key, "on_select": relay, "selection_default": default}


def _one(
    name: str,
    value: Any,  # noqa: ANN401
    on_change: Callable[[Any], None],
    read: Callable[[Any], Any],
) -> tuple[str, Callable[[], None]]:
    """Return the key and the callback of the widget; `read` makes its value of what the session has of it."""
    widget = st.session_state.setdefault(_SHOWN, {}).setdefault(name, _Widget(value))
    if not _same(widget.value, value):
        widget.value = value
        widget.edition += 1
    edition = widget.edition
    key = f"{name} {edition}" if edition else name

    def relay() -> None:
        if edition == widget.edition:
            widget.value = read(st.session_state[key])
            on_change(widget.value)

    return key, relay


def _same(one: Any, other: Any) -> bool:  # noqa: ANN401
    return set(one) == set(other) if isinstance(one, list) and isinstance(other, list) else one == other
