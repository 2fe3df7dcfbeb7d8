"""Telling an item from the background, which is what the border of a picture shows."""

from dataclasses import dataclass

import numpy as np

TOLERANCE = 20  # levels of 255 by which an item differs from a plain background
SPREAD = 10  # levels by which a background of one colour differs from it
SHARE = 0.7  # of the border that shows the background; an item may touch the rest
SHADING = 25  # levels by which a background of one material differs from smooth light on it
SMALLEST, LARGEST = 0.02, 0.9  # of the picture: what an item before an uneven background may cover


@dataclass(frozen=True)
class Ground:
    """The background of a picture.

    Attributes:
        item: bool (h, w), what is not background; None where the background is too busy to tell.
        brightness: 0..255, its median grey.
    """

    item: np.ndarray | None
    brightness: float


def find_ground(picture: np.ndarray, grey: np.ndarray) -> Ground:
    """Find the background of a picture.

    Args:
        picture: uint8 (h, w) or (h, w, 3).
        grey: uint8 (h, w), the same picture.
    """
    channels = (picture[..., np.newaxis] if picture.ndim == 2 else picture).astype(np.int16)
    rows, columns = _border(grey.shape)
    border = channels[rows, columns]
    brightness = float(np.median(grey[rows, columns]))
    colour = np.median(border, axis=0).astype(np.int16)
    if (np.abs(border - colour).max(axis=1) <= SPREAD).mean() >= SHARE:
        return Ground(np.abs(channels - colour).max(axis=2) > TOLERANCE, brightness)
    return Ground(_before_uneven(channels, rows, columns), brightness)


def _border(shape: tuple[int, int]) -> tuple[np.ndarray, np.ndarray]:
    """Return the rows and the columns of the pixels along the four edges, both int64 (n,)."""
    edge = np.ones(shape, bool)
    width = max(1, round(min(shape) * 0.02))
    edge[width:-width, width:-width] = False
    rows, columns = np.nonzero(edge)
    return rows, columns


def _before_uneven(channels: np.ndarray, rows: np.ndarray, columns: np.ndarray) -> np.ndarray | None:
    """Return the item before one material in uneven light, bool (h, w), or None if the border shows more."""
    height, width = channels.shape[:2]
    border = channels[rows, columns].astype(np.float32)
    places = _smooth(rows / height, columns / width)
    shows = np.ones(len(border), bool)
    for _ in range(3):  # again without what the item covers
        light = np.linalg.lstsq(places[shows], border[shows], rcond=None)[0]
        difference = np.abs(places @ light - border).max(axis=1)
        shows = difference <= max(SHADING, float(np.median(difference)))
    if shows.mean() < SHARE:
        return None
    everywhere = _smooth(*np.meshgrid(np.arange(height) / height, np.arange(width) / width, indexing="ij"))
    item = np.abs(everywhere @ light - channels).max(axis=2) > max(TOLERANCE, 2.5 * difference[shows].std())
    item = _largest(item)
    return item if SMALLEST < item.mean() < LARGEST else None


def _smooth(rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """Return the terms of which smooth light is a sum, float32 (..., 6)."""
    terms = (np.ones_like(rows), rows, columns, rows * columns, rows**2, columns**2)
    return np.stack(terms, axis=-1).astype(np.float32)


def _largest(item: np.ndarray) -> np.ndarray:
    """Return the large connected parts of an item without specks, holes included, bool (h, w)."""
    from scipy import ndimage

    size = max(3, round(max(item.shape) * 0.015)) | 1
    item = ndimage.uniform_filter(item.astype(np.float32), size) > 0.5
    parts, _ = ndimage.label(item)
    areas = np.bincount(parts.ravel())
    areas[0] = 0
    return ndimage.binary_fill_holes((areas >= areas.max() / 4)[parts]) if areas.max() else item
