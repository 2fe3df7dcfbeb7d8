"""Pictures to try, made when first shown: images of the test split as they come to such apps, and drawings.

The chosen one is in the link (`?example=3`).
"""

from dataclasses import dataclass

import numpy as np
import streamlit as st
from PIL import Image

from fmnist_core.datasets import DatasetSpec
from fmnist_core.errors import FmnistError
from ui import address, cache, templates
from ui.gallery import GalleryItem, gallery
from ui.picture import SIDE

THUMBNAIL = 64  # screen pixels
IMAGES, DRAWINGS = 6, 4
PEN = 12  # pixels, of a drawing


@dataclass(frozen=True, eq=False)
class Example:
    """A picture to try.

    Attributes:
        picture: as somebody might bring it.
        true: number of its class.
        note: what is special about it.
    """

    picture: Image.Image
    true: int
    note: str


def example_input(dataset: DatasetSpec) -> tuple[int, Example] | None:
    """Show the examples of a dataset and return the chosen one with its number.

    None is returned where the dataset cannot be read, which is then said.
    """
    try:
        examples = _examples(dataset.name, cache.files(dataset.name))
    except FmnistError as error:
        st.error(str(error), icon=":material/error:")
        return None
    st.caption("Choose a picture to try")
    chosen = address.whole("example", 0, len(examples) - 1, 0)
    gallery(
        [GalleryItem("example", place, each.true, note=each.note) for place, each in enumerate(examples)],
        np.stack([_thumbnail(each.picture) for each in examples]),
        class_names=dataset.class_names,
        key="examples",
        scale=1,
        selected=("example", chosen),
        on_select=_to_link,
    )
    st.caption(f"{dataset.class_names[examples[chosen].true]}, {examples[chosen].note}")
    return chosen, examples[chosen]


def _to_link(item: GalleryItem | None) -> None:
    address.go(example=item.index if item else "")


@st.cache_resource(max_entries=8, show_spinner=False)
def _examples(name: str, files: str) -> tuple[Example, ...]:
    """Return the examples of a dataset; made once and never changed while its files are the same.

    Raises:
        DatasetError: the dataset is unknown, or its test images cannot be read.
    """
    dataset = cache.dataset(name)
    images, numbers = dataset.first_of_each_class()
    places = np.unique(np.linspace(0, len(images) - 1, IMAGES).astype(int))
    own = [_of_image(images[place], int(numbers[place]), way) for way, place in enumerate(places)]
    return tuple(_drawings(dataset.spec) + own)


def _drawings(dataset: DatasetSpec) -> list[Example]:
    """Return the outlines of the first classes that have one, on paper and on a blackboard."""
    found = []
    for number, name in enumerate(dataset.class_names):
        outline = templates.strokes(dataset.name, name)
        if outline and len(found) < DRAWINGS:
            ink, paper, note = (("black", "white", "drawn"), ("white", "black", "drawn with chalk"))[
                len(found) == DRAWINGS - 1
            ]
            found.append(Example(templates.drawn(outline, SIDE, ink, PEN, paper), number, note))
    return found


def _of_image(pixels: np.ndarray, true: int, way: int) -> Example:
    """Return an image of the test split in one of the three ways in which such images are passed on."""
    image = Image.fromarray(pixels)
    size = (SIDE * image.width // max(image.size), SIDE * image.height // max(image.size))
    inverted = Image.fromarray(255 - pixels)
    if way % 3 == 0:
        return Example(inverted.resize(size, Image.Resampling.NEAREST), true, "dark on light")
    if way % 3 == 1:
        return Example(image.resize(size, Image.Resampling.BICUBIC), true, "enlarged smoothly")
    turned = inverted.resize(size, Image.Resampling.LANCZOS).transpose(Image.Transpose.ROTATE_90)
    return Example(turned, true, "dark on light and lying on its side")


def _thumbnail(picture: Image.Image) -> np.ndarray:
    """Return uint8 (THUMBNAIL, THUMBNAIL)."""
    return np.asarray(picture.convert("L").resize((THUMBNAIL, THUMBNAIL), Image.Resampling.BOX))
