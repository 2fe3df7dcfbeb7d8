"""Where a picture to classify comes from: a drawing, files, the clipboard, the camera, the dataset, examples.

The kind of input is in the link (`?input=upload`), and so is a sample (`?sample=test-123`), which alone is
enough of a link. Nothing that stands in a link can break the page.
"""

import random
from functools import partial

import streamlit as st

from fmnist_core.datasets import SPLITS, DatasetSpec
from fmnist_core.errors import FmnistError
from ui import address, cache
from ui.canvas import canvas
from ui.examples import example_input
from ui.gallery import sample_from_url
from ui.paste import Pasted, paste
from ui.picture import LARGEST_MB, SIDE, Picture, show_given
from ui.uploads import give, uploads
from ui.widget_state import arrived, shown
from ui.words import count

INPUTS = {"draw": "Draw", "upload": "Upload", "camera": "Camera", "sample": "Sample", "examples": "Examples"}
MOST_FILES = 500  # that are answered at once
_FILES = "files to classify"


def input_kind() -> str:
    """Show the kinds of input and return the chosen one."""
    implied = next((kind for kind in ("sample", "example") if kind in st.query_params), "draw")
    kind = address.choice("input", list(INPUTS), {"example": "examples"}.get(implied, implied))
    st.segmented_control(
        "Input",
        list(INPUTS),
        default=kind,
        format_func=lambda name: INPUTS[name],
        required=True,
        label_visibility="collapsed",
        wrap=True,
        **address.tied("input", kind, "draw", drop=["sample", "example"]),
    )
    return kind


def picture_input(kind: str, dataset: DatasetSpec) -> list[Picture]:
    """Show one way to give pictures and return those given, none where there are none yet.

    Args:
        kind: from `input_kind`.
        dataset: whose samples and classes are offered.
    """
    st.subheader("Your picture")
    visit = arrived(kind)
    if kind == "draw":
        drawing, identity = canvas(dataset, visit)
        pictures = [Picture(drawing, identity)] if drawing else []
    elif kind == "upload":
        pictures = uploads(
            _FILES, "Drop pictures here, one item in each; several make a table", visit, MOST_FILES
        )
    elif kind == "camera":
        file = st.camera_input("Hold one item before a plain background", key="camera")
        pictures = [Picture(file.getvalue(), file.file_id)] if file else []
    elif kind == "sample":
        pictures = _sample(dataset)
    else:
        pictures = _example(dataset)
    paste(key="paste", shown=kind == "upload", largest_mb=LARGEST_MB, on_paste=_paste)
    if kind in ("upload", "examples") and len(pictures) == 1:
        show_given(pictures[0])
    return pictures


def _paste(pasted: list[Pasted]) -> None:
    give(_FILES, pasted[:MOST_FILES])
    address.go(input="upload", sample="", example="")


def _example(dataset: DatasetSpec) -> list[Picture]:
    chosen = example_input(dataset)
    if chosen is None:
        return []
    number, example = chosen
    return [Picture(example.picture, f"example {dataset.name} {number}", true=example.true)]


def _sample(dataset: DatasetSpec) -> list[Picture]:
    split, index = sample_from_url() or ("test", 0)
    if split not in SPLITS:
        split = "test"
    try:
        samples = cache.dataset(dataset.name).split(split)
    except FmnistError as error:
        st.error(str(error), icon=":material/error:")
        return []
    last = len(samples.labels) - 1
    if index > last:
        st.caption(f"There is no sample {index} in the {split} split: this is its last one.")
        index = last
    with st.container(horizontal=True, vertical_alignment="bottom", width=SIDE):
        st.number_input(
            f"Sample of the {split} split",
            min_value=0,
            max_value=last,
            value=index,
            step=1,
            help=f"A number from 0 to {count(last)}; the link of this page then opens the same sample.",
            **shown("sample number", index, partial(_number_to_link, split)),
        )
        st.button(
            "Random",
            icon=":material/casino:",
            key="random sample",
            help="Another image of the test split, which the network has never seen",
            on_click=_random_to_link,
            args=(dataset.name,),
        )
    name = f"{split}-{index}"
    return [Picture(samples.images[index], name, name, (split, index), int(samples.labels[index]))]


def _number_to_link(split: str, number: int | None) -> None:
    if number is not None:
        address.go(sample=f"{split}-{number}")


def _random_to_link(dataset: str) -> None:
    address.go(sample=f"test-{random.randrange(len(cache.dataset(dataset).test.labels))}")
