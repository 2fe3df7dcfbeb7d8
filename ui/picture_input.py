"""Where a picture to classify comes from: a drawing, a file, the camera or the dataset itself.

The kind of input is in the link (`?input=upload`), and so is a sample (`?sample=test-123`), which alone is
enough of a link. Nothing that stands in a link can break the page.
"""

import random
from dataclasses import dataclass

import numpy as np
import streamlit as st
from PIL import Image

from fmnist_core.datasets import SPLITS, DatasetSpec
from fmnist_core.errors import FmnistError, PictureError
from fmnist_core.images import read_picture
from ui import address, cache
from ui.canvas import SIDE, canvas
from ui.gallery import sample_from_url
from ui.words import count

INPUTS = {"draw": "Draw", "upload": "Upload", "camera": "Camera", "sample": "Sample"}
FILE_TYPES = ["png", "jpg", "jpeg", "webp", "gif", "bmp", "tif", "tiff"]
LARGEST_MB = 20


@dataclass(frozen=True, eq=False)
class Picture:
    """What is to be classified.

    Attributes:
        content: a picture of any size and colours, or the pixels of a sample.
        sample: split and index, where it is a sample.
        true: the class number of the sample.
    """

    content: Image.Image | np.ndarray
    sample: tuple[str, int] | None = None
    true: int | None = None


def picture_input(dataset: DatasetSpec) -> Picture | None:
    """Show the ways to give a picture and return the one given; None while there is none."""
    kind = _kind()
    if kind == "draw":
        return _picture(canvas())
    if kind == "sample":
        return _sample(dataset)
    if kind == "upload":
        file = st.file_uploader(
            "One item on a plain background works best",
            type=FILE_TYPES,
            max_upload_size=LARGEST_MB,
            key="upload",
        )
    else:
        file = st.camera_input("Hold one item before a plain background", key="camera")
    return _picture(file.getvalue() if file else None)


def _kind() -> str:
    """Show the kinds of input and return the chosen one."""
    kind = address.choice("input", list(INPUTS), "sample" if "sample" in st.query_params else "draw")
    st.segmented_control(
        "Input",
        list(INPUTS),
        format_func=lambda name: INPUTS[name],
        required=True,
        label_visibility="collapsed",
        width="stretch",
        **address.tied("input", kind, "draw", drop=["sample"]),
    )
    return kind


def _picture(data: bytes | None) -> Picture | None:
    if data is None:
        return None
    try:
        return Picture(read_picture(data))
    except PictureError as error:
        st.error(str(error), icon=":material/broken_image:")
        return None


def _sample(dataset: DatasetSpec) -> Picture | None:
    split, index = sample_from_url() or ("test", 0)
    if split not in SPLITS:
        split = "test"
    try:
        samples = cache.dataset(dataset.name).split(split)
    except FmnistError as error:
        st.error(str(error), icon=":material/error:")
        return None
    last = len(samples.labels) - 1
    if index > last:
        st.caption(f"There is no sample {index} in the {split} split: this is its last one.")
        index = last
    with st.container(horizontal=True, vertical_alignment="bottom", width=SIDE):
        st.session_state["sample number"] = index
        st.number_input(
            f"Sample of the {split} split",
            min_value=0,
            max_value=last,
            step=1,
            key="sample number",
            help=f"A number from 0 to {count(last)}; the link of this page then opens the same sample.",
            on_change=_number_to_link,
            args=(split,),
        )
        st.button(
            "Random",
            icon=":material/casino:",
            key="random sample",
            help="Another image of the test split, which the network has never seen",
            on_click=_random_to_link,
            args=(dataset.name,),
        )
    return Picture(samples.images[index], (split, index), int(samples.labels[index]))


def _number_to_link(split: str) -> None:
    number = st.session_state["sample number"]
    if number is not None:
        address.go(sample=f"{split}-{number}")


def _random_to_link(dataset: str) -> None:
    address.go(sample=f"test-{random.randrange(len(cache.dataset(dataset).test.labels))}")
