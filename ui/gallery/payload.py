"""What the browser is sent: one sprite and one short row an item."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from fmnist_core.errors import DatasetError
from ui.gallery.item import GalleryItem
from ui.gallery.sprite import GUTTER, build_sprite


def build_payload(
    items: Sequence[GalleryItem], images: np.ndarray, class_names: Sequence[str], scale: int
) -> dict[str, Any]:
    """Return the grid's data, ready for JSON.

    Each item is a row `[split number, index, true, predicted, percent]`, followed by its note if it
    has one; percent is the confidence rounded to one decimal. Predicted and percent may be None.

    Args:
        items: What is shown, in order.
        images: uint8 array of shape (len(items), height, width).
        class_names: The name of each class number.
        scale: Screen pixels per image pixel, a whole number from 1.

    Raises:
        ValueError: If there is not one image an item, or the scale is not a whole number from 1.
        DatasetError: If an item has a class number that has no name.
    """
    if len(items) != len(images):
        raise ValueError(
            f"A gallery needs one image an item. Received {len(items)} items, {len(images)} images."
        )
    if not isinstance(scale, int) or scale < 1:
        raise ValueError(
            f"The scale must be a whole number from 1, so that pixels stay pixels. Received {scale}."
        )
    sprite = build_sprite(images)
    splits = list(dict.fromkeys(item.split for item in items))
    return {
        "sprite": sprite.uri,
        "columns": sprite.columns,
        "rows": sprite.rows,
        "width": sprite.width,
        "height": sprite.height,
        "gutter": GUTTER,
        "scale": scale,
        "splits": splits,
        "classes": list(class_names),
        "items": [_row(item, splits, len(class_names)) for item in items],
    }


def _row(item: GalleryItem, splits: list[str], classes: int) -> list[Any]:
    """Return one item as plain numbers; NumPy numbers are turned into Python's."""
    numbers = [int(item.true)] if item.predicted is None else [int(item.true), int(item.predicted)]
    if not all(0 <= number < classes for number in numbers):
        raise DatasetError(
            f"Sample {item.split} {item.index} has class numbers {numbers}, but only 0 to {classes - 1} "
            f"have names. Use the class names of the dataset that the sample is from."
        )
    predicted = None if item.predicted is None else int(item.predicted)
    percent = None if item.confidence is None else round(float(item.confidence) * 100, 1)
    row = [splits.index(item.split), int(item.index), int(item.true), predicted, percent]
    return [*row, item.note] if item.note else row
