"""A dense grid of images to click on or walk through with the keyboard.

Two ways to use it:

    # The gallery keeps the selection; `selected` is only where it starts.
    item = gallery(items, images, class_names=names, key="similar")

    # The caller keeps it, here in the address. This is the one for pages.
    item = gallery(items, images, class_names=names, key="errors",
                   selected=sample_from_url(), on_select=sample_to_url)
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import streamlit as st

from ui.gallery.item import GalleryItem
from ui.gallery.payload import build_payload
from ui.gallery.url import sample_from_url, sample_to_url

__all__ = ["GalleryItem", "gallery", "sample_from_url", "sample_to_url"]

_HERE = Path(__file__).parent
_COMPONENT = st.components.v2.component(
    "fmnist_gallery",
    css=(_HERE / "gallery.css").read_text(encoding="utf-8"),
    js=(_HERE / "gallery.js").read_text(encoding="utf-8"),
)


def gallery(
    items: Sequence[GalleryItem],
    images: np.ndarray,
    *,
    class_names: Sequence[str],
    key: str,
    scale: int = 2,
    selected: tuple[str, int] | None = None,
    on_select: Callable[[GalleryItem | None], None] | None = None,
) -> GalleryItem | None:
    """Show images in a grid and return the selected item.

    A click, Enter or Space selects an image, Escape clears the selection. Without `on_select` the
    gallery remembers the selection for as long as it is on the page, and `selected` is where it
    starts. With `on_select` the caller remembers it: `on_select` is called before the script reruns,
    so that everything on the page, above the gallery too, already sees the new selection, and
    `selected` is the truth at all times. That is what survives the browser's back button.

    Args:
        items: What to show, in order; up to 500. None at all draws nothing.
        images: uint8 array of shape (len(items), height, width), 0 = background.
        class_names: The name of each class number.
        key: Unique on the page.
        scale: Screen pixels per image pixel, a whole number from 1.
        selected: (split, index) of the selected sample.
        on_select: Receives the item the user selected, or None when the selection was cleared.

    Returns:
        The selected item, or None where nothing is selected or `items` does not hold it.

    Raises:
        ValueError: If there is not one image an item, or images or scale are of the wrong kind.
        DatasetError: If an item has a class number that has no name.
    """
    if not items:
        return None

    def relay() -> None:
        sample = _activation(st.session_state[key]).get("sample")
        chosen = _find(items, sample)
        # A click on an image that was about to be replaced selects nothing and clears nothing.
        if on_select is not None and (chosen is not None or sample is None):
            on_select(chosen)

    # Two parts, so that selecting an image sends a few bytes and not the whole sprite again.
    with st.container(gap=None):
        grid = _COMPONENT(
            key=key,
            data={"part": "grid", "key": key, **build_payload(items, images, class_names, scale)},
            on_activated_change=relay,
        )
        activation = _activation(grid)
        if on_select is None and activation:
            current = activation.get("sample")
        else:
            current = list(selected) if selected else None
        item = _find(items, current)
        sample = [item.split, int(item.index)] if item else None
        _COMPONENT(
            key=f"{key}-selection",
            # The time changes with each activation: the browser, which has already drawn the new
            # selection, is corrected even where the caller decided to keep the old one.
            data={"part": "selection", "key": key, "sample": sample, "time": activation.get("time")},
        )
    return item


def _activation(state: Any) -> dict[str, Any]:  # noqa: ANN401 - what the browser sent
    """Return the last activation in a component's state: {"sample": [split, index] | None, "time": ms}."""
    activation = state.get("activated")
    return activation if isinstance(activation, dict) else {}


def _find(items: Sequence[GalleryItem], sample: Any) -> GalleryItem | None:  # noqa: ANN401 - from the browser
    """Return the item that is this [split, index]."""
    return next((item for item in items if [item.split, item.index] == sample), None)
