"""Moving, turning, scaling and partly erasing an item, to see what an answer depends on."""

from dataclasses import dataclass, fields

import numpy as np
from PIL import Image

from fmnist_core.errors import PictureError

SIZES = (25, 200)  # percent


@dataclass(frozen=True)
class Change:
    """What is done to an item within its image; the default does nothing.

    Attributes:
        right: pixels to the right; negative to the left.
        down: pixels down; negative up.
        turn: degrees clockwise, about the middle of the image.
        size: percent of its size, 25 to 200, about the middle of the image.
        erased: side of a square to blacken, in pixels; 0 for none.
        erased_left: pixels from the left edge to the square.
        erased_top: pixels from the top edge to the square.

    Raises:
        PictureError: the size is out of range, or the square has a negative side.
    """

    right: int = 0
    down: int = 0
    turn: int = 0
    size: int = 100
    erased: int = 0
    erased_left: int = 0
    erased_top: int = 0

    def __post_init__(self) -> None:
        """Refuse what leaves no image."""
        if not SIZES[0] <= self.size <= SIZES[1] or self.erased < 0:
            given = ", ".join(f"{field.name} {getattr(self, field.name)}" for field in fields(self))
            raise PictureError(
                f"A size is from {SIZES[0]} to {SIZES[1]} percent and the side of a square 0 or more. "
                f"Received: {given}."
            )


def changed(pixels: np.ndarray, change: Change) -> np.ndarray:
    """Return an image with its item scaled, turned, moved and partly erased, in this order.

    What leaves the image is lost, and what comes in is background. Whole pixels stay sharp where an item is
    only moved; else values are interpolated linearly.

    Args:
        pixels: uint8 (h, w), 0 = background.
        change: what to do.

    Returns:
        uint8 (h, w).
    """
    height, width = pixels.shape
    angle, scale = np.deg2rad(change.turn), change.size / 100
    # Pillow asks where in the old image each place of the new one comes from.
    back = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]]) / scale
    middle, moved = np.array([width / 2, height / 2]), np.array([change.right, change.down])
    offset = middle - back @ (middle + moved)
    # Rounded, because a place beyond the edge by 1e-16 counts as outside.
    matrix = np.column_stack([back, offset]).round(9).ravel().tolist()
    image = Image.fromarray(pixels).transform(
        (width, height), Image.Transform.AFFINE, matrix, Image.Resampling.BILINEAR
    )
    result = np.array(image)
    top, left = max(change.erased_top, 0), max(change.erased_left, 0)
    bottom, right = (max(start + change.erased, 0) for start in (change.erased_top, change.erased_left))
    result[top:bottom, left:right] = 0
    return result
