"""Recognising a dataset's own image, be it enlarged or inverted, and getting its pixels back.

An enlarged image is a linear function of its pixels, so the pixels that explain it best are found by least
squares, and what they leave unexplained tells an enlarged image from any other picture.
"""

from functools import lru_cache

import numpy as np
from PIL import Image

KERNELS = (
    Image.Resampling.NEAREST,
    Image.Resampling.BILINEAR,
    Image.Resampling.BICUBIC,
    Image.Resampling.LANCZOS,
)
UNEXPLAINED = 0.075  # of the contrast; enlarged images leave at most 0.05, drawings and photos 0.1 and more
LEAST_GROUND = 0.25  # of the border that is black, or white; 0.29 and more in all images of both datasets
LEAST_FACTOR = 1.5  # a smaller enlargement explains any soft picture
LEAST_REDUCED = 2.5  # and this much has to be left of it where it was reduced, which makes it soft
# Parts of a pixel from its centre. Near it the ringing of a kernel is least, and so least cut off at 0 and
# 255; around it is enough to tell the kernels apart, and few enough rows for products on a single thread,
# which starting several would slow down.
NEAR = (-0.05, 0.05)
AROUND = (-0.25, 0.0, 0.25)
CORRECTIONS = 4  # rounds in which values cut off at 0 and 255 are restored; more change nothing
COLOURS = 12  # levels by which the colour channels of a grey picture may differ after lossy compression


def dataset_pixels(
    picture: np.ndarray, received: tuple[int, int], shape: tuple[int, int]
) -> tuple[np.ndarray, bool] | None:
    """Return the pixels of a dataset image that was enlarged, inverted, both or neither; None for others.

    Enlarged by whole factors they come back exactly. Enlarged smoothly (bilinear, bicubic, Lanczos) to
    280 x 280 pixels they come back with a mean error below 1 of 255 levels and none above 6; as a JPEG of
    quality 75, below 1 and none above 12; at 200 x 200, as PNG or JPEG, below 2 and none above 20.

    Args:
        picture: uint8 (h, w) or (h, w, 3), perhaps reduced by averaging from `received`.
        received: height and width of the picture as it came.
        shape: height and width of the dataset's images.

    Returns:
        The pixels, uint8 of the given shape, with the background as it came, and whether it came light.
    """
    proportional = received[0] * shape[1] == received[1] * shape[0]
    if not proportional or shape[0] < received[0] < LEAST_FACTOR * shape[0] or received[0] < shape[0]:
        return None
    if picture.shape[0] < received[0] and picture.shape[0] < LEAST_REDUCED * shape[0]:
        return None
    grey = _only_channel(picture)
    if grey is None:
        return None
    if grey.shape == shape:
        return _with_ground(grey)
    sides = tuple(zip(shape, received, grey.shape, strict=True))
    unexplained = {kernel: _unexplained(grey, sides, kernel) for kernel in KERNELS}
    best = min(KERNELS, key=lambda kernel: unexplained[kernel])
    if unexplained[best] > UNEXPLAINED:
        return None
    return _with_ground(_restored(grey, sides, best))


def _only_channel(picture: np.ndarray) -> np.ndarray | None:
    """Return the only channel of a picture that is grey, None for one with colours."""
    if picture.ndim == 2:
        return picture
    first = picture[..., 1].astype(np.int16)
    if any(np.abs(picture[..., other] - first).max() > COLOURS for other in (0, 2)):
        return None
    return picture[..., 1]


def _with_ground(pixels: np.ndarray) -> tuple[np.ndarray, bool] | None:
    """Return a dataset image and whether its border is white; None where that is neither white nor black."""
    border = np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]])
    light, dark = np.count_nonzero(border >= 235), np.count_nonzero(border <= 20)
    if max(light, dark) < LEAST_GROUND * len(border):
        return None
    return pixels, bool(light > dark)


@lru_cache(maxsize=64)
def _enlargement(
    length: int, received: int, reduced: int, kernel: Image.Resampling, places: tuple[float, ...]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return which of the reduced rows are at these places of a pixel, what makes them, and its inverse.

    Returns:
        int64 (n,), float32 (n, length), float32 (length, n).
    """
    identity = Image.fromarray(np.eye(length, dtype=np.float32))
    enlarged = identity.resize((length, received), kernel)
    if reduced != received:
        enlarged = enlarged.resize((length, reduced), Image.Resampling.BOX)
    centres = (np.arange(length)[:, np.newaxis] + 0.5 + places) * reduced / length
    rows = np.unique(centres.astype(int))
    weights = np.asarray(enlarged)[rows]
    return rows, weights, np.linalg.pinv(weights).astype(np.float32)


def _unexplained(grey: np.ndarray, sides: tuple, kernel: Image.Resampling) -> float:
    """Return how far the best pixels are from explaining a picture, as a share of its contrast."""
    (rows, down, up), (columns, across, back) = (_enlargement(*side, kernel, AROUND) for side in sides)
    seen = grey[np.ix_(rows, columns)].astype(np.float32)
    contrast = float(seen.std())
    if contrast == 0:
        return 1.0
    pixels = np.clip(up @ seen @ back.T, 0, 255)
    difference = (down @ pixels @ across.T - seen).ravel()
    return float(np.sqrt(difference @ difference / difference.size)) / contrast


def _restored(grey: np.ndarray, sides: tuple, kernel: Image.Resampling) -> np.ndarray:
    """Return the pixels, uint8, that explain an enlarged picture best."""
    (rows, down, up), (columns, across, back) = (_enlargement(*side, kernel, NEAR) for side in sides)
    seen = grey[np.ix_(rows, columns)].astype(np.float32)
    pixels = up @ seen @ back.T
    for _ in range(CORRECTIONS):
        explained = down @ pixels @ across.T
        cut = ((seen == 0) & (explained < 0)) | ((seen == 255) & (explained > 255))
        pixels = up @ np.where(cut, explained, seen) @ back.T
    return np.clip(pixels.round(), 0, 255).astype(np.uint8)
