"""Which items of the dataset a network finds most alike to a picture, and what their labels say."""

from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from fmnist_core.datasets import SPLITS
from fmnist_core.errors import FmnistError
from fmnist_core.retrieval import suggest
from ui import cache
from ui.class_option import class_option
from ui.gallery import GalleryItem, gallery
from ui.search import search_ready

if TYPE_CHECKING:
    from fmnist_core.inference import Classifier
    from fmnist_core.retrieval import Neighbour

NEIGHBOURS = 24


@st.fragment
def show_alike(classifier: "Classifier", pixels: np.ndarray, sample: tuple[str, int] | None = None) -> None:
    """Show the nearest dataset images with their distances, and the class that their labels speak for.

    Args:
        classifier: a loaded network.
        pixels: uint8 (height, width), what the network saw.
        sample: split and index, where the picture is itself in the dataset.
    """
    try:
        if not search_ready(classifier.run, cache.dataset(classifier.dataset.name)):
            return
        search = cache.index(classifier.run.id)
        query = classifier.embed(pixels)[0]
        found = search.nearest(query, NEIGHBOURS, exclude=sample)
        st.markdown(suggest(found, search.usual_distance).sentence(classifier.class_names))
        split, label = _filter(classifier)
        if split is not None or label is not None:
            found = search.nearest(
                query, NEIGHBOURS, split=split, exclude=_within(sample, split), label=label
            )
        _show(found, classifier)
    except FmnistError as error:
        st.error(str(error), icon=":material/error:")


def _filter(classifier: "Classifier") -> tuple[str | None, int | None]:
    """Ask among which images to look; return a split and a class number, None for all."""
    with st.container(horizontal=True, gap="medium"):
        split = st.selectbox(
            "Among",
            ["all", *SPLITS],
            format_func=_split_title,
            key="alike split",
            persist_state="session",
            width=180,
        )
        label = class_option("Of the class", classifier, "Any", width=180)
    return None if split == "all" else split, label


def _split_title(name: str) -> str:
    return "All images" if name == "all" else f"{name.capitalize()} images"


def _within(sample: tuple[str, int] | None, split: str | None) -> tuple[str, int] | None:
    """Return the sample to leave out: itself, where it is among those searched."""
    return sample if sample and split in (None, sample[0]) else None


def _show(found: "list[Neighbour]", classifier: "Classifier") -> None:
    if not found:
        st.caption("There is no such image: choose another class or other images.")
        return
    dataset, names = cache.dataset(classifier.dataset.name), classifier.class_names
    chosen = gallery(
        [GalleryItem(one.split, one.index, one.label, note=f"distance {one.distance:.3f}") for one in found],
        np.stack([dataset.split(one.split).images[one.index] for one in found]),
        class_names=names,
        key="alike",
        scale=2,
    )
    st.caption(
        f"Nearest first, at distances from {found[0].distance:.3f} to {found[-1].distance:.3f}.",
        help="The cosine distance of what the network makes of two images: 0 where it makes the same of "
        "both, 1 where they have nothing in common. See "
        "[cosine similarity](https://en.wikipedia.org/wiki/Cosine_similarity).",
    )
    if chosen:
        st.page_link(
            "pages/similar.py",
            label=f"Go on from this {names[chosen.true]}",
            icon=":material/image_search:",
            query_params={"run": classifier.run.id, "sample": f"{chosen.split}-{chosen.index}"},
        )
