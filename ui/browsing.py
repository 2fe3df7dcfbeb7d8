"""What part of a dataset is shown: split, classes and page, each in the link and each with its counts.

A choice that changes what there is to page through starts again at the first page, with nothing selected.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import streamlit as st

from fmnist_core.datasets import SPLITS, Dataset
from ui import address
from ui.gallery import sample_from_url
from ui.widget_state import shown
from ui.words import count

PAGE_SIZE = 200
MOST_PILLS = 40  # classes; more are chosen from a list
PLACE = ("page", "sample")  # what a new choice makes meaningless


def split_picker(dataset: Dataset) -> str:
    """Show the splits with their sizes and return the chosen one; `?split=`, else that of `?sample=`."""
    sample = sample_from_url()
    implied = sample[0] if sample and sample[0] in SPLITS else "test"
    chosen = address.choice("split", SPLITS, implied)
    st.segmented_control(
        "Split",
        SPLITS,
        default=chosen,
        format_func=lambda name: f"{name.capitalize()} {count(dataset.sizes[name])}",
        required=True,
        help="A network learns from the training images. The validation images decide which weights "
        "are kept; the test images are only looked at in the end.",
        **address.tied("split", chosen, "test", drop=PLACE),
    )
    return chosen


def class_picker(dataset: Dataset, split: str) -> tuple[int, ...]:
    """Show the classes with their number of images in a split; return the chosen ones, none meaning all.

    The link names them: `?class=Bag&class=Coat`.
    """
    names = dataset.spec.class_names
    counts = np.bincount(dataset.labels(split), minlength=len(names))
    titles = {name: f"{name} {count(int(number))}" for name, number in zip(names, counts, strict=True)}
    chosen = [name for name in names if name in st.query_params.get_all("class")]
    common: dict[str, Any] = {
        "default": chosen,
        "format_func": lambda name: titles[name],
        **shown("class picker", chosen, _classes_to_link, titles if len(names) > MOST_PILLS else None),
    }
    if len(names) <= MOST_PILLS:
        st.pills("Classes", names, selection_mode="multi", **common)
    else:
        st.multiselect("Classes", names, placeholder="All classes", **common)
    return tuple(names.index(name) for name in chosen)


def matching(labels: np.ndarray, classes: Sequence[int]) -> np.ndarray:
    """Return the positions of the samples of some classes, of all where none is named.

    Args:
        labels: int array of shape (n,).
        classes: class numbers.

    Returns:
        int64 array, ascending.
    """
    return np.flatnonzero(np.isin(labels, classes)) if classes else np.arange(len(labels))


def page_picker(positions: np.ndarray, split: str) -> np.ndarray:
    """Show how many samples there are and the pages; return the positions on the chosen page.

    The page is `?page=`, else the one with `?sample=`, else the first.

    Args:
        positions: int array of shape (n,), ascending, n at least 1.
        split: the split that they are in.
    """
    sample = sample_from_url()
    index = min(sample[1], int(positions[-1])) if sample and sample[0] == split else 0
    place = int(np.searchsorted(positions, index))
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        shown = st.container(width="content")
        page = address.paged(len(positions), PAGE_SIZE, place // PAGE_SIZE + 1)
    part = positions[page]
    images = "image" if len(positions) == 1 else "images"
    of = f" of {count(len(positions))}" if len(part) < len(positions) else ""
    shown.caption(f"{count(page.start + 1)} to {count(page.start + len(part))}{of} {images}")
    return part


def show_all_classes() -> None:
    """Offer to drop the choice of classes."""
    st.button("Show all classes", on_click=address.go, kwargs=dict.fromkeys(("class", *PLACE), ""))


def _classes_to_link(classes: list[str]) -> None:
    address.go(**{"class": classes}, **dict.fromkeys(PLACE, ""))
