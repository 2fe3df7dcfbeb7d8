"""Why a network answers as it does: what it looked at, and which training images it finds most alike."""

import re
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st
from PIL import Image

from fmnist_core.errors import FmnistError
from fmnist_core.explain import METHODS, SaliencyMap, explain, overlay
from ui import cache
from ui.gallery import GalleryItem, gallery
from ui.sample_view import enlarged

if TYPE_CHECKING:
    from fmnist_core.inference import Classifier

SIDE = 280  # screen pixels of the 28x28 and of the map over it
NEIGHBOURS = 8


@st.fragment
def show_saliency(classifier: "Classifier", pixels: np.ndarray, best: int) -> None:
    """Show on request which parts of a picture speak for a class.

    Args:
        classifier: a loaded network.
        pixels: uint8 (height, width), what the network saw.
        best: number of the class that it answered.
    """
    st.subheader("Why this answer")
    if not st.toggle("Show what it looked at", key="saliency", persist_state="session"):
        return
    names = classifier.class_names
    methods = [
        name for name, row in METHODS.items() if classifier.features_available or not row.needs_features
    ]
    if st.session_state.get("saliency method") not in methods:
        st.session_state["saliency method"] = methods[0]
    if st.session_state.get("saliency class", -1) >= len(names):
        st.session_state["saliency class"] = -1  # the dataset has changed to one of fewer classes
    with st.grid(3, min_column_width=SIDE):
        method = st.selectbox(
            "Method", methods, format_func=lambda name: METHODS[name].title, key="saliency method"
        )
        target = st.selectbox(
            "For the class",
            [-1, *range(len(names))],
            format_func=lambda number: names[number] if number >= 0 else f"The answer: {names[best]}",
            key="saliency class",
        )
        target = best if target < 0 else target
    st.caption(f"{METHODS[method].summary} {_cited(METHODS[method].paper)}")
    try:
        with st.skeleton(height=SIDE):
            saliency = explain(classifier, pixels, method=method, target=target)
    except FmnistError as error:
        st.error(str(error), icon=":material/error:")
        return
    _show_overlay(pixels, saliency, names[target])


@st.fragment
def _show_overlay(pixels: np.ndarray, saliency: SaliencyMap, name: str) -> None:
    """Show the map over the picture, beside the picture; moving the slider computes nothing else anew."""
    opacity = st.slider("Opacity", 0, 100, 60, format="%d\u202f%%", key="saliency opacity", width=SIDE)
    with st.container(horizontal=True):
        picture, width = enlarged(pixels, SIDE)
        st.image(picture, width=width, alt="What the network saw", output_format="PNG")
        scale = max(1, SIDE // max(pixels.shape))
        blended = overlay(pixels, saliency.values, scale=2 * scale, opacity=opacity / 100)
        title = METHODS[saliency.method].title
        st.image(
            Image.fromarray(blended),
            width=width,
            alt=f"The same with the {title} map for {name}",
            output_format="PNG",
        )
    if saliency.values.any():
        st.caption(f"Yellow speaks most for {name}, dark violet not at all.")
    else:
        st.caption(f"Nothing here speaks for {name}: the map is empty.")


@st.fragment
def show_neighbours(
    classifier: "Classifier", pixels: np.ndarray, sample: tuple[str, int] | None = None
) -> None:
    """Show on request the training images that are most alike to the network.

    Args:
        classifier: a loaded network.
        pixels: uint8 (height, width), what the network saw.
        sample: split and index, where the picture is itself in the dataset.
    """
    st.subheader("Most alike in the training images")
    if not st.toggle("Show similar training images", key="neighbours", persist_state="session"):
        return
    try:
        search = cache.index(classifier.run.id)
        own = sample if sample and sample[0] == "train" else None
        found = search.nearest(classifier.embed(pixels)[0], NEIGHBOURS, split="train", exclude=own)
        images = cache.dataset(classifier.dataset.name).train.images
    except FmnistError as error:
        st.error(str(error), icon=":material/error:")
        return
    items = [GalleryItem("train", one.index, one.label, note=f"distance {one.distance:.3f}") for one in found]
    names = classifier.class_names
    chosen = gallery(items, images[[item.index for item in items]], class_names=names, key="alike", scale=3)
    labels = [names[item.true] for item in items]
    ranked = sorted(set(labels), key=lambda name: -labels.count(name))
    st.caption("Nearest first: " + ", ".join(f"{labels.count(name)} × {name}" for name in ranked))
    if chosen:
        st.page_link(
            "pages/similar.py",
            label=f"Find images like this {names[chosen.true]}",
            icon=":material/image_search:",
            query_params={"run": classifier.run.id, "sample": f"{chosen.split}-{chosen.index}"},
        )


def _cited(paper: str) -> str:
    """Make a link of a paper's arXiv number, where it has one."""
    linked = re.sub(r",? *arXiv:(\S+)", r"](https://arxiv.org/abs/\1)", paper)
    return f"[{linked}." if linked != paper else f"{paper}."
