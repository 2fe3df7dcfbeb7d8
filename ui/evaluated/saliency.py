"""Where a network looked, shown on request only, because it loads TensorFlow."""

import numpy as np
import streamlit as st
from PIL import Image

from fmnist_core.errors import FmnistError
from fmnist_core.explain import DEFAULT_METHOD, METHODS, overlay
from fmnist_core.runs import Run
from ui import cache, why_computed

SIDE = 168  # pixels: two maps beside each other in a narrow column


def saliency(run: Run, pixels: np.ndarray, classes: dict[str, int]) -> None:
    """Offer the maps of what speaks for some classes, one for each.

    Args:
        run: whose network is asked.
        pixels: uint8 (height, width).
        classes: class number by the words to write below its map.
    """
    method = METHODS[DEFAULT_METHOD]
    if not st.toggle(
        f"Show where it looked ({method.title})",
        key="saliency of an error",
        persist_state="session",
        help=f"{method.summary} {method.paper}. The first time takes up to ten seconds: it loads TensorFlow.",
    ):
        return
    try:
        classifier = cache.classifier(run.id)
        maps = {
            words: why_computed.saliency(classifier, pixels, method.name, number)
            for words, number in classes.items()
        }
    except FmnistError as error:
        st.warning(str(error))
        return
    scale = max(1, SIDE // max(pixels.shape))
    with st.container(horizontal=True):
        for words, found in maps.items():
            blended = Image.fromarray(overlay(pixels, found.values, scale=2 * scale, opacity=0.6))
            st.image(
                blended,
                caption=words,
                width=pixels.shape[1] * scale,
                alt=f"Saliency map: {words}",
                output_format="PNG",
            )
    st.caption("Yellow speaks most for the class, dark violet not at all.")
