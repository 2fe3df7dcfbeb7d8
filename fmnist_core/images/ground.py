"""Telling an item from the background, which is what the border of a picture shows."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from fmnist_core.images.areas import main_parts

TOLERANCE = 20  # levels of 255 by which an item differs from a plain background
SPREAD = 10  # levels by which a background of one colour differs from it
SHARE = 0.7  # of the border that shows the background; an item may touch the rest
SHADING = 25  # levels by which a background of one material differs from smooth light on it
THINNED = 3  # one border pixel of so many is enough for light, which is smooth
EPSILON = 1e-3  # keeps the equations solvable for any border
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
    channels = [picture] if picture.ndim == 2 else [picture[..., channel] for channel in range(3)]
    rows, columns = _border(grey.shape)
    border = np.stack([channel[rows, columns] for channel in channels], axis=1)
    brightness = float(np.median(grey[rows, columns]))
    colour = np.median(border, axis=0).astype(int)
    if _within(border.T, colour, SPREAD).mean() >= SHARE:
        return Ground(~_within(channels, colour, TOLERANCE), brightness)
    return Ground(_before_uneven(channels, border, rows, columns), brightness)


def _within(channels: Iterable[np.ndarray], colour: np.ndarray, levels: int) -> np.ndarray:
    """Return which pixels differ from a colour by no more than some levels, in any channel."""
    close = [
        (channel >= max(0, level - levels)) & (channel <= min(255, level + levels))
        for channel, level in zip(channels, colour.tolist(), strict=True)
    ]
    return np.logical_and.reduce(close)


def _border(shape: tuple[int, int]) -> tuple[np.ndarray, np.ndarray]:
    """Return the rows and the columns of the pixels along the four edges, both int64 (n,)."""
    edge = np.ones(shape, bool)
    width = max(1, round(min(shape) * 0.02))
    edge[width:-width, width:-width] = False
    rows, columns = np.nonzero(edge)
    return rows, columns


def _before_uneven(
    channels: list[np.ndarray], border: np.ndarray, rows: np.ndarray, columns: np.ndarray
) -> np.ndarray | None:
    """Return the item before one material in uneven light, bool (h, w), or None if the border shows more."""
    height, width = channels[0].shape
    border, rows, columns = border[::THINNED].astype(np.float32), rows[::THINNED], columns[::THINNED]
    places = np.stack(_terms(rows / height, columns / width), axis=1)
    shows = np.ones(len(border), bool)
    for _ in range(3):  # again without what the item covers
        seen = places[shows]
        light = np.linalg.solve(seen.T @ seen + EPSILON * np.eye(places.shape[1]), seen.T @ border[shows])
        difference = np.abs(places @ light - border).max(axis=1)
        shows = difference <= max(SHADING, float(np.median(difference)))
    if shows.mean() < SHARE:
        return None
    least = max(TOLERANCE, 2.5 * float(difference[shows].std()))
    down, across = np.arange(height)[:, np.newaxis] / height, np.arange(width)[np.newaxis] / width
    item = np.zeros((height, width), bool)
    for channel, weights in zip(channels, light.T.astype(np.float32), strict=True):
        terms = [weight * term for weight, term in zip(weights, _terms(down, across), strict=True)]
        ground = (terms[0] + terms[1] + terms[2]) + (terms[3] + terms[4]) + terms[5]  # a column, a row, all
        item |= np.abs(ground - channel) > least
    item = main_parts(item)
    return item if SMALLEST < item.mean() < LARGEST else None


def _terms(down: np.ndarray, across: np.ndarray) -> tuple[np.ndarray, ...]:
    """Return the terms of which smooth light is a sum, for places from 0 to 1."""
    down, across = down.astype(np.float32), across.astype(np.float32)
    return np.ones_like(down), down, down**2, across, across**2, down * across
