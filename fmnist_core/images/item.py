"""Finding the item in a picture, and bringing it to the size of a network's input."""

from dataclasses import dataclass

import numpy as np
from PIL import Image

from fmnist_core.errors import PictureError
from fmnist_core.images.ground import find_ground
from fmnist_core.images.strokes import is_drawn

LIGHT_GROUND, DARK_GROUND = 200, 55  # the item before anything between decides on the polarity


@dataclass(frozen=True)
class Item:
    """An item on black.

    Attributes:
        values: uint8 (h, w), the whole picture, background 0.
        cropped: uint8, the part that holds the item.
        inverted: whether the picture was dark on light.
        plain: whether the background could be told from the item, and is removed.
        drawn: whether it is made of strokes, or of shapes of one tone.
    """

    values: np.ndarray
    cropped: np.ndarray
    inverted: bool
    plain: bool
    drawn: bool


def find_item(picture: np.ndarray) -> Item:
    """Separate the item from the background, which is what the border shows.

    Args:
        picture: uint8 (h, w) or (h, w, 3).

    Raises:
        PictureError: nothing differs from the background.
    """
    grey = picture if picture.ndim == 2 else np.asarray(Image.fromarray(picture).convert("L"))
    ground = find_ground(picture, grey)
    item = ground.item
    if item is None:
        inverted = ground.brightness > 127
        values = 255 - grey if inverted else grey
        return Item(values, values, inverted, plain=False, drawn=False)
    if not item.any():
        raise PictureError(
            "The picture is blank: nothing in it differs from its border. Draw or choose an item."
        )
    inverted = _is_dark_on_light(float(np.median(grey[item])), ground.brightness)
    values = np.where(item, 255 - grey if inverted else grey, 0).astype(np.uint8)
    rows, columns = np.flatnonzero(item.any(axis=1)), np.flatnonzero(item.any(axis=0))
    cropped = values[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    return Item(values, cropped, inverted, plain=True, drawn=is_drawn(cropped))


def fitted(values: np.ndarray, shape: tuple[int, int], *, box: float, by_mass: bool) -> np.ndarray:
    """Scale an item to its box in an image of the given shape, keeping its proportions.

    Args:
        values: uint8 (h, w).
        shape: height and width of the result.
        box: share of the shape that the item may take.
        by_mass: put the centre of mass in the middle, as far as the item stays within; else the box's centre.

    Returns:
        uint8 of the given shape.
    """
    scale = min(shape[0] * box / values.shape[0], shape[1] * box / values.shape[1])
    size = [max(1, round(length * scale)) for length in values.shape]
    small = np.asarray(Image.fromarray(values).resize((size[1], size[0]), Image.Resampling.BOX))
    middle = [length / 2 for length in size]
    if by_mass and small.any():
        weights = small.astype(float)
        middle = [
            np.average(np.arange(size[axis]) + 0.5, weights=weights.sum(axis=1 - axis)) for axis in (0, 1)
        ]
    top, left = (
        int(np.clip(round(shape[axis] / 2 - middle[axis]), 0, shape[axis] - size[axis])) for axis in (0, 1)
    )
    result = np.zeros(shape, np.uint8)
    result[top : top + size[0], left : left + size[1]] = small
    return result


def _is_dark_on_light(item: float, ground: float) -> bool:
    """Tell whether to invert, so that neither the item nor a white background's shades get lost."""
    if LIGHT_GROUND > ground > DARK_GROUND:
        return item < ground
    return ground >= LIGHT_GROUND
