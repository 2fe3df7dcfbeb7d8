"""Putting a person into a garment, as in a shop's photos: a head, arms and legs around a dataset's image."""

import numpy as np
from PIL import Image, ImageDraw

_TOPS = ("T-shirt/top", "Pullover", "Coat", "Shirt")
_SIDE = 140  # pixels of the garment's longest edge
GARMENTS = (*_TOPS, "Dress", "Trouser")


def worn(image: np.ndarray, name: str, rng: np.random.Generator) -> np.ndarray:
    """Return the image of a garment with somebody in it, partly cut off at the top and below.

    Args:
        image: uint8 (h, w), 0 = background.
        name: one of `GARMENTS`.
        rng: decides on the person, the other clothes and the cut.

    Returns:
        uint8 (h, w), light on 0.
    """
    rows, columns = np.flatnonzero(image.max(axis=1) > 10), np.flatnonzero(image.max(axis=0) > 10)
    if not len(rows):
        return image
    item = Image.fromarray(image[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1])
    scale = _SIDE / max(item.size)
    width, height = (max(8, round(length * scale)) for length in item.size)
    item = item.resize((width, height), Image.Resampling.BICUBIC)
    above, below = _SIDE, _SIDE * 2
    picture = Image.new("L", (width + 2 * _SIDE // 4, above + height + below))
    draw, left = ImageDraw.Draw(picture), _SIDE // 4
    skin, other, hair = (int(tone) for tone in rng.integers(40, 250, 3))
    middle = left + width / 2
    unit = width * rng.uniform(0.75, 1.0) if name in _TOPS else height * rng.uniform(0.33, 0.42)
    if name == "Trouser":
        _torso(draw, middle, above, width, other, rng)
        _legs(draw, middle, above + height - 4, width * 0.75, _SIDE * 0.12, skin, rng)
    else:
        _head(draw, middle, above, unit, skin, hair)
        if name == "Dress":
            _legs(draw, middle, above + height - 8, width * 0.5, _SIDE * 0.6, skin, rng)
            _arms(draw, middle, above, unit, skin, rng)
        else:
            _legs(draw, middle, above + height - 10, unit * 0.7, _SIDE * 1.2, other, rng)
            _hands(draw, left, width, above, height, skin)
    picture.paste(item, (left, above), item.point(lambda level: 255 if level > 10 else 0))
    top = above - round(above * rng.choice([0.0, rng.uniform(0, 0.6)]))
    end = above + height + round(below * rng.choice([0.0, rng.uniform(0, 0.6)]))
    return np.asarray(picture)[top:end]


def _head(draw: ImageDraw.ImageDraw, x: float, y: float, unit: float, skin: int, hair: int) -> None:
    wide = unit * 0.17
    draw.ellipse((x - wide * 1.2, y - unit * 0.62, x + wide * 1.2, y - unit * 0.05), fill=hair)
    draw.ellipse((x - wide, y - unit * 0.55, x + wide, y - unit * 0.06), fill=skin)
    draw.rectangle((x - wide * 0.55, y - unit * 0.15, x + wide * 0.55, y + unit * 0.12), fill=skin)


def _torso(
    draw: ImageDraw.ImageDraw, x: float, y: float, width: float, tone: int, rng: np.random.Generator
) -> None:
    half, tall = width * rng.uniform(0.45, 0.65), width * rng.uniform(0.6, 1.3)
    draw.polygon(
        [(x - half, y - tall), (x + half, y - tall), (x + half, y + 8), (x - half, y + 8)], fill=tone
    )
    for side in (-1, 1):
        elbow = x + side * half * rng.uniform(1.1, 1.4)
        draw.line([(x + side * half, y - tall), (elbow, y + 10)], fill=tone, width=round(width * 0.18))


def _legs(
    draw: ImageDraw.ImageDraw,
    x: float,
    y: float,
    width: float,
    tall: float,
    tone: int,
    rng: np.random.Generator,
) -> None:
    for side in (-1, 1):
        foot = x + side * width * rng.uniform(0.2, 0.35)
        draw.line([(x + side * width * 0.25, y), (foot, y + tall)], fill=tone, width=round(width * 0.3) + 2)
        draw.ellipse((foot - width * 0.2, y + tall - 8, foot + width * 0.2, y + tall + 8), fill=tone // 2)


def _arms(
    draw: ImageDraw.ImageDraw, x: float, y: float, unit: float, skin: int, rng: np.random.Generator
) -> None:
    for side in (-1, 1):
        elbow = x + side * unit * rng.uniform(0.35, 0.5)
        points = [(x + side * unit * 0.28, y + unit * 0.12), (elbow, y + unit * 0.7), (elbow, y + unit * 1.1)]
        draw.line(points, fill=skin, width=round(unit * 0.12) + 1, joint="curve")


def _hands(draw: ImageDraw.ImageDraw, left: int, width: int, y: int, height: int, skin: int) -> None:
    size = width * 0.08
    for x in (left + size, left + width - size):
        draw.ellipse((x - size, y + height * 0.85, x + size, y + height * 1.02), fill=skin)
