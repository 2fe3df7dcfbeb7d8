"""Choices of one page that stand in its link.

The link is the truth and the widgets follow it: a click writes to the link, and each run of a page reads it
from there. So Back works, a link opens the same view anywhere, and a chart and a select can set one choice.
Nothing that stands in a link can break a page: what is unknown counts as not said.

A browser sends its link with everything that happens, and may not yet know what was just written to it: two
clicks at once, or a click while a canvas reports itself. `kept` sees to it that the first is not lost.
"""

import math
import time
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import RerunException, get_script_run_ctx

from ui.widget_state import enter, shown

MOST_DIGITS = 9
GRACE = 2.0  # seconds that a browser may take to hear of a new link once a page has run
_WRITTEN = "link written"

Link = dict[str, list[str]]


@dataclass
class _Written:
    """What was written to the link, while the browser may not know of it.

    Attributes:
        before: the links that the browser may still have.
        after: the link as it is to be.
        page: the page that was run with it, None where none was yet.
        until: when the browser should know, in seconds of `time.monotonic`; None while the page runs.
    """

    before: list[Link]
    after: Link
    page: str | None = None
    until: float | None = None

    @property
    def overdue(self) -> bool:
        """Whether an old link is one that the visitor went back to."""
        return self.until is not None and time.monotonic() > self.until


@contextmanager
def kept(page: str) -> Generator[None]:
    """Run a page, first repeating what was written to its link where the browser did not know of it.

    Args:
        page: its name; on another page, what was written means nothing.
    """
    enter(page)
    written = _unknown_to_browser()
    if written and written.page in (None, page):
        written.page = page
        catch_up()
    else:
        st.session_state.pop(_WRITTEN, None)
    overtaken = False
    try:
        yield
    except RerunException:  # by something that the browser sent meanwhile, maybe with the link as it was
        overtaken = True
        raise
    finally:
        if not overtaken and (written := st.session_state.get(_WRITTEN)):
            written.page, written.until = page, time.monotonic() + GRACE


def catch_up() -> None:
    """Correct the link that came with this run where the browser did not know of what was written to it.

    `kept` does so for a page. Callbacks, which run before it, need this only where they read the link.
    """
    written = _unknown_to_browser()
    if written and _link() != written.after:
        st.query_params.from_dict(written.after)


def went_back() -> bool:
    """Return whether it was the browser's Back or Forward that this run answers."""
    context = get_script_run_ctx()
    return context is not None and context.is_history_navigation


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
    written = _unknown_to_browser()
    now = written.after if written else _link()
    after = {name: texts for name, texts in now.items() if name not in values}
    after |= {name: _texts(value) for name, value in values.items() if _texts(value) not in ([], [""])}
    st.session_state[_WRITTEN] = _Written([*(written.before if written else []), now], after)
    st.query_params.from_dict(after)


def tied(
    parameter: str,
    value: str | int | None,
    default: str | int | None = "",
    drop: Sequence[str] = (),
    texts: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Return the arguments that tie a widget to a parameter of the link.

    Args:
        parameter: its name in the link.
        value: what `choice` or `whole` returned for it, None where none is chosen; also the widget's default.
        default: the value that needs no place in the link; None for a widget that may have none chosen.
        drop: parameters that a change makes meaningless, such as the number of a page.
        texts: what a select writes for each option, where that changes.
    """

    def write(value: str | int | None) -> None:
        chosen = "" if value is None or value == default else value
        go(**{parameter: chosen}, **dict.fromkeys(drop, ""))

    return shown(f"{parameter} of this page", value, write, texts)


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
        st.pagination(pages, default=page, **tied("page", page))
    return slice((page - 1) * size, page * size)


def _unknown_to_browser() -> _Written | None:
    """Return what was written, where the link that came with this run is one from before it, or just it."""
    written = st.session_state.get(_WRITTEN)
    if written is None or written.overdue or went_back():
        return None
    return written if _link() in (*written.before, written.after) else None


def _link() -> Link:
    return {name: st.query_params.get_all(name) for name in st.query_params}


def _texts(value: str | int | Sequence[str]) -> list[str]:
    return [str(value)] if isinstance(value, str | int) else list(value)
