"""Outlines of what is worn on the body; every call gives another cut.

The measures are those of garments laid flat: a body about one unit wide and one to two units long.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from fmnist_core.drawings.shapes import Shape, both, box, curve, ellipse, line, mirrored, pair

Generator = np.random.Generator


@dataclass(frozen=True)
class Cut:
    """The measures of what covers the upper body, right half.

    Attributes:
        neck: half the width of the neckline.
        depth: how deep the neckline goes.
        shoulder: half the width of the shoulders, and how far they fall.
        sleeve: its length (0: none), its width at the end, and its angle from straight down.
        chest: half the width under the arms, and how far down that is.
        waist: half the width at the waist, and how far down that is.
        hem: half the width at the hem, and how far down that is.
        sag: how far the hem hangs lower in the middle.
        pointed: whether the neckline is a V.
    """

    neck: float
    depth: float
    shoulder: tuple[float, float]
    sleeve: tuple[float, float, float]
    chest: tuple[float, float]
    waist: tuple[float, float]
    hem: tuple[float, float]
    sag: float
    pointed: bool


def upper(cut: Cut) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the outline of a cut, the seam of its right sleeve and its neckline."""
    length, width, angle = cut.sleeve
    shoulder, armpit = np.array(cut.shoulder), np.array(cut.chest)
    middle = (0.0, cut.depth)
    neckline = (
        line(middle, (cut.neck, 0))
        if cut.pointed
        else curve(middle, (cut.neck * 0.75, cut.depth * 0.7), (cut.neck, 0))
    )
    if length:
        end = shoulder + length * np.array([np.sin(angle), np.cos(angle)])
        inner = end + width * np.array([-np.cos(angle), np.sin(angle)])
        arm = np.stack([shoulder, end, inner, armpit])
    else:
        arm = curve(tuple(shoulder), tuple((shoulder + armpit) / 2 - (0.05, 0)), tuple(armpit))
    side = curve(tuple(armpit), cut.waist, cut.hem)
    hem = curve(cut.hem, (cut.hem[0] / 2, cut.hem[1] + cut.sag * 0.8), (0, cut.hem[1] + cut.sag))
    half = np.concatenate([neckline, arm, side, hem])
    seam = curve(tuple(shoulder), tuple((shoulder + armpit) / 2 - (0.03, 0)), tuple(armpit))
    return both(half), seam, neckline


def _cut(rng: Generator, **fixed: object) -> Cut:
    """Return the measures of a plain top, but for those that are given."""
    wide = rng.uniform(0.4, 0.55)
    shoulder = (wide * rng.uniform(0.85, 1.1), rng.uniform(0.02, 0.2))
    length = rng.uniform(1.05, 1.5)
    hem = wide * rng.uniform(0.85, 1.1)
    values = {
        "neck": rng.uniform(0.12, 0.26),
        "depth": rng.uniform(0.02, 0.3),
        "shoulder": shoulder,
        "sleeve": short_sleeve(rng),
        "chest": (wide, shoulder[1] + rng.uniform(0.3, 0.5)),
        "waist": ((wide + hem) / 2 * rng.uniform(0.88, 1.02), length * 0.65),
        "hem": (hem, length),
        "sag": rng.choice([0.0, rng.uniform(-0.06, 0.08)]),
        "pointed": bool(rng.random() < 0.25),
    }
    return Cut(**{**values, **fixed})  # ty: ignore[invalid-argument-type]


def short_sleeve(rng: Generator) -> tuple[float, float, float]:
    """Return length, width and angle of a sleeve that ends above the elbow."""
    return rng.uniform(0.18, 0.48), rng.uniform(0.22, 0.42), rng.uniform(0.5, 1.45)


def long_sleeve(rng: Generator) -> tuple[float, float, float]:
    """Return length, width and angle of a sleeve that reaches the hand."""
    return rng.uniform(0.7, 1.3), rng.uniform(0.14, 0.32), rng.uniform(0.22, 1.0)


def _cuffs(cut: Cut, share: float) -> tuple[np.ndarray, ...]:
    """Return the lines across both sleeves, at a share of their length."""
    length, width, angle = cut.sleeve
    along, across = np.array([np.sin(angle), np.cos(angle)]), np.array([-np.cos(angle), np.sin(angle)])
    start = np.array(cut.shoulder) + share * length * along
    return pair(np.stack([start, start + across * width * (1 + 0.3 * (1 - share))]))


def _across(cut: Cut, y: float, rng: Generator) -> np.ndarray:
    """Return a line across the body at a height."""
    halves, heights = np.transpose([cut.chest, cut.waist, cut.hem])
    half = float(np.interp(y, heights, halves))
    return curve((-half, y), (0, y + rng.uniform(0, 0.04)), (half, y))


def _some(rng: Generator, chance: float, *lines: np.ndarray) -> tuple[np.ndarray, ...]:
    """Return lines, or none of them."""
    return lines if rng.random() < chance else ()


def _collar_band(cut: Cut, neckline: np.ndarray, gap: float) -> np.ndarray:
    """Return the lower edge of a neckline's band."""
    half = neckline * (1 + gap / max(cut.neck, 0.1), 1) + (0, gap)
    half = half[half[:, 1] > -1]
    return np.concatenate([half[::-1] * (-1, 1), half])[::1] if len(half) else neckline


def tshirt(rng: Generator) -> Shape:
    """Return a T-shirt or a top."""
    fixed: dict[str, object] = {}
    if rng.random() < 0.08:  # a tank top
        fixed = {"sleeve": (0.0, 0.0, 0.0), "shoulder": (rng.uniform(0.24, 0.36), 0.03)}
    cut = _cut(rng, **fixed)
    outline, seam, neckline = upper(cut)
    lines = [*_some(rng, 0.25, *pair(seam))]
    if cut.sleeve[0]:
        lines += _some(rng, 0.2, *_cuffs(cut, 0.85))
    lines += _some(rng, 0.15, _across(cut, cut.hem[1] * 0.94, rng))
    lines += _some(rng, 0.3, both_sides(neckline * (1.25, 1) + (0, 0.06)))
    lines += _some(rng, 0.2, curve((-cut.neck, 0), (0, 0.03), (cut.neck, 0)))
    lines += _some(rng, 0.1, *_print(rng))
    lines += _some(rng, 0.1, box(0.1, 0.4, 0.16, 0.18))
    return Shape((outline,), tuple(lines))


def both_sides(half: np.ndarray) -> np.ndarray:
    """Return a line from the right half that starts in the middle, and its mirror image, as one."""
    return np.concatenate([(half * (-1, 1))[::-1], half[1:]])


def _print(rng: Generator) -> tuple[np.ndarray, ...]:
    """Return something printed on a chest."""
    y, size = rng.uniform(0.45, 0.7), rng.uniform(0.15, 0.4)
    kind = rng.integers(4)
    if kind == 0:
        circle = ellipse(0, y, size, size)
        return (np.concatenate([circle, circle[:1]]),)
    if kind == 1:
        return tuple(line((-size, y + k * 0.12), (size, y + k * 0.12)) for k in range(rng.integers(1, 4)))
    if kind == 2:
        return (
            line((0, y - size / 2), (size / 2, y + size / 2), (-size / 2, y + size / 2), (0, y - size / 2)),
        )
    return (curve(*((float(x), y + float(rng.uniform(-0.1, 0.1))) for x in np.linspace(-size, size, 6))),)


def pullover(rng: Generator) -> Shape:
    """Return a pullover, a sweater or a hoodie."""
    sleeve = long_sleeve(rng)
    if rng.random() < 0.2:  # pushed up, or drawn too short
        sleeve = rng.uniform(0.6, 0.85), rng.uniform(0.18, 0.28), rng.uniform(0.4, 1.0)
    depth, pointed = rng.uniform(0.0, 0.25), bool(rng.random() < 0.12)
    cut = _cut(rng, sleeve=sleeve, depth=depth, pointed=pointed)
    outline, seam, neckline = upper(cut)
    lines = [*_some(rng, 0.35, *pair(seam))]
    lines += _some(rng, 0.55, *_cuffs(cut, rng.uniform(0.82, 0.92)))
    lines += _some(rng, 0.55, _across(cut, cut.hem[1] * rng.uniform(0.86, 0.94), rng))
    lines += _some(rng, 0.5, both_sides(neckline * (1.2, 1) + (0, 0.07)))
    lines += _some(rng, 0.15, *_print(rng))
    if rng.random() < 0.2:  # stripes or a knitted pattern
        for y in np.linspace(cut.chest[1] * 0.8, cut.hem[1] * 0.85, rng.integers(2, 6)):
            wave = 0.03 * rng.choice([0, 1, 2])
            xs = np.linspace(-cut.chest[0] * 0.9, cut.chest[0] * 0.9, 9)
            lines.append(np.stack([xs, y + wave * (-1.0) ** np.arange(9)], axis=1))
    parts = [outline]
    kind = rng.random()
    if kind < 0.2:  # a turtleneck
        height = rng.uniform(0.08, 0.22)
        parts.append(
            line((-cut.neck, 0.02), (-cut.neck * 0.9, -height), (cut.neck * 0.9, -height), (cut.neck, 0.02))
        )
    elif kind < 0.36:  # a hood
        wide, height = cut.neck * rng.uniform(1.1, 1.5), rng.uniform(0.25, 0.45)
        parts.append(
            curve(
                (-wide, 0.05),
                (-wide * 0.9, -height * 0.7),
                (0, -height),
                (wide * 0.9, -height * 0.7),
                (wide, 0.05),
                (0, cut.depth + 0.1),
                closed=True,
            )
        )
        lines += _some(rng, 0.6, *pair(line((0.07, 0.15), (0.08, 0.4))))
        lines += _some(rng, 0.7, line((-0.2, 0.75), (0.2, 0.75), (0.3, 1.0), (-0.3, 1.0), (-0.2, 0.75)))
    return Shape(tuple(parts), tuple(lines))


def coat(rng: Generator) -> Shape:
    """Return a coat or a jacket: closed, or hanging open."""
    long = rng.random() < 0.45
    length = rng.uniform(1.5, 2.1) if long else rng.uniform(0.95, 1.45)
    wide = rng.uniform(0.42, 0.58)
    hem = wide * rng.uniform(0.9, 1.35 if long else 1.1)
    cut = _cut(
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
    lines = [*_some(rng, 0.35, *pair(seam)), *_some(rng, 0.35, *_cuffs(cut, rng.uniform(0.8, 0.92)))]
    if rng.random() < 0.65:
        reach, inner = rng.uniform(0.1, 0.25), cut.neck * 0.8
        lapel = ((cut.neck + reach, low * 0.45), (inner + reach * 0.4, low * 0.5), (shift, low))
        lines += pair(line((cut.neck, 0), *lapel))
        lines += _some(rng, 0.7, *pair(line((cut.neck, 0), (0.0, low))))
    lines += _some(rng, 0.5, *_buttons(rng, shift + rng.choice([-0.1, 0.1]), low, length * 0.85))
    lines += _some(rng, 0.55, *_pockets(rng, length, wide))
    if rng.random() < 0.4:
        return Shape(*_opened(rng, cut, outline, lines))
    lines.append(line((shift, min(low, cut.depth)), (shift, length)))
    lines += _some(rng, 0.35, line((shift - 0.08, min(low, cut.depth)), (shift - 0.08, length)))
    lines += _some(rng, 0.2, _across(cut, cut.waist[1], rng), _across(cut, cut.waist[1] + 0.1, rng))
    if rng.random() < 0.12:  # quilted
        lines += [
            _across(cut, float(y), rng) for y in np.arange(cut.chest[1], length, rng.uniform(0.15, 0.3))
        ]
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
    back = _some(rng, 0.5, curve((-top, 0), (0, 0.08), (top, 0)))
    return (right, mirrored(right)), (*lines, *back)


def _buttons(rng: Generator, x: float, top: float, bottom: float) -> tuple[np.ndarray, ...]:
    """Return a row of buttons, each a ring or a dot."""
    size = rng.choice([0.015, 0.04, 0.07])
    places = np.linspace(top, bottom, rng.integers(2, 7))
    return tuple(ellipse(x, float(y), size, size)[[*range(24), 0]] for y in places)


def _pockets(rng: Generator, length: float, wide: float) -> tuple[np.ndarray, ...]:
    y = length * rng.uniform(0.55, 0.7)
    left, right = wide * 0.3, wide * 0.8
    if rng.random() < 0.5:
        return pair(line((left, y), (right, y - rng.uniform(-0.05, 0.1))))
    height = rng.uniform(0.12, 0.3)
    return pair(line((left, y), (right, y), (right, y + height), (left, y + height), (left, y)))


def shirt(rng: Generator) -> Shape:
    """Return a shirt: a collar, a row of buttons, mostly cuffs."""
    short = rng.random() < 0.4
    cut = _cut(
        rng,
        sleeve=short_sleeve(rng) if short else long_sleeve(rng),
        depth=rng.uniform(0.1, 0.3),
        pointed=True,
        neck=rng.uniform(0.12, 0.2),
        sag=rng.choice([0.0, rng.uniform(0.03, 0.12)]),
    )
    outline, seam, _ = upper(cut)
    point = (rng.uniform(0.1, 0.25), cut.depth + rng.uniform(0.02, 0.15))
    collar = pair(line((0, cut.depth), point, (cut.neck + 0.06, 0.03), (cut.neck, -0.02)))
    lines = [*collar, *_some(rng, 0.3, curve((-cut.neck, 0), (0, 0.05), (cut.neck, 0)))]
    lines += _some(rng, 0.35, *pair(seam))
    end = cut.hem[1] + cut.sag
    if rng.random() < 0.2:  # a polo shirt
        low = rng.uniform(0.35, 0.55)
        lines += [line((-0.05, cut.depth), (-0.05, low), (0.05, low), (0.05, cut.depth))]
        lines += _some(rng, 0.6, *_buttons(rng, 0, cut.depth + 0.05, low - 0.05))
    else:
        lines += _some(rng, 0.75, line((0.0, cut.depth), (0.0, end)))
        lines += _some(rng, 0.3, line((0.09, cut.depth), (0.09, end)))
        lines += _some(rng, 0.75, *_buttons(rng, rng.choice([0, 0.045]), cut.depth + 0.1, end - 0.1))
    lines += _some(rng, 0.5, *_cuffs(cut, rng.uniform(0.8, 0.9)))
    lines += _some(
        rng, 0.4, line((0.13, 0.45), (0.34, 0.45), (0.34, 0.66), (0.235, 0.7), (0.13, 0.66), (0.13, 0.45))
    )
    return Shape((outline,), tuple(lines))


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
    cut = _cut(
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
    lines = [*_some(rng, 0.45, curve((-waist, belt), (0, belt + 0.03), (waist, belt)))]
    lines += _some(rng, 0.25, curve((-waist, belt + 0.1), (0, belt + 0.13), (waist, belt + 0.1)))
    if rng.random() < 0.4:
        for x in np.linspace(-0.7, 0.7, rng.integers(2, 6)):
            lines.append(line((x * waist, belt + 0.15), (x * hem * 0.95, length * rng.uniform(0.85, 1.0))))
    if sleeve[0]:
        lines += _some(rng, 0.4, *pair(seam))
    lines += _some(rng, 0.2, both_sides(neckline * (1.1, 1) + (0, 0.05)))
    lines += _some(
        rng,
        0.15,
        curve((-hem * 0.95, length - 0.12), (0, length + cut.sag - 0.12), (hem * 0.95, length - 0.12)),
    )
    return Shape((outline,), tuple(lines))


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
    lines = [*_some(rng, 0.55, line((-waist * 1.02, band), (waist * 1.02, band)))]
    lines += _some(rng, 0.45, line((0, band), (0, crotch)))
    lines += _some(rng, 0.2, curve((0.09, band), (0.08, crotch * 0.6), (0, crotch * 0.75)))
    pocket = curve((waist * 0.5, band), (waist * 0.6, band + 0.15), (hips * 0.98, band + 0.22))
    lines += _some(rng, 0.4, *pair(pocket))
    lines += _some(rng, 0.3, *pair(line((inner, length - 0.08), (outer, length - 0.08))))
    lines += _some(rng, 0.2, *pair(line(((hips + 0.02) / 2, crotch * 0.7), ((inner + outer) / 2, length))))
    lines += _some(rng, 0.15, *(line((x, 0), (x, band)) for x in np.linspace(-waist * 0.7, waist * 0.7, 4)))
    lines += _some(rng, 0.12, *pair(curve((0.0, band), (0.08, band + 0.25))))
    return Shape((both(half),), tuple(lines))


GARMENTS: dict[str, Callable[[Generator], Shape]] = {
    "T-shirt/top": tshirt,
    "Trouser": trousers,
    "Pullover": pullover,
    "Dress": dress,
    "Coat": coat,
    "Shirt": shirt,
}
