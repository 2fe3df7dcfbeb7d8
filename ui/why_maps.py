"""Which parts of a picture speak for a class: maps of several methods in one row."""

import re
from contextlib import nullcontext
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st
from PIL import Image

from fmnist_core.errors import FmnistError
from fmnist_core.explain import DEFAULT_METHOD, METHODS, SaliencyMap, overlay
from fmnist_core.explain.placed import overlay_picture
from fmnist_core.recognition import Prediction
from ui import figures
from ui import why_computed as computed
from ui.class_option import LIKELIEST_CLASS, class_option
from ui.why_tests import CURVES, show_sanity, show_tests

if TYPE_CHECKING:
    from fmnist_core.images import Prepared
    from fmnist_core.inference import Classifier

SIDE = 224  # screen pixels of the longer side of a map
USUAL = tuple(
    dict.fromkeys((DEFAULT_METHOD, "gradcam", "occlusion"))
)  # to start with: the best, two quick ones
_LAST = "saliency maps shown last"
DRAWN = {"pixels": "Over the pixels", "picture": "Over your picture", "raw": "Raw values"}


@st.fragment
def show_maps(classifier: "Classifier", prediction: Prediction, true: int | None = None) -> None:
    """Show the maps that are asked for, all for one class, beside each other.

    Args:
        classifier: a loaded network.
        prediction: what was answered.
        true: number of the true class, where it is known.
    """
    methods, prepared = _methods(classifier), prediction.prepared
    with st.grid(3, min_column_width=SIDE) as grid:
        with grid.cell():
            target = _target(classifier, prediction)
        with grid.cell():
            against = _against(classifier, target, true)
        with grid.cell():
            opacity = _opacity()
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        drawn = _drawn(from_outside=bool(prepared.steps))
        tested = st.toggle(
            "Test these maps",
            key="saliency tests",
            persist_state="session",
            help="Erase the pixels that a map ranks first and watch the probability, beside a random map and "
            "an edge detector; and compare the map with that of the same network with random weights.",
        )
    if not methods:
        st.caption("Choose a method above: its map will stand here.")
        return
    st.caption(_legend(classifier.class_names, target, against, drawn))
    if tested:
        st.caption(CURVES)
    last = st.session_state.get(_LAST, ())
    st.session_state[_LAST] = tuple(methods)
    with st.grid("auto", min_column_width=SIDE) as grid:
        for method in methods:
            with grid.cell():
                try:
                    # A map that is there already stays until the new one is: a skeleton would stand below it.
                    with nullcontext() if method in last else st.skeleton(height=SIDE):
                        found = computed.saliency(classifier, prepared.pixels, method, target, against)
                    st.markdown(f"**{METHODS[method].title}**", help=_about(method))
                    label = st.container()
                    _show_map(found, prepared, drawn, opacity, classifier.class_names[target])
                    if tested:
                        with label:
                            show_sanity(classifier, prepared.pixels, method)
                        show_tests(classifier, prepared.pixels, found)
                except FmnistError as error:
                    st.error(str(error), icon=":material/error:")


def _methods(classifier: "Classifier") -> list[str]:
    """Ask which methods to show, of those that work on the network."""
    usable = [
        name for name, row in METHODS.items() if classifier.features_available or not row.needs_features
    ]
    key = "saliency methods"
    if key in st.session_state:  # another network may know fewer
        fitting = [name for name in st.session_state[key] if name in usable]
        if fitting != st.session_state[key]:
            st.session_state[key] = fitting
    else:
        st.session_state[key] = [name for name in USUAL if name in usable]
    return st.pills(
        "Methods",
        usable,
        selection_mode="multi",
        format_func=lambda name: METHODS[name].title,
        key=key,
        persist_state="session",
    )


def _target(classifier: "Classifier", prediction: Prediction) -> int:
    """Ask for which class the maps shall speak and return its number."""
    chosen = class_option("What speaks for", classifier, LIKELIEST_CLASS)
    return prediction.own_best if chosen is None else chosen


def _against(classifier: "Classifier", target: int, true: int | None) -> int | None:
    """Ask with which class to compare, the true one first, and return its number; None for none."""
    others = [number for number in range(len(classifier.class_names)) if number != target]
    if true in others:
        others.sort(key=lambda number: number != true)
    return class_option(
        "Rather than",
        classifier,
        "Anything else",
        others,
        help="The difference of the scores of the two classes is explained: what makes the network say the "
        "one and not the other.",
    )


def _drawn(*, from_outside: bool) -> str:
    """Ask how to draw the maps and return a key of DRAWN."""
    options = [name for name in DRAWN if from_outside or name != "picture"]
    key = "saliency drawn"
    if st.session_state.get(key) not in options:
        st.session_state[key] = "pixels"
    chosen = st.segmented_control(
        "Drawn",
        options,
        format_func=lambda name: DRAWN[name],
        required=True,
        key=key,
        label_visibility="collapsed",
        persist_state="session",
    )
    return chosen or "pixels"


def _opacity() -> float:
    """Ask how much of the map covers the picture and return it, 0 to 1."""
    percentage = st.slider(
        "Opacity",
        0,
        100,
        60,
        format="%d\u202f%%",
        key="saliency opacity",
        disabled=st.session_state.get("saliency drawn") == "raw",
        persist_state="session",
    )
    return percentage / 100


def _legend(names: tuple[str, ...], target: int, against: int | None, drawn: str) -> str:
    rather = "" if against is None else f" rather than for {names[against]}"
    if drawn == "raw":
        return (
            f"The values as each method computes them, in its own unit. Where a method knows what speaks "
            f"against, blue-green speaks for {names[target]}{rather} and orange against."
        )
    return f"Yellow speaks most for {names[target]}{rather}, dark violet not at all."


def _show_map(found: SaliencyMap, prepared: "Prepared", drawn: str, opacity: float, name: str) -> None:
    row = METHODS[found.method]
    if drawn == "raw":
        st.plotly_chart(
            figures.raw_map(found.raw, signed=row.signed, side=SIDE),
            width="content",
            key=f"raw {found.method}",
            config={"displayModeBar": False},
            alt=f"Values of the {row.title} map for {name}",
        )
    else:
        picture, width = _drawn_over(found.values, prepared, opacity, over_picture=drawn == "picture")
        st.image(picture, width=width, alt=f"The {row.title} map for {name}", output_format="PNG")
    if not found.values.any():
        st.caption(f"Nothing here speaks for {name}: the map is empty.")


def _drawn_over(
    values: np.ndarray, prepared: "Prepared", opacity: float, *, over_picture: bool
) -> tuple[Image.Image, int]:
    """Return a map over what it is of, at twice the size for screens of double density, and its width."""
    if over_picture:
        scale = SIDE / max(prepared.upright.shape[:2])
        drawn = overlay_picture(prepared.upright, values, prepared.area, opacity, 2 * scale)
        return Image.fromarray(drawn), max(1, drawn.shape[1] // 2)
    scale = max(1, SIDE // max(values.shape))
    return Image.fromarray(overlay(prepared.pixels, values, 2 * scale, opacity)), values.shape[1] * scale


def _about(method: str) -> str:
    """Say what a high value of a method means and where it was published, with a link to arXiv."""
    row = METHODS[method]
    linked = re.sub(r"(.*?),? *arXiv:(\S+)", r"[\1](https://arxiv.org/abs/\2)", row.paper)
    return f"{row.summary} {linked}."
