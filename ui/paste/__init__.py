"""Pictures from the clipboard: with Ctrl+V anywhere on a page, or with a button.

A browser hands pictures over when its own paste key is used; reading the clipboard on a click needs a
permission, without which the button says to use the key.
"""

import base64
import binascii
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import streamlit as st

from ui.parts import component, with_parts

_HERE = Path(__file__).parent
_COMPONENT = component(_HERE / "paste.js", "writing", css=with_parts(_HERE / "paste.css", "button"))


@dataclass(frozen=True)
class Pasted:
    """A file from the clipboard, whatever is in it.

    Attributes:
        name: of the file; pictures that were copied from a page are all called "image.png".
        content: its bytes.
    """

    name: str
    content: bytes


def paste(*, key: str, shown: bool, largest_mb: int, on_paste: Callable[[list[Pasted]], None]) -> None:
    """Listen for pictures that are pasted into the page.

    Args:
        key: unique on the page.
        shown: whether there is a button; the keyboard works without it.
        largest_mb: refused in the browser from here.
        on_paste: receives the files before the script reruns; never none at all.
    """

    def relay() -> None:
        files = _files(st.session_state[key].get("pasted"))
        if files:
            on_paste(files)

    _COMPONENT(key=key, data={"shown": shown, "largest": largest_mb * 1_000_000}, on_pasted_change=relay)


def _files(sent: Any) -> list[Pasted]:  # noqa: ANN401 - what the browser sent
    """Return the files in what the browser sent: [{"name": ..., "content": in base 64}, ...]."""
    try:
        return [Pasted(str(file["name"]), base64.b64decode(file["content"], validate=True)) for file in sent]
    except (TypeError, KeyError, binascii.Error, ValueError):
        return []
