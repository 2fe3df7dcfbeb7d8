"""Choices of one page that stand in its link.

The link is the truth and the widgets follow it: a click writes to the link, and each run of a page reads it
from there. So Back works, a link opens the same view anywhere, and a chart and a select can set one choice.
Nothing that stands in a link can break a page: what is unknown counts as not said.
"""

import math
from collections.abc import Sequence
from typing import Any

import streamlit as st

MOST_DIGITS = 9


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


def go(**values: str | int) -> None:
    """Write parameters to the link, in one step of the browser's history; an empty text removes one."""
    link = {name: st.query_params.get_all(name) for name in st.query_params}
    link |= {name: [str(value)] for name, value in values.items()}
    st.query_params.from_dict({name: texts for name, texts in link.items() if texts != [""]})


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
    st.session_state[key] = value
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
        if st.session_state.get(key, page) != page:
            st.session_state[key] = page
        st.pagination(pages, default=page, key=key, on_change=_to_link, args=("page", key))
    return slice((page - 1) * size, page * size)


def _to_link(parameter: str, key: str, default: str | int | None = "", drop: Sequence[str] = ()) -> None:
    value = st.session_state[key]
    go(**{parameter: "" if value == default else value}, **dict.fromkeys(drop, ""))
