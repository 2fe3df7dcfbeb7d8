"""A saliency map drawn over its image."""

import numpy as np
from PIL import Image

from fmnist_core.errors import PictureError

# Viridis by Stéfan van der Walt and Nathaniel Smith (CC0), https://bids.github.io/colormap/: equal steps look
# equally large, also in grey and to the colour-blind. Ten of its colours at equal distances, as in Plotly's
# colour scale of the same name, so that a colour bar beside the picture tells the truth.
_VIRIDIS = np.array(
    [
        (0x44, 0x01, 0x54),
        (0x48, 0x28, 0x78),
        (0x3E, 0x49, 0x89),
        (0x31, 0x68, 0x8E),
        (0x26, 0x82, 0x8E),
        (0x1F, 0x9E, 0x89),
        (0x35, 0xB7, 0x79),
        (0x6E, 0xCE, 0x58),
        (0xB5, 0xDE, 0x2B),
        (0xFD, 0xE7, 0x25),
    ],
    dtype=np.float64,
)


def overlay(pixels: np.ndarray, values: np.ndarray, scale: int = 10, opacity: float = 0.5) -> np.ndarray:
    """Draw a map over its image: the pixels as sharp squares, the map smooth and in colour.

    Args:
        pixels: uint8 (h, w).
        values: float (h, w) in [0, 1], as `SaliencyMap.values`.
        scale: side of a pixel in the result, 1 or more.
        opacity: 0 shows the image alone, 1 the map alone.

    Returns:
        uint8 (h * scale, w * scale, 3), RGB.

    Raises:
        PictureError: image and map do not belong together, or scale or opacity is out of range.
    """
    if pixels.ndim != 2 or pixels.shape != values.shape:
        raise PictureError(
            f"An image and its map have one shape (h, w). Received: {pixels.shape} and {values.shape}."
        )
    if scale < 1 or not 0 <= opacity <= 1:
        raise PictureError(
            f"Scale is 1 or more, opacity from 0 to 1. Received: scale {scale}, opacity {opacity}."
        )
    size = (pixels.shape[1] * scale, pixels.shape[0] * scale)
    smooth = Image.fromarray(values.astype(np.float32)).resize(size, Image.Resampling.BICUBIC)
    grey = np.kron(pixels, np.ones((scale, scale), dtype=np.uint8))[..., None]
    blended = (1 - opacity) * grey + opacity * _colours(np.asarray(smooth))
    return np.rint(blended).astype(np.uint8)


def _colours(values: np.ndarray) -> np.ndarray:
    """Return the colours of values, float64 (..., 3) in [0, 255]; beyond [0, 1] the end colours."""
    stops = np.linspace(0, 1, len(_VIRIDIS))
    return np.stack([np.interp(values, stops, channel) for channel in _VIRIDIS.T], axis=-1)
