"""Choices of one page that stand in its link.

The link is the truth and the widgets follow it: a click writes to the link, and each run of a page reads it
from there. So Back works, a link opens the same view anywhere, and a chart and a select can set one choice.
Nothing that stands in a link can break a page: what is unknown counts as not said.

A browser sends its link with everything that happens, and may not yet know what was just written to it: two
clicks at once, or a click while a canvas reports itself. `kept` sees to it that the first is not lost.
"""

import math
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import RerunException

from ui.widget_state import show

MOST_DIGITS = 9
_WRITTEN = "link written"

Link = dict[str, list[str]]


@dataclass
class _Written:
    """What was written to the link by a run of a page that has not ended yet.

    Attributes:
        before: the link as the browser had it.
        after: the link as it is to be.
        page: the page that was run with it, None where none was yet.
    """

    before: Link
    after: Link
    page: str | None = None


@contextmanager
def kept(page: str) -> Generator[None]:
    """Run a page, first repeating what was written to its link where the browser did not know of it.

    Args:
        page: its name; on another page, what was written means nothing.
    """
    written = st.session_state.get(_WRITTEN)
    if written and written.page in (None, page):
        written.page = page
        if _link() == written.before:
            st.query_params.from_dict(written.after)
    else:
        st.session_state.pop(_WRITTEN, None)
    overtaken = False
    try:
        yield
    except RerunException:  # by something that the browser sent meanwhile, maybe with the link as it was
        overtaken = True
        raise
    finally:
        if not overtaken:
            st.session_state.pop(_WRITTEN, None)


def choice(parameter: str, options: Sequence[str], default: str = "") -> str:
    """Return what the link says for a parameter, or the default where it says nothing or nonsense."""
    asked = st.query_params.get(parameter, default)
    return asked if asked in options else default


def whole(parameter: str, lowest: int, highest: int, default: int) -> int:
    """Return the whole number in the link, moved into a range; the default where there is none."""
    text = st.query_params.get(parameter, "")
    if not (text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS):
        return default
    return min(max(int(text), lowest), highest)


def go(**values: str | int | Sequence[str]) -> None:
    """Write parameters to the link, in one step of the browser's history.

    Args:
        values: a text, a whole number or several texts for each; none, or an empty text, removes one.
    """
    before = after = _link()
    written = st.session_state.get(_WRITTEN)
    if written and before in (written.before, written.after):
        before, after = written.before, written.after
    after = {name: texts for name, texts in after.items() if name not in values}
    after |= {name: _texts(value) for name, value in values.items() if _texts(value) not in ([], [""])}
    st.session_state[_WRITTEN] = _Written(before, after)
    st.query_params.from_dict(after)


def tied(
    parameter: str, value: str | int | None, default: str | int | None = "", drop: Sequence[str] = ()
) -> dict[str, Any]:
    """Return the arguments that tie a widget to a parameter of the link.

    Args:
        parameter: its name in the link.
        value: what `choice` or `whole` returned for it; the widget shows this. None where none is chosen.
        default: the value that needs no place in the link; None for a widget that may have none chosen.
        drop: parameters that a change makes meaningless, such as the number of a page.
    """
    key = f"{parameter} of this page"
    show(key, value)
    return {"key": key, "on_change": _to_link, "args": (parameter, key, default, tuple(drop))}


def paged(total: int, size: int, page: int = 1) -> slice:
    """Show the numbers of the pages, where there are several, and return what the chosen one holds.

    Args:
        total: how many things there are.
        size: how many a page holds.
        page: the page to show where the link names none.
    """
    pages = max(1, math.ceil(total / size))
    page = whole("page", 1, pages, min(page, pages))
    if pages > 1:
        key = "page of this page"
        show(key, page)
        st.pagination(pages, key=key, on_change=_to_link, args=("page", key))
    return slice((page - 1) * size, page * size)


def _link() -> Link:
    return {name: st.query_params.get_all(name) for name in st.query_params}


def _texts(value: str | int | Sequence[str]) -> list[str]:
    return [str(value)] if isinstance(value, str | int) else list(value)


def _to_link(parameter: str, key: str, default: str | int | None = "", drop: Sequence[str] = ()) -> None:
    value = st.session_state[key]
    go(**{parameter: "" if value == default else value}, **dict.fromkeys(drop, ""))
