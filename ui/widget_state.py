"""Widgets that show what a page says: the link, a picture, an annotation.

Nothing is set for such a widget: that would travel to the browser and replace a click made meanwhile. It has
what it shows as its default, and where it has to show something which it was not put to by hand, it becomes
another widget. What a late browser then says of the one before counts for nothing.

A browser knows the options of a select by their texts: it would go on showing the old text of the chosen one
where that changes, and send it. So a select with a new text for what is chosen becomes another widget, too;
and a text of before, from a browser that does not know the new ones yet, counts for what it stood for.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

_SHOWN, _VISIT = "shown by widgets", "visit"


@dataclass
class _Widget:
    """A widget, under one name.

    Attributes:
        value: what it shows.
        texts: what it writes for that, where it is a select.
        edition: how often it became another one.
        since: the edition that was the first to show this value.
        meanings: the option that each text stood for, which a select has had so far.
    """

    value: Any
    texts: list[str]
    edition: int = 0
    since: int = 0
    meanings: dict[str, Any] = field(default_factory=dict)


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


def shown(
    name: str,
    value: Any,  # noqa: ANN401
    on_change: Callable[[Any], None],
    texts: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Return the key and the callback of a widget that shows a value. The value has to be its default, too.

    Args:
        name: of the widget, unique in the app; it begins its key.
        value: what it is to show, as the widget itself would return it; lists may be in any order.
        on_change: receives what the visitor put it to, before the script reruns.
        texts: what a select writes for each option, where that changes.
    """
    key, relay = _one(name, value, on_change, lambda state: state, texts)
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
    texts: Mapping[str, str] | None = None,
) -> tuple[str, Callable[[], None]]:
    """Return the key and the callback of the widget; `read` makes its value of what the session has of it."""
    written = _written(value, texts)
    widget = st.session_state.setdefault(_SHOWN, {}).setdefault(name, _Widget(value, written))
    same = _same(widget.value, value)
    if not same or sorted(widget.texts) != sorted(written):
        widget.value, widget.texts = value, written
        widget.edition += 1
        widget.since = widget.since if same else widget.edition
    widget.meanings |= {text: option for option, text in (texts or {}).items()}
    edition = widget.edition
    key = f"{name} {edition}" if edition else name

    def relay() -> None:
        if edition < widget.since:
            return
        said = read(st.session_state[key])
        found = said if texts is None else _meant(said, texts, widget.meanings)
        known = texts is None or _known(found, texts)
        if not known or found != said or edition < widget.edition:  # the one on the page shows something else
            widget.edition += 1
        if known:  # and not a text of which nobody knows what it means
            widget.value, widget.texts, widget.since = found, _written(found, texts), widget.edition
            on_change(found)

    return key, relay


def _written(value: Any, texts: Mapping[str, str] | None) -> list[str]:  # noqa: ANN401
    """Return the texts of what a select shows; none for another widget."""
    return [] if texts is None else [texts[each] for each in _several(value) if each in texts]


def _meant(value: Any, texts: Mapping[str, str], meanings: Mapping[str, Any]) -> Any:  # noqa: ANN401
    """Return what was chosen where a browser says a text of before: the option that this text stood for."""
    if isinstance(value, list):
        return [_meant(each, texts, meanings) for each in value]
    return value if value in texts else meanings.get(value, value)


def _known(value: Any, texts: Mapping[str, str]) -> bool:  # noqa: ANN401
    return all(each in texts for each in _several(value))


def _several(value: Any) -> list[Any]:  # noqa: ANN401
    return value if isinstance(value, list) else [value]


def _same(one: Any, other: Any) -> bool:  # noqa: ANN401
    return set(one) == set(other) if isinstance(one, list) and isinstance(other, list) else one == other
