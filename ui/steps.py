"""What the network sees of a picture: the steps that led there, and a switch for each that can be overridden.

What a person decides holds for one picture: the next one is prepared by looking at it again.
"""

import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import streamlit as st
from PIL import Image

from fmnist_core.datasets import DatasetSpec
from fmnist_core.errors import FmnistError
from fmnist_core.images import Choices, Prepared, Step, prepare
from fmnist_core.images.choices import AUTOMATIC
from ui.picture import SIDE, Picture
from ui.sample_view import enlarged
from ui.widget_state import shown

STEP_SIDE = 72  # screen pixels of the longer side of a step's picture
POLARITIES = {"": "Auto", "light": "Light", "dark": "Dark"}
MOST_DECIDED = 500  # pictures about which decisions are kept: as many as are answered at once
_DECIDED = "decided about pictures"


def choices_for(identity: str) -> Choices:
    """Return what was decided about a picture, by the name that stays as long as it is the same picture."""
    return st.session_state.get(_DECIDED, {}).get(identity, AUTOMATIC)


def seen_column(picture: Picture | None, dataset: DatasetSpec) -> tuple[Prepared, float] | None:
    """Show what the network gets of a picture and the steps that led there, or where they will be.

    Returns:
        The prepared picture and the milliseconds that took; None where there is none, or it shows nothing.
    """
    st.subheader("What the network sees")
    if picture is None:
        st.caption("Nothing yet")
        placeholder("Your picture, as small and grey as the images that the network was trained on")
        return None
    if isinstance(picture.content, np.ndarray):  # what the network was made for, as it is
        prepared = Prepared(picture.content, "dataset image", ())
        _show_pixels(prepared)
        return prepared, 0.0
    choices = choices_for(picture.identity)
    start = time.perf_counter()
    try:
        prepared = prepare(picture.content, dataset, choices)
    except FmnistError as error:
        st.error(str(error), icon=":material/broken_image:")
        return None
    milliseconds = (time.perf_counter() - start) * 1000
    _show_pixels(prepared)
    _show_steps(prepared, choices, picture.identity)
    return prepared, milliseconds


def _show_pixels(prepared: Prepared) -> None:
    height, width = prepared.pixels.shape
    origin = f"taken for a {prepared.kind}" if prepared.steps else "as they are in the dataset"
    st.caption(f"{width}\u202f×\u202f{height} pixels, {origin}")
    picture, shown = enlarged(prepared.pixels, SIDE)
    st.image(
        picture,
        width=shown,
        alt=f"The picture as {width} by {height} grey pixels, enlarged",
        output_format="PNG",
    )


def _show_steps(prepared: Prepared, choices: Choices, identity: str) -> None:
    """Show a small picture a step, and beside it the switch that does the step otherwise."""
    switches = {
        "received": lambda: _turn(identity),
        "polarity": lambda: _polarity(choices, identity),
        "crop": lambda: _switch("crop", "Cut to the item", prepared, identity),
        "fill": lambda: _switch("fill", "Fill outlines", prepared, identity),
    }
    for step in prepared.steps[:-1]:
        _show_step(step, switches.pop(step.name, None))
    with st.container(horizontal=True):  # what a dataset's own image would have to be asked for
        for switch in switches.values():
            switch()
    last = prepared.steps[-1]
    st.caption(f"**{last.title}.** {last.explanation}")
    st.button(
        "Back to automatic",
        icon=":material/restart_alt:",
        key="steps reset",
        disabled=choices == AUTOMATIC,
        on_click=_decide,
        args=(identity, AUTOMATIC),
    )


def placeholder(text: str) -> None:
    """Show a text where a picture or an answer will be."""
    with st.container(
        border=True,
        height=SIDE,
        width=SIDE,
        horizontal_alignment="center",
        vertical_alignment="center",
    ):
        st.caption(text, text_alignment="center")


def _show_step(step: Step, switch: Callable[[], None] | None) -> None:
    with st.container(horizontal=True, gap="small"):
        st.image(
            step_picture(step.image),
            width=STEP_SIDE,
            alt=f"After the step: {step.title}",
            output_format="PNG",
        )
        with st.container(gap="xsmall", width="stretch"):
            if switch:
                switch()
            st.caption(f"**{step.title}.** {step.explanation}")


def _turn(identity: str) -> None:
    with st.container(horizontal=True, gap="xsmall"):
        for turns, icon, direction in ((-1, "rotate_left", "left"), (1, "rotate_right", "right")):
            st.button(
                f"Turn {direction}",
                icon=f":material/{icon}:",
                type="tertiary",
                key=f"turn {direction}",
                on_click=_turn_further,
                args=(identity, turns),
            )


def _polarity(choices: Choices, identity: str) -> None:
    polarity = choices.polarity or ""

    def decide(polarity: str) -> None:
        _decide(identity, replace(choices_for(identity), polarity=polarity or None))

    st.segmented_control(
        "The ground is",
        list(POLARITIES),
        default=polarity,
        format_func=lambda name: POLARITIES[name],
        required=True,
        label_visibility="collapsed",
        **shown("polarity choice", polarity, decide),
    )


def _switch(name: str, label: str, prepared: Prepared, identity: str) -> None:
    """Show a switch for what is done or not; it stands where the picture itself put it until it is used."""

    def decide(on: bool) -> None:
        _decide(identity, replace(choices_for(identity), **{name: on}))

    on = bool(getattr(prepared.made, name))
    st.toggle(label, on, **shown(f"{name} choice", on, decide))


def _turn_further(identity: str, turns: int) -> None:
    choices = choices_for(identity)
    _decide(identity, replace(choices, turns=choices.turns + turns))


def _decide(identity: str, choices: Choices) -> None:
    """Keep what was decided about a picture.

    Whoever decides one step begins with `choices_for`, not with what the page showed: while the server is
    busy, several switches may be used before it shows the first.
    """
    decided = st.session_state.setdefault(_DECIDED, {})
    decided.pop(identity, None)
    decided[identity] = choices
    if len(decided) > MOST_DECIDED:
        del decided[next(iter(decided))]  # the one that was decided about longest ago


def step_picture(pixels: np.ndarray, side: int = STEP_SIDE) -> Image.Image:
    """Return a picture in the middle of an empty square, at twice the size it is shown at.

    Small ones stay crisp; large ones are made smaller.

    Args:
        pixels: uint8 (h, w) or (h, w, 3).
        side: screen pixels of the square.
    """
    if max(pixels.shape[:2]) <= side:
        picture, _ = enlarged(pixels, side)
    else:
        picture = Image.fromarray(pixels)
        picture.thumbnail((2 * side, 2 * side))
    square = Image.new("RGBA", (2 * side, 2 * side))
    square.paste(picture, ((2 * side - picture.width) // 2, (2 * side - picture.height) // 2))
    return square
