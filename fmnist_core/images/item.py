"""Finding the item in a picture, and bringing it to the size of a network's input."""

from dataclasses import dataclass

import numpy as np
from PIL import Image

from fmnist_core.errors import PictureError
from fmnist_core.images.ground import find_ground
from fmnist_core.images.strokes import is_drawn

Box = tuple[int, int, int, int]  # top, left, bottom, right, the last two exclusive
LIGHT_GROUND, DARK_GROUND = 200, 55  # the item before anything between decides on the polarity


@dataclass(frozen=True)
class Item:
    """An item in a picture.

    Attributes:
        grey: uint8 (h, w), the whole picture.
        area: bool (h, w), what is not background; None where the background could not be told from it.
        box: the part that holds the item.
        light_ground: whether the picture shows dark on light.
        drawn: whether it is made of strokes, or of shapes of one tone.
        written: whether strokes were found on a sheet, so that the ground is known for sure.
    """

    grey: np.ndarray
    area: np.ndarray | None
    box: Box
    light_ground: bool
    drawn: bool
    written: bool = False

    def on_black(self, *, inverted: bool) -> np.ndarray:
        """Return the whole picture with a plain background removed, uint8 (h, w)."""
        return _on_black(self.grey, self.area, inverted=inverted)


def find_item(picture: np.ndarray) -> Item:
    """Separate the item from the background, which is what the border shows.

    Args:
        picture: uint8 (h, w) or (h, w, 3).

    Raises:
        PictureError: nothing differs from the background.
    """
    grey = picture if picture.ndim == 2 else np.asarray(Image.fromarray(picture).convert("L"))
    ground = find_ground(picture, grey)
    area = ground.item
    if area is None:
        return Item(grey, None, (0, 0, *grey.shape), light_ground=ground.brightness > 127, drawn=False)
    if not area.any():
        raise PictureError(
            "The picture is blank: nothing in it differs from its border. Draw or choose an item."
        )
    light = _is_light_ground(float(np.median(grey[area])), ground.brightness)
    box = box_of(area)
    inside = np.s_[box[0] : box[2], box[1] : box[3]]
    return Item(grey, area, box, light, is_drawn(_on_black(grey[inside], area[inside], inverted=light)))


def item_of(pixels: np.ndarray, *, light_ground: bool) -> Item:
    """Return the item of a dataset image, uint8 (h, w), on white or on black; nothing is removed from it."""
    box = box_of(pixels < 255 if light_ground else pixels > 0)
    return Item(pixels, np.ones(pixels.shape, bool), box, light_ground, drawn=False)


def fitted(
    values: np.ndarray, shape: tuple[int, int], *, box: float, by_mass: bool
) -> tuple[np.ndarray, tuple[int, int, int, int]]:
    """Scale an item to its box in an image of the given shape, keeping its proportions.

    Args:
        values: uint8 (h, w).
        shape: height and width of the result.
        box: share of the shape that the item may take.
        by_mass: put the centre of mass in the middle, as far as the item stays within; else the box's centre.

    Returns:
        uint8 of the given shape, and where the item is in it: top, left, height, width.
    """
    scale = min(shape[0] * box / values.shape[0], shape[1] * box / values.shape[1])
    height, width = (max(1, round(length * scale)) for length in values.shape)
    small = np.asarray(Image.fromarray(values).resize((width, height), Image.Resampling.BOX))
    middle = [height / 2, width / 2]
    if by_mass and small.any():
        weights = small.astype(float)
        middle = [
            np.average(np.arange(length) + 0.5, weights=weights.sum(axis=1 - axis))
            for axis, length in enumerate((height, width))
        ]
    top, left = (
        int(np.clip(round(shape[axis] / 2 - middle[axis]), 0, shape[axis] - length))
        for axis, length in enumerate((height, width))
    )
    result = np.zeros(shape, np.uint8)
    result[top : top + height, left : left + width] = small
    return result, (top, left, height, width)


def box_of(area: np.ndarray) -> Box:
    """Return the box of an area that is not empty."""
    rows, columns = np.flatnonzero(area.any(axis=1)), np.flatnonzero(area.any(axis=0))
    return int(rows[0]), int(columns[0]), int(rows[-1]) + 1, int(columns[-1]) + 1


def _on_black(grey: np.ndarray, area: np.ndarray | None, *, inverted: bool) -> np.ndarray:
    values = 255 - grey if inverted else grey
    return values if area is None else np.where(area, values, 0).astype(np.uint8)


def _is_light_ground(item: float, ground: float) -> bool:
    """Tell whether to invert, so that neither the item nor a white background's shades get lost."""
    if LIGHT_GROUND > ground > DARK_GROUND:
        return item < ground
    return ground >= LIGHT_GROUND
