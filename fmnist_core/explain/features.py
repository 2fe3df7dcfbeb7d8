"""What the methods that look at the layer `features` share."""

from typing import Any

import numpy as np
from PIL import Image

# For tf-keras-vis: exactly this layer, not the nearest convolution before it, and its map as it is.
OPTIONS: dict[str, Any] = {
    "penultimate_layer": "features",
    "seek_penultimate_conv_layer": False,
    "expand_cam": False,
    "normalize_cam": False,
}


def enlarge(values: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    """Return a map at another size, interpolated linearly.

    Pillow keeps the *areas* of pixels aligned, as pooling does. tf-keras-vis itself aligns the centres of the
    corner pixels, which moves a 7 x 7 map outwards by up to one and a half pixels of the image.

    Args:
        values: float (h, w).
        shape: height and width of the result.

    Returns:
        float32 of that shape.
    """
    height, width = shape
    image = Image.fromarray(np.asarray(values, dtype=np.float32))
    return np.asarray(image.resize((width, height), Image.Resampling.BILINEAR))
