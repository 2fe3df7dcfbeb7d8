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


def dated(component: Callable[..., Any]) -> Callable[..., Any]:
    """Return a component whose data also say `since` when they are what they are.

    A browser that is still loading the component's script may hand it older data after newer ones; by this
    `mounted` tells them apart. The time, in seconds, also grows over restarts of the server.

    Args:
        component: from `st.components.v2.component`, given a key and data at each call.
    """

    def show(*, key: str, data: dict[str, Any], **asking: Any) -> Any:  # noqa: ANN401
        shown = st.session_state.setdefault(_SHOWN, {})
        if key not in shown or shown[key][0] != data:
            shown[key] = data, time.time()
        return component(key=key, data={**data, "since": shown[key][1]}, **asking)

    return show
