"""From the strokes of a drawing to the filled item that they stand for."""

import numpy as np

from fmnist_core.images.areas import grown, without_holes

INK = 20  # levels of 255 from which something is ink
DRAWN_INK = 0.35  # line drawings cover less of their box than this
SPREAD = 60  # levels between which the strokes of a drawing lie
ONE_TONE = 0.85  # of the inside of a graphic's shapes has one brightness, up to SAME levels
SAME = 8
FILL = 150  # grey of a filled outline, darker than its strokes
STROKE = 0.06  # of the side: strokes thinner than this vanish or look broken at 28 pixels
GAPS = (0.015, 0.03, 0.06)  # of the side: what is closed before filling, the larger only where it pays
FILLED = 0.2  # of the box: an outline that encloses less is taken for open
WORKING_SIDE = 140  # pixels; enough to follow outlines, and four times as fast as twice of it


def is_drawn(values: np.ndarray) -> bool:
    """Tell drawings and icons, whose ink has one brightness, from photos.

    Args:
        values: uint8 (h, w), an item on 0, cut to its box.
    """
    ink = values > INK
    if not ink.any():
        return False  # as dark as the background, nearly
    inside = ink.copy()  # soft edges have any brightness
    inside[1:-1, 1:-1] &= ink[:-2, 1:-1] & ink[2:, 1:-1] & ink[1:-1, :-2] & ink[1:-1, 2:]
    inside[[0, -1]], inside[:, [0, -1]] = False, False
    levels = np.percentile(values[ink], [40, 90])
    if ink.mean() < DRAWN_INK and levels[1] - levels[0] < SPREAD:
        return True
    tones = values[inside].astype(np.int16)
    return bool(tones.size and (np.abs(tones - np.median(tones)) <= SAME).mean() >= ONE_TONE)


def strokes_filled(values: np.ndarray, *, fills: bool, side: int) -> np.ndarray:
    """Return a line drawing with its strokes thick enough and, if asked, its closed outlines filled.

    Args:
        values: uint8 (h, w), strokes light on 0.
        fills: whether areas that strokes enclose belong to the item.
        side: pixels that the longest edge will have.

    Returns:
        uint8 (h, w).
    """
    longest = max(values.shape)
    if fills:
        values = np.maximum(values, np.where(_solid(values), FILL, 0).astype(np.uint8))
    if _stroke_width(values) >= longest / side:
        return values
    return grown(values, round(longest * STROKE / 2))


def _stroke_width(values: np.ndarray) -> float:
    """Estimate how wide strokes are: twice their area over the length of their outline."""
    ink = np.pad(values > INK, 1)
    outline = np.count_nonzero(ink[1:] != ink[:-1]) + np.count_nonzero(ink[:, 1:] != ink[:, :-1])
    return 2 * np.count_nonzero(ink) / max(outline, 1)


def _solid(values: np.ndarray) -> np.ndarray:
    """Return strokes and what they enclose, bool (h, w); where it pays, gaps and an open end are closed."""
    step = -(-max(values.shape) // WORKING_SIDE)
    height, width = values.shape
    padded = np.pad(values, ((0, -height % step), (0, -width % step)))
    ink = padded.reshape(padded.shape[0] // step, step, -1, step).max(axis=(1, 3)) > INK
    for gap in GAPS:
        best = _enclosed(ink, round(max(ink.shape) * gap))
        if _gain(best, ink) >= FILLED:
            break
    else:
        best = _with_end_closed(ink, best)
    return best.repeat(step, axis=0).repeat(step, axis=1)[:height, :width]


def _gain(solid: np.ndarray, ink: np.ndarray) -> float:
    """Return the share of the box that was filled; ink that covers much of it needs no filling."""
    return float(np.count_nonzero(solid) / solid.size if ink.mean() > DRAWN_INK else (solid & ~ink).mean())


def _enclosed(ink: np.ndarray, gap: int) -> np.ndarray:
    """Return ink and what it encloses, bool; gaps of up to twice `gap` pixels count as closed."""
    walls = grown(np.pad(ink, gap + 1), gap)
    solid = without_holes(walls)
    return ~grown(~solid, gap)[gap + 1 : -gap - 1, gap + 1 : -gap - 1] | ink


def _with_end_closed(ink: np.ndarray, solid: np.ndarray) -> np.ndarray:
    """Return what an outline encloses whose one end, such as the hem, was left open; `solid` if none did."""
    reach = max(1, max(ink.shape) // 8)
    gap = round(max(ink.shape) * GAPS[1])
    for turns in (0, 2, 1, 3):  # the bottom, the top, the sides
        turned = np.rot90(ink, turns).copy()
        columns = np.flatnonzero(turned[-reach:].any(axis=0))
        if len(columns):
            turned[-1, columns[0] : columns[-1] + 1] = True
        closed = np.rot90(_enclosed(turned, gap), -turns)
        if _gain(closed, ink) >= FILLED:
            return closed
    return solid
