"""Reading a picture of any kind, within limits, into plain grey or colour."""

import io
import struct
import warnings
import zlib
from pathlib import Path
from typing import BinaryIO

import numpy as np
from PIL import ExifTags, Image, ImageOps, UnidentifiedImageError

from fmnist_core.errors import PictureError

MAX_BYTES = 20_000_000
MAX_PIXELS = 50_000_000
SMALLEST_SIDE = 8  # pixels; there is nothing to recognise in less
JPEG_SIDE = 560  # pixels that are kept of a JPEG, which unpacks much faster to a half, quarter or eighth
MOST_PIXELS = 8_000_000  # of what takes many bytes a pixel to work on: larger pictures are made smaller first
FIRST_OF_SEVERAL = "first of several"

_FORMATS = "PNG, JPEG, WebP, GIF, BMP or TIFF"
_PLUGINS = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF")  # not EPS, which runs a program
_LIGHT = 200  # an item lighter than this would vanish on white
_OVERSHOOT = 0.1  # by how much resampling takes pictures of 0..1 beyond their range
_FLOAT_RANGE = 16  # floats within this are no levels of 8 bits
# What Pillow raises for files that are truncated, damaged or made to do harm.
_BROKEN = (
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    LookupError,
    TypeError,
    ArithmeticError,
    AttributeError,
    MemoryError,
    NotImplementedError,
    struct.error,
    zlib.error,
)


def read_picture(source: Path | str | bytes | BinaryIO) -> Image.Image:
    """Read a picture: the first frame, upright, transparency on white (on black for light items).

    Large JPEGs are unpacked to a half, a quarter or an eighth, but to no side below 560 pixels; so are
    very large pictures of more than 8 bits, or with transparency, by any whole factor.

    Args:
        source: a path, the bytes of a file, or an open binary file.

    Returns:
        A loaded picture in mode "L" or "RGB"; its `info` has `FIRST_OF_SEVERAL` where the file holds more.

    Raises:
        PictureError: it cannot be read, is empty, or is beyond the limits.
    """
    content, name = _content(source)
    if not content:
        raise PictureError(f"{name} is empty (zero bytes). Choose a {_FORMATS} picture.")
    try:
        with warnings.catch_warnings():
            # Pillow warns of large pictures, which are refused below, and of broken metadata.
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(content), formats=_PLUGINS) as picture:
                _check_size(picture, name)
                several = getattr(picture, "is_animated", False)
                picture.draft(None, (JPEG_SIDE, JPEG_SIDE))
                picture.load()
                flat = _flat(_upright(picture))
                if several:
                    flat.info[FIRST_OF_SEVERAL] = True
                return flat
    except Image.DecompressionBombError as error:
        raise PictureError(
            f"{name} is too large to be unpacked. Send at most {MAX_PIXELS:,} pixels."
        ) from error
    except UnidentifiedImageError as error:
        raise PictureError(f"{name} is {_guess(content)}. Choose a {_FORMATS} picture.") from error
    except _BROKEN as error:
        raise PictureError(
            f"{name} is damaged or cut off, so it cannot be read. Save it again, or choose another."
        ) from error


def as_picture(given: Image.Image | np.ndarray) -> Image.Image:
    """Return a picture or an array as `read_picture` would.

    Args:
        given: a Pillow picture, or uint8 (h, w), (h, w, 3) or (h, w, 4).

    Raises:
        PictureError: it cannot be read, is beyond the limits, or has another shape or dtype.
    """
    if isinstance(given, np.ndarray):
        channels = given.shape[2:] if given.ndim == 3 else ()
        if given.dtype != np.uint8 or given.ndim not in (2, 3) or channels not in ((), (3,), (4,)):
            raise PictureError(
                f"An array of shape {given.shape} and type {given.dtype} is no picture. "
                "Give uint8 of shape (height, width), or with 3 or 4 channels."
            )
        if 0 in given.shape:
            raise PictureError(f"An array of shape {given.shape} holds no pixels. Give one that does.")
        given = Image.fromarray(given)
    _check_size(given, "The picture")
    try:
        given.load()  # a picture may be read from its file only now
        return _flat(_upright(given))
    except _BROKEN as error:
        raise PictureError(
            "The picture is damaged or cut off, so it cannot be read. Save it again, or choose another."
        ) from error


def _content(source: Path | str | bytes | BinaryIO) -> tuple[bytes, str]:
    if isinstance(source, bytes):
        content, name = source, "The file"
    elif isinstance(source, Path | str):
        content, name = _file_content(Path(source)), Path(source).name
    else:
        content, name = source.read(MAX_BYTES + 1), "The file"
    if len(content) > MAX_BYTES:
        raise PictureError(f"{name} is larger than {MAX_BYTES // 1_000_000} MB. Send a smaller file.")
    return content, name


def _file_content(path: Path) -> bytes:
    """Read no more of a file than is needed to see that it is too large."""
    try:
        if path.is_dir():
            raise PictureError(f"{path} is a folder. Choose a {_FORMATS} picture in it.")
        if not path.is_file():  # nor a device, which may never end
            raise PictureError(f"{path} is no file. Choose a {_FORMATS} picture.")
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:  # ValueError: a path with a null character
        raise PictureError(f"{path} cannot be read ({error}). Choose a file that you may open.") from error


def _guess(content: bytes) -> str:
    """Say what a file is that is no picture."""
    start = content[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith(b"<") and b"<svg" in start:
        return "an SVG drawing, which has no pixels"
    if b"ftyphei" in start[:32] or b"ftypmif" in start[:32] or b"ftypavif" in start[:32]:
        return "a HEIC or AVIF picture, which cannot be read"
    return "no picture that can be read"


def _check_size(picture: Image.Image, name: str) -> None:
    width, height = picture.size
    if width * height > MAX_PIXELS:
        raise PictureError(f"{name} has {width} x {height} pixels. Send at most {MAX_PIXELS:,} in all.")
    if min(width, height) < SMALLEST_SIDE:
        raise PictureError(
            f"{name} has {width} x {height} pixels. Send at least {SMALLEST_SIDE} pixels a side."
        )


def _upright(picture: Image.Image) -> Image.Image:
    """Turn a picture as its camera was held; one that stands upright is not copied, which takes long."""
    try:
        turned = picture.getexif().get(ExifTags.Base.Orientation, 1) != 1
        return ImageOps.exif_transpose(picture) if turned else picture
    except _BROKEN:  # the metadata alone: the pixels are loaded already
        return picture


def _flat(picture: Image.Image) -> Image.Image:
    """Return 8 bits a channel, grey or RGB, with nothing transparent."""
    if picture.mode.startswith(("I", "F")):
        clear = picture.info.get("transparency")
        picture = _with_clear(picture, clear) if isinstance(clear, int) else _eight_bits(_fewer(picture))
    if picture.mode == "La":
        picture = picture.convert("LA")  # the only mode that Pillow converts this one to
    if picture.has_transparency_data:
        return _on_ground(_fewer(picture.convert("RGBA")))
    mode = "L" if picture.mode in ("1", "L") else "RGB"
    return picture if picture.mode == mode else picture.convert(mode)


def _fewer(picture: Image.Image) -> Image.Image:
    """Return a picture with fewer pixels, each the mean of several, where it has very many."""
    factor = min(picture.size) // JPEG_SIDE
    if picture.width * picture.height <= MOST_PIXELS or factor < 2:
        return picture
    if picture.mode.startswith("I;"):  # Pillow takes no means of these
        picture = picture.convert("I")
    return picture.reduce(factor)


def _eight_bits(picture: Image.Image) -> Image.Image:
    """Return a picture of 16 or 32 bits in 8, from the smallest of 8, 12 and 16 bits that holds it."""
    values = np.nan_to_num(np.asarray(picture, dtype=np.float64), posinf=0, neginf=0)
    low, high = min(values.min(), 0), values.max()
    if picture.mode == "F" and low >= -_OVERSHOOT and high <= 1 + _OVERSHOOT:
        return Image.fromarray((np.clip(values, 0, 1) * 255).astype(np.uint8))
    tops = () if picture.mode == "F" and max(high, -low) <= _FLOAT_RANGE else (255, 4095, 65535)
    top = next((top for top in tops if high <= top), high)
    return Image.fromarray(((values - low) * (255 / max(top - low, 1e-9))).astype(np.uint8))


def _with_clear(picture: Image.Image, clear: int) -> Image.Image:
    """Return a picture of 16 or 32 bits in 8, transparent where it has one value."""
    grey = _eight_bits(picture)
    grey.putalpha(Image.fromarray(np.where(np.asarray(picture) == clear, 0, 255).astype(np.uint8)))
    return grey


def _on_ground(picture: Image.Image) -> Image.Image:
    """Return an RGBA picture on the ground, white or black, on which its item can be seen."""
    light, alpha = np.asarray(picture.convert("L")), np.asarray(picture.getchannel("A"))
    item = light[alpha > alpha.max() / 2]  # half of the most: all of it may be faint
    clear = alpha.min() < 255 and item.size and np.median(item) > _LIGHT
    ground = Image.new("RGBA", picture.size, "black" if clear else "white")
    flat = Image.alpha_composite(ground, picture)
    return flat.convert("RGB")
