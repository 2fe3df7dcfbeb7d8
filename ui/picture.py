"""What is to be classified, wherever it comes from."""

from dataclasses import dataclass

import numpy as np
import streamlit as st
from PIL import Image

from fmnist_core.errors import FmnistError
from fmnist_core.images import read_picture
from fmnist_core.images.picture import as_picture

LARGEST_MB = 20  # of a file
SIDE = 280  # screen pixels of a picture: ten for each pixel of what the network sees; fits a phone of 320


@dataclass(frozen=True, eq=False)
class Picture:
    """What is to be classified.

    Attributes:
        content: a picture of any size and colours, the bytes of a file, or the pixels of a sample.
        identity: the same as long as it is the same picture to a person, who may go on drawing it.
        name: of its file; empty where it has none.
        sample: split and index, where it is a sample.
        true: its class number, where that is known.
    """

    content: Image.Image | np.ndarray | bytes
    identity: str
    name: str = ""
    sample: tuple[str, int] | None = None
    true: int | None = None


def show_given(picture: Picture) -> None:
    """Show a picture as it came, large; one that cannot be read is not, which is said elsewhere."""
    content = picture.content
    try:
        given = read_picture(content) if isinstance(content, bytes) else as_picture(content)
    except FmnistError:
        return
    given.thumbnail((2 * SIDE, 2 * SIDE))
    scale = min(SIDE / given.width, SIDE / given.height)
    width = max(1, round(given.width * scale))
    st.image(given, width=width, alt="The picture as it came", output_format="PNG")
