"""One sample, large, with what is known about it."""

from collections.abc import Sequence

import numpy as np
import streamlit as st
from numpy.typing import ArrayLike
from PIL import Image

from fmnist_core.datasets import DatasetSpec
from fmnist_core.errors import FmnistError
from ui import cache, figures

SIDE = 224  # screen pixels that the longer side of an image takes at most
LIKELIEST = 5  # classes that are shown with their probability


def enlarged(pixels: np.ndarray, side: int = SIDE) -> tuple[Image.Image, int]:
    """Enlarge an image by a whole factor, so that its pixels stay pixels.

    Args:
        pixels: uint8 array of shape (height, width) or (height, width, 3).
        side: screen pixels that the longer side takes at most.

    Returns:
        The picture, at twice the size for screens of double density, and the width to show it at.
    """
    factor = max(1, side // max(pixels.shape[:2]))
    picture = Image.fromarray(pixels.repeat(2 * factor, 0).repeat(2 * factor, 1))
    return picture, pixels.shape[1] * factor


def sample_view(
    dataset: DatasetSpec, split: str, index: int, *, probabilities: ArrayLike | None = None
) -> bool:
    """Show a sample enlarged, with its true class, its split and index, and its place in the published file.

    Where there is no such sample, as after a mistyped link, a sentence says which ones there are.

    Args:
        dataset: the dataset that the sample is from.
        split: "train", "validation" or "test".
        index: position in the split.
        probabilities: float array (classes,) in [0, 1]; the likeliest classes are drawn below.

    Returns:
        Whether there is such a sample.
    """
    try:
        samples = cache.dataset(dataset.name).split(split)
    except FmnistError as error:
        st.warning(str(error))
        return False
    if not 0 <= index < len(samples.labels):
        st.caption(
            f"There is no sample {index} in the {split} split of {dataset.title}: "
            f"its samples have the numbers 0 to {len(samples.labels) - 1}."
        )
        return False
    info = dataset.classes[samples.labels[index]]
    picture, width = enlarged(samples.images[index])
    alt = f"{info.name}, {split} sample {index}, enlarged"
    st.image(picture, width=width, output_format="PNG", alt=alt)
    st.markdown(f"**{info.name}**")
    if info.description:
        st.caption(info.description)
    file = "test" if split == "test" else "training"
    st.caption(
        f"Sample {index} of the {split} split, image {samples.source_indices[index]} of the published {file} "
        "file; both are counted from 0."
    )
    if probabilities is not None:
        likeliest(probabilities, dataset.class_names)
    return True


def likeliest(probabilities: ArrayLike, class_names: Sequence[str]) -> None:
    """Draw the likeliest classes with their probability, float array (classes,) in [0, 1]."""
    st.plotly_chart(
        figures.probability_bars(probabilities, class_names, top=LIKELIEST),
        key="likeliest classes",
        config={"displayModeBar": False},
        alt="The likeliest classes with their probability",
    )
