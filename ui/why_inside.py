"""Inside a network: its feature maps of a picture, and the image that excites a class most."""

from typing import TYPE_CHECKING

import numpy as np
import streamlit as st
from PIL import Image

from fmnist_core.errors import FmnistError
from fmnist_core.recognition import Prediction
from ui import why_computed as computed
from ui.class_option import LIKELIEST_CLASS, class_option
from ui.sample_view import enlarged
from ui.words import count, percent

if TYPE_CHECKING:
    from fmnist_core.inference import Classifier

SIDE = 224  # screen pixels of the image that excites a class
TILE = 56  # screen pixels of the longer side of a feature map
MOST = 64  # feature maps that are shown
GAP = 4  # screen pixels between two of them
ACROSS = 720  # screen pixels that a row of them takes at most; a phone shrinks it


@st.fragment
def show_inside(classifier: "Classifier", prediction: Prediction) -> None:
    """Show the last feature maps, and on request what excites a class.

    Args:
        classifier: a loaded network.
        prediction: what was answered.
    """
    st.markdown("#### Feature maps")
    try:
        with st.skeleton(height=SIDE):
            maps = computed.feature_maps(classifier, prediction.pixels)
        _show_feature_maps(maps)
    except FmnistError as error:
        st.caption(str(error))
    st.markdown("#### What excites a class most")
    _show_exciting(classifier, prediction)


def _show_feature_maps(maps: np.ndarray) -> None:
    height, width, channels = maps.shape
    shown = min(channels, MOST)
    picture = sheet(maps[..., :shown])
    st.image(
        picture,
        width=picture.width // 2,
        alt=f"The {shown} strongest feature maps of the last layer, strongest first",
        output_format="PNG",
    )
    silent = int((maps.max(axis=(0, 1)) <= 0).sum())
    which = f"The {shown} strongest of {count(channels)}" if shown < channels else f"All {count(channels)}"
    st.caption(
        f"{which} feature maps of the last layer that knows places, {width}\u202f×\u202f{height} each, row "
        "by row from the strongest; all in one scale, white is the strongest place. Each looks for a pattern "
        f"of its own; {count(silent)} of all find{'s' if silent == 1 else ''} nothing here."
    )


def sheet(maps: np.ndarray) -> Image.Image:
    """Lay feature maps out in rows, as one picture at twice the size shown, with gaps to see through.

    Args:
        maps: float (h, w, n); the largest value of all becomes white, 0 and below black.
    """
    height, width, number = maps.shape
    factor = max(1, TILE // max(height, width))
    top = float(maps.max())
    tiles = np.clip(maps / top if top > 0 else maps * 0, 0, 1).transpose(2, 0, 1)
    large = np.rint(255 * tiles).astype(np.uint8).repeat(2 * factor, 1).repeat(2 * factor, 2)
    step = (2 * factor * height + 2 * GAP, 2 * factor * width + 2 * GAP)
    columns = max(1, min(number, (2 * ACROSS + 2 * GAP) // step[1]))
    rows = -(-number // columns)
    result = np.zeros((rows * step[0] - 2 * GAP, columns * step[1] - 2 * GAP, 2), np.uint8)
    for place, tile in enumerate(large):
        top_edge, left_edge = step[0] * (place // columns), step[1] * (place % columns)
        result[top_edge : top_edge + tile.shape[0], left_edge : left_edge + tile.shape[1], 0] = tile
        result[top_edge : top_edge + tile.shape[0], left_edge : left_edge + tile.shape[1], 1] = 255
    return Image.fromarray(result, "LA")


def _show_exciting(classifier: "Classifier", prediction: Prediction) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = class_option("Class", classifier, LIKELIEST_CLASS, width=SIDE)
        target = prediction.own_best if chosen is None else chosen
        wanted = st.toggle("Find the image", key="exciting", persist_state="session")
    if not wanted:
        st.caption("Starts from faint noise and climbs: a second or two for a class, then it is kept.")
        return
    name = classifier.class_names[target]
    try:
        with st.skeleton(height=SIDE):
            image = computed.exciting_image(classifier, target)
            share = float(classifier.predict(image)[0, target])
    except FmnistError as error:
        st.error(str(error), icon=":material/error:")
        return
    brightest = int(image.max()) or 1
    picture, width = enlarged((image.astype(float) * 255 / brightest).astype(np.uint8), SIDE)
    st.image(picture, width=width, alt=f"The image that excites {name} most", output_format="PNG")
    st.caption(
        f"The network takes this for {name} with {percent(share)}, whatever it may look like to "
        "you: it shows what the network has learnt to look for, and that this is not how people see. It is "
        "shown brightened."
    )
