"""Finding a pen's strokes on a photographed sheet: uneven light, shadows, ruled lines, a table beside it.

Strokes are narrow, so a morphological closing (opening for chalk) wipes them out and leaves the sheet; what
it changed is ink: the top-hat transform (Gonzalez, Woods: Digital Image Processing, section 9.6). It also
finds what strokes enclose, so ink must stand out from the median around it as well.
"""

import numpy as np

from fmnist_core.images.item import Item, box_of

WIDEST = 0.16  # of the side: strokes are narrower
AROUND = 0.4  # of the side: how far the median looks, so that ink is always the smaller part
COARSE = 4  # pixels: a sheet has no details
SAME = 4  # levels of 255
CLEAN, CLEAN_BORDER = 0.5, 0.97  # shares of a drawn picture and of its border that show the ground
INK, SURE = 0.3, 0.6  # of the strongest ink: where a stroke ends, and what each stroke must reach
LEAST_CONTRAST = 18  # levels of 255 between ink and sheet
STRONGEST = 99.7  # percentile: a few pixels are noise
NEAR = 0.35  # of the largest stroke's size: what is as near belongs to it
SMALLEST = 0.04  # of the largest stroke's pixels; less is a speck


def is_clean(grey: np.ndarray) -> bool:
    """Tell a drawing on a canvas, where all of the ground has one brightness, from a photographed sheet."""
    border = np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])
    ground = int(np.median(border))
    return all(
        (np.abs(values.astype(np.int16) - ground) <= SAME).mean() >= share
        for values, share in ((border, CLEAN_BORDER), (grey, CLEAN))
    )


def find_writing(grey: np.ndarray) -> Item | None:
    """Return the writing on a sheet as an item without the sheet; None where there is none.

    A pen's strokes are dark on white then, those of chalk light on black.

    Args:
        grey: uint8 (h, w), a photograph.
    """
    from scipy import ndimage

    size = round(max(grey.shape) * WIDEST) | 1
    smooth = ndimage.uniform_filter(grey, 3).astype(np.int16)
    above = smooth - _sheet(smooth)
    dark = np.minimum(ndimage.grey_closing(smooth, size) - smooth, -above)
    light = np.minimum(smooth - ndimage.grey_opening(smooth, size), above)
    # What touches the border is rather the edge of the sheet, or of a shadow.
    found = _found((dark, light), touching=False) or _found((dark, light), touching=True)
    if not found:
        return None
    strongest, ink, area = max(found, key=lambda entry: entry[0])
    strength = np.clip(ink * (255 / strongest), 0, 255) * area
    grey = (255 - strength).astype(np.uint8)
    pen = ink is dark
    return Item(grey if pen else 255 - grey, area, box_of(area), light_ground=pen, drawn=True, written=True)


def _found(inks: tuple[np.ndarray, ...], *, touching: bool) -> list[tuple[float, np.ndarray, np.ndarray]]:
    """Return the strongest ink, all of it and its strokes, for each of the two polarities that shows some."""
    return [
        (float(np.percentile(ink, STRONGEST)), ink, area)
        for ink in inks
        if (area := _strokes(ink, touching=touching)) is not None
    ]


def _sheet(smooth: np.ndarray) -> np.ndarray:
    """Return the sheet without its strokes, int16 (h, w); a median keeps the edges of shadows."""
    from scipy import ndimage

    coarse = smooth[::COARSE, ::COARSE]
    median = ndimage.median_filter(coarse, round(max(coarse.shape) * AROUND) | 1)
    return median.repeat(COARSE, axis=0).repeat(COARSE, axis=1)[: smooth.shape[0], : smooth.shape[1]]


def _strokes(ink: np.ndarray, *, touching: bool) -> np.ndarray | None:
    """Return the pixels of the largest stroke and of those near it, bool (h, w); None where there is no ink.

    Args:
        ink: int16 (h, w), by how much each pixel stands out.
        touching: whether strokes may reach the border.
    """
    from scipy import ndimage

    strongest = float(np.percentile(ink, STRONGEST))
    if strongest < LEAST_CONTRAST:
        return None
    parts, count = ndimage.label(ink > INK * strongest, np.ones((3, 3)))
    boxes = ndimage.find_objects(parts)
    sizes = np.bincount(parts.ravel(), minlength=count + 1)[1:]
    usable = np.atleast_1d(ndimage.maximum(ink, parts, np.arange(1, count + 1))) >= SURE * strongest
    if not touching:
        usable &= [_inside(box, ink.shape) for box in boxes]
    if not usable.any():
        return None
    largest = int(np.argmax(np.where(usable, sizes, 0)))
    chosen = [
        number + 1
        for number in np.flatnonzero(usable & (sizes >= SMALLEST * sizes[largest]))
        if _near(boxes[number], boxes[largest])
    ]
    return np.isin(parts, chosen)


def _inside(box: tuple[slice, slice], shape: tuple[int, ...]) -> bool:
    return all(part.start > 0 and part.stop < length for part, length in zip(box, shape, strict=True))


def _near(box: tuple[slice, slice], other: tuple[slice, slice]) -> bool:
    """Tell whether a part is within the reach of another, larger one."""
    reach = NEAR * max(part.stop - part.start for part in other)
    return all(
        a.start <= b.stop + reach and a.stop >= b.start - reach for a, b in zip(box, other, strict=True)
    )
