"""Visual search as the pages show it: where it starts, and what its neighbours say."""

import random
from collections.abc import Sequence

import numpy as np
import streamlit as st

from fmnist_core.datasets import SPLITS, Dataset
from fmnist_core.retrieval import Neighbour, votes
from fmnist_core.runs import Run
from ui import address, cache, derived
from ui.gallery import sample_from_url
from ui.run_words import plain
from ui.sample_view import enlarged
from ui.words import count

FILE_TYPES = ["png", "jpg", "jpeg", "webp", "gif", "bmp", "tif", "tiff"]
LARGEST_MB = 20
CLEAR, LIKELY = 0.8, 0.5  # shares of the neighbours from which a suggestion is called so


def search_ready(run: Run, dataset: Dataset) -> bool:
    """Tell whether the search of a run can be used; where it was never prepared, offer to do so."""
    flag = f"search of {run.id}"
    if derived.is_prepared(run) or flag in st.session_state:
        return True
    images = count(sum(dataset.sizes.values()))
    st.caption(
        f"{plain(run.name)} has not looked at all {images} images yet. That takes one to three minutes on "
        "two cores; the result is kept."
    )
    if not st.button("Look at all images", icon=":material/image_search:", type="primary"):
        return False
    cache.index(run.id)
    st.session_state[flag] = True  # for a disk that keeps nothing
    return True


def sample_choice(dataset: Dataset) -> tuple[str, int]:
    """Show which sample the search starts from and return it: `?sample=`, else the first test image."""
    split, index = sample_from_url() or ("test", 0)
    if split not in SPLITS:
        split, index = "test", 0
    last = dataset.sizes[split] - 1
    if index > last:
        st.caption(f"The {split} split ends with sample {last}: this is it.")
        index = last
    st.session_state["start split"], st.session_state["start index"] = split, index
    st.segmented_control(
        "Split",
        SPLITS,
        format_func=str.capitalize,
        required=True,
        key="start split",
        on_change=_sample_to_link,
        args=(dataset,),
    )
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.number_input(
            "Number",
            min_value=0,
            max_value=last,
            step=1,
            key="start index",
            on_change=_sample_to_link,
            args=(dataset,),
            width=132,
            help=f"From 0 to {last} in this split.",
        )
        st.button("Random", icon=":material/casino:", on_click=_random_sample, args=(dataset, split))
    return split, index


def uploaded_query(run: Run, dataset: Dataset) -> np.ndarray | None:
    """Ask for a picture, show what the network sees of it, and return its embedding; None without one.

    Raises:
        FmnistError: the picture cannot be read, or the run has no usable network.
    """
    file = st.file_uploader(
        "One item on a plain background works best", type=FILE_TYPES, max_upload_size=LARGEST_MB
    )
    if file is None:
        return None
    from fmnist_core.images import prepare

    prepared = prepare(file.getvalue(), dataset.spec)
    picture, width = enlarged(prepared.pixels)
    st.image(picture, width=width, output_format="PNG", alt="Your picture as the network sees it")
    st.caption(f"Your picture as the network sees it, taken for a {prepared.kind}.")
    return cache.classifier(run.id).embed(prepared.pixels)[0]


def suggestion(neighbours: Sequence[Neighbour], class_names: Sequence[str], true: int | None) -> str:
    """Say in words which class the neighbours speak for.

    Args:
        neighbours: at least one.
        class_names: the name of each class number.
        true: the label of the query, where it has one.
    """
    total = len(neighbours)
    shares = votes(neighbours, class_names)
    best, share = next(iter(shares.items()))
    if share == 1:
        words = f"All {total} neighbours are labelled **{best}**."
    else:
        said = ", ".join(f"{round(part * total)} {name}" for name, part in shares.items())
        opening = "" if share >= CLEAR else "Probably " if share >= LIKELY else "Hard to tell, perhaps "
        words = f"{opening}**{best}**. The labels of the {total} neighbours: {said}."
    if true is not None and class_names[true] != best:
        words += f" The image itself is labelled {class_names[true]}."
    return words


def _sample_to_link(dataset: Dataset) -> None:
    split = st.session_state["start split"]
    index = min(st.session_state["start index"], dataset.sizes[split] - 1)
    address.go(sample=f"{split}-{index}", neighbour="")


def _random_sample(dataset: Dataset, split: str) -> None:
    address.go(sample=f"{split}-{random.randrange(dataset.sizes[split])}", neighbour="")
