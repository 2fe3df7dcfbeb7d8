"""Visual search as the pages show it: where it starts, and what its neighbours say."""

import random
from functools import partial

import numpy as np
import streamlit as st
from PIL import Image

from fmnist_core.datasets import SPLITS, Dataset
from fmnist_core.retrieval.stored import is_stored
from fmnist_core.runs import Run
from ui import address, cache
from ui.gallery import sample_from_url
from ui.run_words import plain
from ui.sample_view import enlarged
from ui.uploads import uploads
from ui.widget_state import shown
from ui.words import count

SEEN_SIDE = 168  # screen pixels of what the network sees of a picture


def search_ready(run: Run, dataset: Dataset) -> bool:
    """Tell whether the search of a run can be used; where it was never prepared, offer to do so."""
    flag = f"search of {run.id}"
    if is_stored(run) or flag in st.session_state:
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
    split, asked = _start()
    last = dataset.sizes[split] - 1
    if asked > last:
        st.caption(f"The {split} split ends with sample {last}: this is it.")
    index = min(asked, last)
    st.segmented_control(
        "Split",
        SPLITS,
        default=split,
        format_func=str.capitalize,
        required=True,
        **shown("start split", split, partial(_start_in, dataset)),
    )
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.number_input(
            "Number",
            min_value=0,
            max_value=last,
            value=index,
            step=1,
            **shown("start index", index, partial(_start_at, dataset)),
            width=132,
            help=f"From 0 to {last} in this split.",
        )
        st.button("Random", icon=":material/casino:", on_click=_random_sample, args=(dataset, split))
    return split, index


def _start() -> tuple[str, int]:
    """Return the sample in the link; it may be past the end of its split."""
    address.catch_up()
    return sample_from_url() or ("test", 0)


def _start_in(dataset: Dataset, split: str) -> None:
    _start_from(dataset, split, _start()[1])


def _start_at(dataset: Dataset, index: int | None) -> None:
    _start_from(dataset, _start()[0], index or 0)


def _start_from(dataset: Dataset, split: str, index: int) -> None:
    if st.query_params.get("start") in ("draw", "upload"):  # whoever comes back there may still send these
        return
    address.go(sample=f"{split}-{min(index, dataset.sizes[split] - 1)}", neighbour="")


def uploaded(visit: int) -> Image.Image | np.ndarray | bytes | None:
    """Ask for a picture file and return what is in it; None without one.

    Args:
        visit: another number whenever the visitor comes back to the uploader, from `arrived`.
    """
    pictures = uploads("picture to search from", "One item on a plain background works best", visit)
    return pictures[0].content if pictures else None


def query_of(run: Run, dataset: Dataset, picture: Image.Image | np.ndarray | bytes) -> np.ndarray:
    """Show what the network sees of a picture, and return its embedding, float32 (d,).

    Raises:
        FmnistError: the picture cannot be read, or the run has no usable network.
    """
    from fmnist_core.images import prepare

    prepared = prepare(picture, dataset.spec)
    small, width = enlarged(prepared.pixels, SEEN_SIDE)
    st.image(small, width=width, output_format="PNG", alt="Your picture as the network sees it")
    st.caption(f"What the network sees: your picture was taken for a {prepared.kind}.")
    return cache.classifier(run.id).embed(prepared.pixels)[0]


def _random_sample(dataset: Dataset, split: str) -> None:
    address.go(sample=f"{split}-{random.randrange(dataset.sizes[split])}", neighbour="")
