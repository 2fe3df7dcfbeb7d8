"""Growing and filling areas of a picture; SciPy is loaded when first needed, which light modules rely on."""

import numpy as np


def grown(values: np.ndarray, radius: int) -> np.ndarray:
    """Return the largest value in the square of 2 * radius + 1 pixels around each pixel.

    Args:
        values: uint8 or bool (h, w).
        radius: 0 changes nothing.
    """
    from scipy import ndimage

    return ndimage.maximum_filter(values, 2 * radius + 1) if radius else values


def without_holes(area: np.ndarray) -> np.ndarray:
    """Return an area, bool (h, w), and all that it separates from the border."""
    from scipy import ndimage

    rest, count = ndimage.label(~area)  # several times as fast as ndimage.binary_fill_holes
    filled = np.ones(count + 1, bool)
    for edge in (rest[0], rest[-1], rest[:, 0], rest[:, -1]):
        filled[edge] = False
    filled[0] = True
    return filled[rest]


def main_parts(area: np.ndarray) -> np.ndarray:
    """Return the large connected parts of an area without specks, holes filled, bool (h, w).

    Parts with less than a quarter of the largest one's pixels are left out: a pair of shoes stays a pair.
    """
    from scipy import ndimage

    size = max(3, round(max(area.shape) * 0.015)) | 1
    smooth = ndimage.uniform_filter(area.view(np.uint8) * np.uint8(255), size) > 127
    parts, _ = ndimage.label(smooth)
    areas = np.bincount(parts.ravel())
    areas[0] = 0
    return without_holes((areas >= areas.max() / 4)[parts]) if areas.max() else smooth
