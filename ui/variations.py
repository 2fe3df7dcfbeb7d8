"""Random variations of real images, as training makes them."""

import numpy as np
import streamlit as st
from PIL import Image

from fmnist_core.datasets import Dataset, Split
from ui import derived

SCALE = 2
GAP = 2  # image pixels between variations


def show_variations(dataset: Dataset, name: str, seed: int, most: int | None = None) -> None:
    """Show a real image of each class with variations of it; the first of each row is the image itself.

    Args:
        dataset: whose training images to show.
        name: a key of `AUGMENTATIONS`.
        seed: another seed gives other images and other variations.
        most: show so many classes only.
    """
    classes, images = _one_of_each(dataset.train, seed)
    classes, images = classes[:most], images[:most]
    strips = derived.variations(images, name, dataset.spec.flips_allowed, seed)
    with st.grid(min_column_width=348):
        for number, strip in zip(classes.tolist(), strips, strict=True):
            title = dataset.spec.class_names[number]
            picture = _strip(strip)
            st.image(
                picture,
                width=picture.width // 2,
                caption=title,
                alt=f"{title} and variations of it",
                output_format="PNG",
            )


def _one_of_each(split: Split, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Return class numbers (c,) and a random image of each, uint8 (c, height, width)."""
    order = np.random.default_rng(seed).permutation(len(split.labels))
    classes, places = np.unique(split.labels[order], return_index=True)
    return classes, split.images[order[places]]


def _strip(images: np.ndarray) -> Image.Image:
    """Put images uint8 (n, height, width) side by side with gaps to see through, at twice the size shown."""
    padded = np.pad(images, ((0, 0), (0, 0), (0, GAP)))
    solid = np.pad(np.full_like(images, 255), ((0, 0), (0, 0), (0, GAP)))
    both = np.stack([np.hstack(list(padded)), np.hstack(list(solid))], axis=-1)[:, :-GAP]
    return Image.fromarray(both.repeat(2 * SCALE, 0).repeat(2 * SCALE, 1), "LA")
