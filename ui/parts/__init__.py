"""What several components share: how they are mounted, the tip, a button's look, whether one writes."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import streamlit as st

_HERE = Path(__file__).parent
_SHOWN = "data of components"


def with_parts(path: Path, *parts: str) -> str:
    """Return the text of a component's CSS or JavaScript file, with the named parts of its kind before it."""
    files = [*(_HERE / f"{part}{path.suffix}" for part in parts), path]
    return "\n".join(file.read_text(encoding="utf-8") for file in files)


def component(script: Path, *parts: str, css: str, html: str | None = None) -> Callable[..., Any]:
    """Register a component whose script shows it through `mounted`; the result is called with a key and data.

    Args:
        script: its JavaScript file, by which it is named.
        parts: what that uses besides.
        css: the text of its CSS.
        html: what is there before the script runs.
    """
    js = with_parts(script, "mounted", *parts)
    return dated(st.components.v2.component(f"fmnist_{script.stem}", html=html, css=css, js=js))


def dated(mount: Callable[..., Any]) -> Callable[..., Any]:
    """Return a component whose data also say `since` when they are what they are.

    A browser that is still loading the component's script may hand it older data after newer ones; by this
    `mounted` tells them apart. The time, in seconds, also grows over restarts of the server.

    Args:
        mount: from `st.components.v2.component`, given a key and data at each call.
    """

    def show(*, key: str, data: dict[str, Any], **asking: Any) -> Any:  # noqa: ANN401
        shown = st.session_state.setdefault(_SHOWN, {})
        before, since = shown.get(key, (None, 0.0))
        if data != before:
            since = max(time.time(), since)  # also where the clock was set back
            shown[key] = data, since
        return mount(key=key, data={**data, "since": since}, **asking)

    return show
