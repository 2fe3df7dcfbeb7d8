"""Finding the item in a picture, and bringing it to the size of a network's input."""

from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from fmnist_core.errors import PictureError

TOLERANCE = 20  # levels of 255 by which the item must differ from the background
PLAIN_SPREAD = 30  # a plain border spreads less, 5th to 95th percentile
DRAWN_INK = 0.35  # line drawings cover less of their box than this
GAP = 0.03  # of the side: gaps in an outline that are closed before it is filled
FILL = 150  # grey of a filled outline, darker than its strokes
STROKE = 0.06  # of the side: strokes thinner than this vanish or look broken at 28 pixels


@dataclass(frozen=True)
class Item:
    """An item on black.

    Attributes:
        values: uint8 (h, w), the whole picture, background 0.
        cropped: uint8, the part that holds the item.
        inverted: whether the picture was dark on light.
        plain: whether the border was of one colour, which is then removed.
        drawn: whether it is made of strokes.
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
    grey = np.asarray(Image.fromarray(picture).convert("L"))
    colour = picture[..., np.newaxis] if picture.ndim == 2 else picture
    border = _border(colour)
    ground = np.median(border, axis=0)
    spread = np.percentile(border, 95, axis=0) - np.percentile(border, 5, axis=0)
    plain = bool(spread.max() < PLAIN_SPREAD)
    inverted = bool(np.median(_border(grey[..., np.newaxis])) > 127)
    values = 255 - grey if inverted else grey
    if not plain:
        return Item(values, values, inverted, plain=False, drawn=False)
    item = np.abs(colour - ground).max(axis=2) > TOLERANCE
    if not item.any():
        raise PictureError(
            "The picture is blank: nothing in it differs from its border. Draw or choose an item."
        )
    values = np.where(item, values, 0).astype(np.uint8)
    rows, columns = np.flatnonzero(item.any(axis=1)), np.flatnonzero(item.any(axis=0))
    box = np.s_[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    return Item(values, values[box], inverted, plain=True, drawn=_is_drawn(values[box]))


def strokes_filled(values: np.ndarray, *, fills: bool, side: int) -> np.ndarray:
    """Return a line drawing with its strokes thick enough and, if asked, its closed outlines filled.

    Args:
        values: uint8 (h, w), strokes light on 0.
        fills: whether areas that strokes enclose belong to the item.
        side: pixels that the longest edge will have.
    """
    longest = max(values.shape)
    if fills:
        values = np.maximum(values, np.where(_solid(values, round(longest * GAP)), FILL, 0).astype(np.uint8))
    if _stroke_width(values) >= longest / side:
        return values
    return np.asarray(_grown(Image.fromarray(values), round(longest * STROKE / 2)))


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


def _border(channels: np.ndarray) -> np.ndarray:
    """Return the pixels along the four edges, (n, channels)."""
    width = max(1, round(min(channels.shape[:2]) * 0.02))
    edges = (channels[:width], channels[-width:], channels[:, :width], channels[:, -width:])
    return np.concatenate([edge.reshape(-1, channels.shape[2]) for edge in edges]).astype(float)


def _is_drawn(values: np.ndarray) -> bool:
    ink = values > TOLERANCE
    # Strokes have one brightness apart from their soft edges; a photo's item has many.
    levels = np.percentile(values[ink], [40, 90])
    return bool(ink.mean() < DRAWN_INK and levels[1] - levels[0] < 60)


def _stroke_width(values: np.ndarray) -> float:
    """Estimate how wide strokes are: twice their area over the length of their outline."""
    ink = np.pad(values > TOLERANCE, 1)
    outline = np.abs(np.diff(ink.astype(int), axis=0)).sum() + np.abs(np.diff(ink.astype(int), axis=1)).sum()
    return 2 * ink.sum() / max(outline, 1)


def _grown(picture: Image.Image, radius: int) -> Image.Image:
    return picture.filter(ImageFilter.MaxFilter(2 * radius + 1)) if radius else picture


def _solid(strokes: np.ndarray, gap: int) -> np.ndarray:
    """Return the strokes and what they enclose, bool; gaps of up to twice `gap` pixels count as closed."""
    margin = gap + 1
    walls = _grown(Image.fromarray(np.pad((strokes > TOLERANCE).astype(np.uint8), margin)), gap)
    canvas = walls.copy()  # a picture made from an array cannot be drawn on
    ImageDraw.floodfill(canvas, (0, 0), 2)
    solid = Image.fromarray((np.asarray(canvas) != 2).astype(np.uint8))
    shrunk = solid.filter(ImageFilter.MinFilter(2 * gap + 1)) if gap else solid
    return np.asarray(shrunk)[margin:-margin, margin:-margin].astype(bool)
