"""Drawing a shape the way people do: with any pen, an unsteady hand, gaps, or as an icon."""

from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw

from fmnist_core.drawings.shapes import Shape

SIDE = 168  # pixels of the longest edge of an item
_FREE = 14  # pixels around it
_SPACING = 0.03  # of the side, between the points of a stroke whose hand shakes
_WIDTHS = (1.5, 20.0)  # pixels
_PAPER, _INK = 255, 0


@dataclass(frozen=True)
class Hand:
    """How steady a hand is, lengths as shares of the side.

    Attributes:
        bend: how far the whole shape is out of shape.
        shake: how far a stroke wanders.
        slip: how far each stroke lies beside where it belongs.
        cuts: at how many places the pen leaves an outline, at most.
        open_: how far strokes end too early or too late there.
        lost: share of the strokes that are left out.
    """

    bend: float = 0.0
    shake: float = 0.0
    slip: float = 0.0
    cuts: int = 0
    open_: float = 0.0
    lost: float = 0.0


STEADY = Hand()


def sketched(shape: Shape, rng: np.random.Generator) -> np.ndarray:
    """Return a shape drawn with a pen, or as an icon.

    Args:
        shape: what to draw.
        rng: decides on everything else: pose, pen, hand and style.

    Returns:
        uint8 (h, w), dark on light.
    """
    shape = _posed(shape, rng)
    style = rng.random()
    width = float(np.exp(rng.uniform(*np.log(_WIDTHS))))
    if style < 0.6:
        hand = Hand(
            bend=rng.uniform(0, 0.05),
            shake=rng.choice([0.0, rng.uniform(0, 0.022)]),
            slip=rng.choice([0.0, rng.uniform(0, 0.025)]),
            cuts=int(rng.integers(0, 5)),
            open_=rng.choice([0.0, rng.uniform(0, 0.06)]),
            lost=rng.choice([0.0, 0.0, rng.uniform(0, 0.3)]),
        )
        return _lines(shape, rng, hand, min(width, 14))
    if style < 0.78:
        return _lines(shape, rng, STEADY, max(width, 3))
    return _filled(shape, rng, max(width, 3))


def painted(shape: Shape, rng: np.random.Generator) -> np.ndarray:
    """Return a shape in shades of grey, as an image of the dataset would show it.

    Args:
        shape: what to paint.
        rng: decides on pose and tones.

    Returns:
        uint8 (h, w), light on 0.
    """
    from scipy import ndimage

    shape = _posed(shape, rng)
    base, width = int(rng.integers(80, 220)), rng.uniform(1.5, 5)
    picture, draw = _canvas(shape, 0)
    for part in shape.parts:
        tone = int(np.clip(base + rng.normal(0, 25), 60, 255))
        draw.polygon([tuple(point) for point in part], fill=tone)
        _stroke(draw, np.concatenate([part, part[:1]]), 1.5, tone - 25)
    for points in (*shape.lines, *(np.concatenate([ring, ring[:1]]) for ring in shape.rings)):
        _stroke(draw, points, width, int(np.clip(base + rng.normal(0, 60), 40, 255)))
    flat = np.asarray(picture).astype(np.float32)
    coarse = Image.fromarray(rng.normal(0, rng.uniform(5, 30), (7, 7)).astype(np.float32))
    shading = np.asarray(coarse.resize(picture.size, Image.Resampling.BICUBIC))
    shaded = np.where(flat > 0, np.clip(flat + shading, 30, 255), 0)
    return ndimage.gaussian_filter(shaded, rng.uniform(0.5, 1.5)).astype(np.uint8)


def _posed(shape: Shape, rng: np.random.Generator) -> Shape:
    """Return a shape in pixels, mirrored, stretched, turned and slanted at random."""
    turn = rng.normal(0, 0.3 if rng.random() < 0.2 else 0.07)
    matrix = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    matrix = matrix @ np.array([[1, rng.normal(0, 0.05)], [0, 1]])
    stretch = np.exp(rng.normal(0, 0.16))
    matrix = matrix @ np.diag([rng.choice([-1, 1]) * stretch, 1 / stretch])
    shape = shape.moved(matrix, np.zeros(2))
    low, high = shape.bounds()
    scale = SIDE / max((high - low).max(), 1e-6)
    return shape.moved(np.eye(2) * scale, _FREE - low * scale)


def _canvas(shape: Shape, paper: int) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    _, high = shape.bounds()
    picture = Image.new("L", (int(high[0]) + _FREE, int(high[1]) + _FREE), paper)
    return picture, ImageDraw.Draw(picture)


def _lines(shape: Shape, rng: np.random.Generator, hand: Hand, width: float) -> np.ndarray:
    """Return a shape as lines, outlines first; inner lines may be thinner or missing."""
    bend = _Bend(hand.bend * SIDE, rng)
    picture, draw = _canvas(shape, _PAPER)
    for outline in (*shape.parts, *shape.rings):
        for stroke in _pieces(np.concatenate([outline, outline[:1]]), rng, hand):
            _stroke(draw, bend(_shaken(stroke, rng, hand)), width, _INK)
    inner = width * rng.choice([1.0, rng.uniform(0.4, 1.0)])
    if rng.random() < 0.94:
        for points in shape.lines:
            if rng.random() >= hand.lost:
                _stroke(draw, bend(_shaken(points, rng, hand)), inner, _INK)
    return np.asarray(picture)


def _filled(shape: Shape, rng: np.random.Generator, width: float) -> np.ndarray:
    """Return a shape as an icon without outlines only: parts filled with one tone, lines in another."""
    tone = int(rng.choice([0, rng.integers(0, 200)]))
    line = int(rng.choice([_PAPER, _PAPER, rng.integers(0, 256)]))
    outlined = rng.random() < 0.35
    picture, draw = _canvas(shape, _PAPER)
    for ring in shape.rings:
        _stroke(draw, np.concatenate([ring, ring[:1]]), width, tone)
    for part in shape.parts:
        draw.polygon([tuple(point) for point in part], fill=tone)
        if len(shape.parts) > 1 or outlined:
            _stroke(draw, np.concatenate([part, part[:1]]), width * 0.5, line if outlined else tone)
    if rng.random() < 0.85:
        for points in shape.lines:
            inside = _inside(points, shape.parts)
            _stroke(draw, points, width * rng.uniform(0.4, 0.9), line if inside else tone)
    return np.asarray(picture)


def _inside(points: np.ndarray, parts: tuple[np.ndarray, ...]) -> bool:
    """Tell whether a line's middle lies within the box of a part."""
    middle = points[len(points) // 2]
    return any((part.min(axis=0) <= middle).all() and (middle <= part.max(axis=0)).all() for part in parts)


def _pieces(outline: np.ndarray, rng: np.random.Generator, hand: Hand) -> list[np.ndarray]:
    """Return an outline as the strokes that it is drawn with; ends may miss or cross one another."""
    points = _resampled(outline)
    start = int(rng.integers(len(points) - 1))
    points = np.concatenate([points[start:-1], points[: start + 1]])
    if hand.lost and rng.random() < 0.3:  # a side that nobody draws, such as a hem
        points = points[: int(len(points) * rng.uniform(0.75, 0.95))]
    cuts = np.sort(rng.integers(1, len(points), int(rng.integers(0, hand.cuts + 1))))
    strokes = []
    for begin, end in zip([0, *cuts], [*cuts, len(points)], strict=True):
        change = int(rng.normal(0, hand.open_) / _SPACING) if hand.open_ else 0
        stroke = points[max(0, begin - max(change, 0)) : max(end + change, begin + 2)]
        if len(stroke) > 1:
            strokes.append(stroke + rng.normal(0, hand.slip * SIDE, 2) if hand.slip else stroke)
    return strokes


def _resampled(points: np.ndarray) -> np.ndarray:
    """Return a polyline with points at equal distances; corners stay where they are, near enough."""
    lengths = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(points, axis=0), axis=1))])
    wanted = np.unique(np.concatenate([lengths, np.arange(0, lengths[-1], _SPACING * SIDE)]))
    return np.stack([np.interp(wanted, lengths, points[:, axis]) for axis in (0, 1)], axis=1)


def _shaken(points: np.ndarray, rng: np.random.Generator, hand: Hand) -> np.ndarray:
    """Return a stroke of an unsteady hand, or with fewer corners than it had."""
    if not (hand.shake or hand.slip):
        return points
    points = _resampled(points)
    if rng.random() < 0.15:  # drawn as a polygon
        points = points[np.unique([*range(0, len(points), int(rng.integers(3, 9))), len(points) - 1])]
    if not hand.shake:
        return points
    drift = rng.normal(0, hand.shake * SIDE, (len(points) // 5 + 3, 2))
    places = np.linspace(0, len(drift) - 1, len(points))
    return points + np.stack(
        [np.interp(places, range(len(drift)), drift[:, axis]) for axis in (0, 1)], axis=1
    )


class _Bend:
    """A smooth change of the whole plane: a few long waves."""

    def __init__(self, size: float, rng: np.random.Generator) -> None:
        self._waves = rng.normal(0, size / 1.5, (2, 3))
        self._directions = rng.normal(0, 1.3 / SIDE, (2, 3, 2)) * np.pi
        self._phases = rng.uniform(0, 2 * np.pi, (2, 3))

    def __call__(self, points: np.ndarray) -> np.ndarray:
        angles = np.einsum("nd,awd->naw", points, self._directions) + self._phases
        return points + (np.sin(angles) * self._waves).sum(axis=2)


def _stroke(draw: ImageDraw.ImageDraw, points: np.ndarray, width: float, tone: int) -> None:
    whole = max(1, round(width))
    draw.line([tuple(point) for point in points], fill=tone, width=whole, joint="curve")
    if whole > 2:  # round ends
        for x, y in (points[0], points[-1]):
            draw.ellipse((x - whole / 2, y - whole / 2, x + whole / 2, y + whole / 2), fill=tone)
