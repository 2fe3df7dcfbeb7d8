"""Outlines of what is worn on the body; every call gives another one."""

from collections.abc import Callable

import numpy as np

from fmnist_core.drawings.cuts import (
    Cut,
    Generator,
    across,
    both_sides,
    buttons,
    cuffs,
    cut_of,
    some,
    upper,
)
from fmnist_core.drawings.shapes import Shape, both, curve, line, mirrored, pair
from fmnist_core.drawings.tops import pullover, shirt, tshirt


def coat(rng: Generator) -> Shape:
    """Return a coat or a jacket: closed, or hanging open."""
    long = rng.random() < 0.45
    length = rng.uniform(1.5, 2.1) if long else rng.uniform(0.95, 1.45)
    wide = rng.uniform(0.42, 0.58)
    hem = wide * rng.uniform(0.9, 1.35 if long else 1.1)
    cut = cut_of(
        rng,
        sleeve=(rng.uniform(0.6, 1.35), rng.uniform(0.17, 0.34), rng.uniform(0.16, 1.0)),
        chest=(wide, rng.uniform(0.38, 0.55)),
        waist=(wide * rng.uniform(0.8, 1.0), length * 0.55),
        hem=(hem, length),
        pointed=True,
        depth=rng.uniform(0.0, 0.3),
    )
    outline, seam, _ = upper(cut)
    low = rng.uniform(0.35, 0.9)
    shift = rng.choice([0.0, rng.uniform(0.05, 0.15)])
    lines = [*some(rng, 0.35, *pair(seam)), *some(rng, 0.35, *cuffs(cut, rng.uniform(0.8, 0.92)))]
    if rng.random() < 0.65:
        reach, inner = rng.uniform(0.1, 0.25), cut.neck * 0.8
        lapel = ((cut.neck + reach, low * 0.45), (inner + reach * 0.4, low * 0.5), (shift, low))
        lines += pair(line((cut.neck, 0), *lapel))
        lines += some(rng, 0.7, *pair(line((cut.neck, 0), (0.0, low))))
    lines += some(rng, 0.5, *buttons(rng, shift + rng.choice([-0.1, 0.1]), low, length * 0.85))
    lines += some(rng, 0.55, *_pockets(rng, length, wide))
    if rng.random() < 0.4:
        return Shape(*_opened(rng, cut, outline, lines))
    lines.append(line((shift, min(low, cut.depth)), (shift, length)))
    lines += some(rng, 0.35, line((shift - 0.08, min(low, cut.depth)), (shift - 0.08, length)))
    lines += some(rng, 0.2, across(cut, cut.waist[1], rng), across(cut, cut.waist[1] + 0.1, rng))
    if rng.random() < 0.12:  # quilted
        lines += [across(cut, float(y), rng) for y in np.arange(cut.chest[1], length, rng.uniform(0.15, 0.3))]
    parts = [outline]
    if rng.random() < 0.3:  # a standing collar, or a hood
        height, wide = rng.uniform(0.08, 0.35), cut.neck
        parts.append(
            curve((-wide * 1.1, 0.05), (-wide, -height), (wide, -height), (wide * 1.1, 0.05), closed=True)
        )
    return Shape(tuple(parts), tuple(lines))


def _opened(
    rng: Generator, cut: Cut, outline: np.ndarray, lines: list[np.ndarray]
) -> tuple[tuple[np.ndarray, ...], tuple[np.ndarray, ...]]:
    """Return parts and lines of a jacket that hangs open: two halves, or two edges on one piece."""
    top, low, end = rng.uniform(0.05, cut.neck), rng.uniform(0.05, 0.28), cut.hem[1]
    if rng.random() < 0.35:
        edge = curve((top, cut.depth * 0.5), ((top + low) / 2, end / 2), (low, end))
        return (outline,), (*lines, *pair(edge))
    half = outline[: len(outline) // 2]
    half = half[half[:, 0] >= min(top, low)]
    right = np.concatenate([half, curve((low, end), ((top + low) / 2, end / 2), (top, 0))])
    back = some(rng, 0.5, curve((-top, 0), (0, 0.08), (top, 0)))
    return (right, mirrored(right)), (*lines, *back)


def _pockets(rng: Generator, length: float, wide: float) -> tuple[np.ndarray, ...]:
    y = length * rng.uniform(0.55, 0.7)
    left, right = wide * 0.3, wide * 0.8
    if rng.random() < 0.5:
        return pair(line((left, y), (right, y - rng.uniform(-0.05, 0.1))))
    height = rng.uniform(0.12, 0.3)
    return pair(line((left, y), (right, y), (right, y + height), (left, y + height), (left, y)))


def dress(rng: Generator) -> Shape:
    """Return a dress: with or without sleeves, narrow or wide below the waist."""
    sleeve = (0.0, 0.0, 0.0)
    kind = rng.random()
    if kind < 0.3:
        sleeve = rng.uniform(0.12, 0.35), rng.uniform(0.15, 0.3), rng.uniform(0.5, 1.3)
    elif kind < 0.42:
        sleeve = rng.uniform(0.7, 1.0), rng.uniform(0.12, 0.22), rng.uniform(0.3, 0.8)
    length, wide = rng.uniform(1.5, 2.4), rng.uniform(0.28, 0.4)
    waist = wide * rng.uniform(0.65, 1.0)
    hem = rng.uniform(waist, 0.45) if rng.random() < 0.35 else rng.uniform(0.45, 0.95)
    straps = not sleeve[0] and rng.random() < 0.6
    shoulder = (
        (rng.uniform(0.16, 0.26), 0.02) if straps else (wide * rng.uniform(0.85, 1.0), rng.uniform(0.02, 0.1))
    )
    belt = rng.uniform(0.6, 0.85)
    cut = cut_of(
        rng,
        sleeve=sleeve,
        neck=shoulder[0] * (rng.uniform(0.7, 0.95) if straps else rng.uniform(0.4, 0.65)),
        shoulder=shoulder,
        depth=rng.uniform(0.05, 0.4),
        chest=(wide, shoulder[1] + rng.uniform(0.25, 0.42)),
        waist=(waist, belt),
        hem=(hem, length),
        sag=rng.choice([0.0, rng.uniform(-0.05, 0.12)]),
    )
    return Shape(*_dress_drawn(rng, cut))


def _dress_drawn(rng: Generator, cut: Cut) -> tuple[tuple[np.ndarray, ...], tuple[np.ndarray, ...]]:
    """Return the outline of a dress, and its waist, folds and seams."""
    (waist, belt), (hem, length) = cut.waist, cut.hem
    outline, seam, neckline = upper(cut)
    if rng.random() < 0.5:  # a skirt that begins sharply at the waist
        half = outline[: len(outline) // 2]
        half = np.concatenate(
            [
                half[half[:, 1] < belt],
                curve(
                    (waist, belt),
                    (waist + (hem - waist) * rng.uniform(0.45, 0.8), (belt + length) / 2),
                    (hem, length),
                ),
                curve((hem, length), (hem / 2, length + cut.sag), (0, length + cut.sag)),
            ]
        )
        outline = both(half)
    lines = [*some(rng, 0.45, curve((-waist, belt), (0, belt + 0.03), (waist, belt)))]
    lines += some(rng, 0.25, curve((-waist, belt + 0.1), (0, belt + 0.13), (waist, belt + 0.1)))
    if rng.random() < 0.4:
        for x in np.linspace(-0.7, 0.7, rng.integers(2, 6)):
            lines.append(line((x * waist, belt + 0.15), (x * hem * 0.95, length * rng.uniform(0.85, 1.0))))
    if cut.sleeve[0]:
        lines += some(rng, 0.4, *pair(seam))
    lines += some(rng, 0.2, both_sides(neckline * (1.1, 1) + (0, 0.05)))
    low, side = length - 0.12, hem * 0.95
    lines += some(rng, 0.15, curve((-side, low), (0, low + cut.sag), (side, low)))
    return (outline,), tuple(lines)


def trousers(rng: Generator) -> Shape:
    """Return trousers, short ones now and then."""
    waist, length = rng.uniform(0.28, 0.5), rng.uniform(1.1, 2.2)
    if rng.random() < 0.12:  # shorts
        length = rng.uniform(0.75, 1.2)
    hips, crotch = waist * rng.uniform(1.0, 1.25), rng.uniform(0.45, 0.7)
    outer = rng.uniform(0.32, 0.62) if rng.random() < 0.7 else rng.uniform(0.5, 0.8)
    width = rng.uniform(0.16, 0.34)
    inner = max(outer - width, 0.02)
    thigh = (crotch + length) / 2
    gap = line((inner, length), (0, crotch))
    if rng.random() < 0.4:  # straight legs with a slot between them
        slot = max(inner * rng.uniform(0.4, 1.0), 0.03)
        gap = line((inner, length), (slot, crotch + 0.05), (slot * rng.uniform(0.2, 1), crotch), (0, crotch))
    outside = curve((waist, 0), (hips, crotch * 0.6), ((hips + outer) / 2, thigh), (outer, length))
    half = np.concatenate([line((0, 0)), outside, gap])
    band = rng.uniform(0.06, 0.14)
    lines = [*some(rng, 0.55, line((-waist * 1.02, band), (waist * 1.02, band)))]
    lines += some(rng, 0.45, line((0, band), (0, crotch)))
    lines += some(rng, 0.2, curve((0.09, band), (0.08, crotch * 0.6), (0, crotch * 0.75)))
    pocket = curve((waist * 0.5, band), (waist * 0.6, band + 0.15), (hips * 0.98, band + 0.22))
    lines += some(rng, 0.4, *pair(pocket))
    lines += some(rng, 0.3, *pair(line((inner, length - 0.08), (outer, length - 0.08))))
    lines += some(rng, 0.2, *pair(line(((hips + 0.02) / 2, crotch * 0.7), ((inner + outer) / 2, length))))
    lines += some(rng, 0.15, *(line((x, 0), (x, band)) for x in np.linspace(-waist * 0.7, waist * 0.7, 4)))
    lines += some(rng, 0.12, *pair(curve((0.0, band), (0.08, band + 0.25))))
    return Shape((both(half),), tuple(lines))


GARMENTS: dict[str, Callable[[Generator], Shape]] = {
    "T-shirt/top": tshirt,
    "Trouser": trousers,
    "Pullover": pullover,
    "Dress": dress,
    "Coat": coat,
    "Shirt": shirt,
}
