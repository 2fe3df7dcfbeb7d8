"""Reading a picture of any kind, within limits, into plain grey or colour."""

import io
import warnings
from pathlib import Path
from typing import BinaryIO

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from fmnist_core.errors import PictureError

MAX_BYTES = 20_000_000
MAX_PIXELS = 50_000_000
SMALLEST_SIDE = 8  # pixels; there is nothing to recognise in less

_FORMATS = "PNG, JPEG, WebP, GIF, BMP or TIFF"


def read_picture(source: Path | str | bytes | BinaryIO) -> Image.Image:
    """Read a picture: the first frame, upright, transparency on white.

    Args:
        source: a path, the bytes of a file, or an open binary file.

    Returns:
        A loaded picture in mode "L" or "RGB".

    Raises:
        PictureError: it cannot be read, is empty, or is beyond the limits.
    """
    content, name = _content(source)
    if not content:
        raise PictureError(f"{name} is empty (zero bytes). Choose a {_FORMATS} picture.")
    try:
        with warnings.catch_warnings():
            # The limit below is stricter than Pillow's, and refuses instead of warning.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content)) as picture:
                _check_size(picture, name)
                picture.load()
                return _flat(ImageOps.exif_transpose(picture))
    except Image.DecompressionBombError as error:
        raise PictureError(
            f"{name} is too large to be unpacked. Send at most {MAX_PIXELS:,} pixels."
        ) from error
    except UnidentifiedImageError as error:
        raise PictureError(f"{name} is no picture that can be read. Choose a {_FORMATS} picture.") from error
    except (OSError, SyntaxError, ValueError, EOFError) as error:  # Pillow's ways to say truncated or broken
        raise PictureError(f"{name} is damaged ({error}). Save it again, or choose another.") from error


def as_picture(pixels: np.ndarray) -> Image.Image:
    """Return an array as a picture.

    Args:
        pixels: uint8 (h, w), (h, w, 3) or (h, w, 4).

    Raises:
        PictureError: another shape or dtype.
    """
    channels = pixels.shape[2:] if pixels.ndim == 3 else ()
    if pixels.dtype != np.uint8 or pixels.ndim not in (2, 3) or channels not in ((), (3,), (4,)):
        raise PictureError(
            f"An array of shape {pixels.shape} and type {pixels.dtype} is no picture. "
            "Give uint8 of shape (height, width), or with 3 or 4 channels."
        )
    picture = Image.fromarray(pixels)
    _check_size(picture, "The array")
    return _flat(picture)


def _content(source: Path | str | bytes | BinaryIO) -> tuple[bytes, str]:
    if isinstance(source, bytes):
        content, name = source, "The picture"
    elif isinstance(source, Path | str):
        name = Path(source).name
        try:
            if Path(source).stat().st_size > MAX_BYTES:
                raise PictureError(f"{name} is larger than {MAX_BYTES // 1_000_000} MB. Send a smaller file.")
            content = Path(source).read_bytes()
        except OSError as error:
            raise PictureError(f"{source} cannot be read: {error.strerror}.") from error
    else:
        content, name = source.read(MAX_BYTES + 1), "The picture"
    if len(content) > MAX_BYTES:
        raise PictureError(f"{name} is larger than {MAX_BYTES // 1_000_000} MB. Send a smaller file.")
    return content, name


def _check_size(picture: Image.Image, name: str) -> None:
    width, height = picture.size
    if width * height > MAX_PIXELS:
        raise PictureError(f"{name} has {width} x {height} pixels. Send at most {MAX_PIXELS:,} in all.")
    if min(width, height) < SMALLEST_SIDE:
        raise PictureError(
            f"{name} has {width} x {height} pixels. Send at least {SMALLEST_SIDE} pixels a side."
        )


def _flat(picture: Image.Image) -> Image.Image:
    """Return 8 bits a channel, grey or RGB, with transparency on white."""
    if picture.mode.startswith(("I", "F")):  # 16 or 32 bits: stretched, as their full range is rarely used
        values = np.asarray(picture, dtype=np.float64)
        low, high = values.min(), values.max()
        scale = 257 if picture.mode.startswith("I;16") and high > 255 else max(high - low, 1) / 255
        picture = Image.fromarray(
            ((values - (0 if scale == 257 else low)) / scale).clip(0, 255).astype(np.uint8)
        )
    if picture.has_transparency_data:
        picture = picture.convert("RGBA")
        ground = Image.new("RGBA", picture.size, "white")
        picture = Image.alpha_composite(ground, picture)
    return picture.convert("L" if picture.mode in ("1", "L", "LA") else "RGB")
