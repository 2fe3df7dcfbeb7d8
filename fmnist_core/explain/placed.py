"""A saliency map put back to where its pixels were in the picture that somebody brought."""

import numpy as np
from PIL import Image

from fmnist_core.errors import PictureError
from fmnist_core.explain.overlay import overlay


def overlay_picture(
    picture: np.ndarray,
    values: np.ndarray,
    area: tuple[float, float, float, float],
    opacity: float = 0.5,
    scale: float = 1.0,
) -> np.ndarray:
    """Draw a map over the picture that its image was made from. What the network did not see stays as it is.

    Args:
        picture: uint8 (h, w) or (h, w, 3).
        values: float (height, width) in [0, 1], as `SaliencyMap.values`.
        area: top, left, bottom, right of what the map covers, in pixels of the picture; it may reach beyond.
        opacity: 0 shows the picture alone, 1 the map alone where there is one.
        scale: by how much the result is larger than the picture.

    Returns:
        uint8 (round(h * scale), round(w * scale), 3), RGB.

    Raises:
        PictureError: the area is empty, or the scale or the opacity is out of range.
    """
    top, left, bottom, right = (round(side * scale) for side in area)
    if bottom <= top or right <= left or scale <= 0 or not 0 <= opacity <= 1:
        raise PictureError(
            "A map covers an area (top, left, bottom, right) of a picture; scale is above 0, opacity "
            f"from 0 to 1. Received: area {area}, scale {scale}, opacity {opacity}."
        )
    image = Image.fromarray(picture).convert("RGB")
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    result = np.array(image.resize(size, Image.Resampling.LANCZOS))
    rows, columns = slice(max(top, 0), max(bottom, 0)), slice(max(left, 0), max(right, 0))
    seen = result[rows, columns]
    if seen.size:
        smooth = Image.fromarray(values.astype(np.float32)).resize(
            (right - left, bottom - top), Image.Resampling.BICUBIC
        )
        part = np.asarray(smooth)[max(-top, 0) :, max(-left, 0) :][: seen.shape[0], : seen.shape[1]]
        colours = overlay(np.zeros(part.shape, np.uint8), part, scale=1, opacity=1)
        seen[:] = np.rint((1 - opacity) * seen + opacity * colours)
    return result
