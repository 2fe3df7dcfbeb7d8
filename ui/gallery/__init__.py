"""A dense grid of images to click on or walk through with the keyboard.

Two ways to use it:

    # The gallery keeps the selection; `selected` is only where it starts.
    item = gallery(items, images, class_names=names, key="similar")

    # The caller keeps it, here in the address. This is the one for pages.
    item = gallery(items, images, class_names=names, key="errors",
                   selected=sample_from_url(), on_select=sample_to_url)
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import streamlit as st

from ui.gallery.item import GalleryItem
from ui.gallery.payload import build_payload
from ui.gallery.url import sample_from_url, sample_to_url
from ui.parts import component, with_parts

__all__ = ["GalleryItem", "Several", "gallery", "sample_from_url", "sample_to_url"]

_HERE = Path(__file__).parent
_COMPONENT = component(_HERE / "gallery.js", "tip", css=with_parts(_HERE / "gallery.css", "tip"))


@dataclass(frozen=True)
class Several:
    """Lets a gallery's user choose several images at once, to do something with all of them.

    Attributes:
        chosen: (split, index) of the samples that are chosen now.
        on_choose: Receives the items that the user chose, in the gallery's order; none at all when the
            user opened a single image or cleared the choice.
    """

    chosen: Sequence[tuple[str, int]]
    on_choose: Callable[[list[GalleryItem]], None]


def gallery(
    items: Sequence[GalleryItem],
    images: np.ndarray,
    *,
    class_names: Sequence[str],
    key: str,
    scale: int = 2,
    selected: tuple[str, int] | None = None,
    on_select: Callable[[GalleryItem | None], None] | None = None,
    several: Several | None = None,
) -> GalleryItem | None:
    """Show images in a grid and return the selected item.

    A click, Enter or Space selects an image; then arrow keys select the ones beside it. Escape clears the
    selection. Without `on_select` the gallery remembers the selection for as long as it is on the page, and
    `selected` is where it starts. With `on_select` the caller remembers it: `on_select` is called before
    the script reruns, so that everything on the page, above the gallery too, already sees the new selection,
    and `selected` is the truth at all times. That is what survives the browser's back button.

    With `several`, Shift and a click or an arrow key choose a range, Ctrl (or Cmd) and a click or Space add
    one, Ctrl+A chooses all; a finger that rests on an image chooses it, and taps add more.

    A selection that changes elsewhere on the page is scrolled to within a frame around the gallery. Where a
    container with the key `<key>-opened` is below the screen, as on a phone, selecting scrolls to it.

    Args:
        items: What to show, in order; up to 500. None at all draws nothing.
        images: uint8 array of shape (len(items), height, width), 0 = background.
        class_names: The name of each class number.
        key: Unique on the page.
        scale: Screen pixels per image pixel, a whole number from 1.
        selected: (split, index) of the selected sample.
        on_select: Receives the item the user selected, or None when the selection was cleared.
        several: Allows to choose several images, which the caller remembers.

    Returns:
        The selected item, or None where nothing is selected or `items` does not hold it.

    Raises:
        ValueError: If there is not one image an item, or images or scale are of the wrong kind.
        DatasetError: If an item has a class number that has no name.
    """
    if not items:
        return None

    def relay() -> None:
        _relay(_activation(st.session_state[key]), items, on_select, several)

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
        _COMPONENT(
            key=f"{key}-selection",
            data={
                "part": "selection",
                "key": key,
                "sample": [item.split, int(item.index)] if item else None,
                "several": several is not None,
                "chosen": [[split, int(index)] for split, index in several.chosen] if several else [],
                "marks": [[each.split, int(each.index), *each.mark] for each in items if each.mark],
                # The time changes with each activation: the browser, which has already drawn the new
                # selection, is corrected even where the caller decided to keep the old one.
                "time": activation.get("time"),
            },
        )
    return item


def _relay(
    activation: dict[str, Any],
    items: Sequence[GalleryItem],
    on_select: Callable[[GalleryItem | None], None] | None,
    several: Several | None,
) -> None:
    """Tell the caller what the user did."""
    sample = activation.get("sample")
    chosen = _find(items, sample)
    if activation.get("kind") == "choose":
        if several is not None:
            named = {tuple(each) for each in activation.get("samples", [])}
            several.on_choose([item for item in items if (item.split, item.index) in named])
        # Of two quick actions only the second may arrive, or come with the link as it was before the first:
        # what was selected must not be lost.
        if on_select is not None and chosen is not None:
            on_select(chosen)
        return
    if several is not None and several.chosen:
        several.on_choose([])
    # A click on an image that was about to be replaced selects nothing and clears nothing.
    if on_select is not None and (chosen is not None or sample is None):
        on_select(chosen)


def _activation(state: Any) -> dict[str, Any]:  # noqa: ANN401 - what the browser sent
    """Return the last activation in a component's state.

    It has a kind ("select" or "choose"), the selected sample ([split, index] or None), the samples that are
    chosen together, and the browser's time in milliseconds.
    """
    activation = state.get("activated")
    return activation if isinstance(activation, dict) else {}


def _find(items: Sequence[GalleryItem], sample: Any) -> GalleryItem | None:  # noqa: ANN401 - from the browser
    """Return the item that is this [split, index]."""
    return next((item for item in items if [item.split, item.index] == sample), None)
