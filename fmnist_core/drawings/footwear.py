"""Outlines of shoes; every call gives another one.

Shoes seen from the side stand on y = 0 and are one unit long, the toe at x = 0.
"""

from collections.abc import Callable

import numpy as np

from fmnist_core.drawings.cuts import Generator, some
from fmnist_core.drawings.feet import couple, foot_outline
from fmnist_core.drawings.sandals import sandal, sandal_above
from fmnist_core.drawings.shapes import Shape, curve, ellipse, line

Point = tuple[float, float]


def _laces(rng: Generator, top: tuple[float, float], low: tuple[float, float]) -> tuple[np.ndarray, ...]:
    """Return laces between two ends of the instep: bars, crosses or eyelets."""
    kind, lines = rng.integers(3), []
    length = rng.uniform(0.05, 0.12)
    for t in np.linspace(0.1, 0.95, rng.integers(2, 6)):
        x, y = (1 - t) * np.array(top) + t * np.array(low)
        if kind == 0:
            lines.append(line((x - 0.02, y - 0.01), (x + length, y + length * 0.7)))
        elif kind == 1:
            lines.append(line((x, y), (x + length, y + length)))
            lines.append(line((x, y + length * 0.8), (x + length, y + length * 0.1)))
        else:
            lines.append(ellipse(x + length * 0.6, y + length * 0.6, 0.03, 0.03)[[*range(24), 0]])
    return tuple(lines)


def sneaker(rng: Generator) -> Shape:
    """Return a sneaker or another flat shoe, from the side; a pair from above now and then."""
    if rng.random() < 0.06:
        return _sneakers_above(rng)
    if rng.random() < 0.2:
        return _simple_shoe(rng)
    high = rng.uniform(0.28, 0.5)  # of the heel
    tongue = (rng.uniform(0.52, 0.68), -high - rng.uniform(-0.05, 0.1))
    toe = rng.uniform(0.12, 0.26)
    instep = (rng.uniform(0.28, 0.42), -toe - rng.uniform(0.03, 0.12))
    dip = (rng.uniform(0.74, 0.84), -high + rng.uniform(0.02, 0.12))
    heel = (rng.uniform(0.94, 1.0), -high)
    front = curve(
        tongue,
        ((tongue[0] + instep[0]) / 2, (tongue[1] + instep[1]) / 2 + rng.uniform(-0.02, 0.04)),
        instep,
        (0.14, -toe),
        (0.03, -toe * 0.6),
        (rng.uniform(0, 0.02), 0),
    )
    back = curve(heel, (1.0, -high * 0.5), (rng.uniform(0.97, 1.01), 0))
    collar = curve(heel, dip, tongue)
    bottom = line((0.0, 0.0), (1.0, 0.0))
    if rng.random() < 0.3:  # a toe that lifts, an arch below
        bottom = curve((0.0, -0.04), (0.12, 0), (0.5, rng.uniform(-0.04, 0)), (0.8, 0), (1.0, -0.02))
    outline = np.concatenate([front, bottom[1:-1], back[::-1], collar[1:]])
    return Shape((outline,), tuple(_sneaker_lines(rng, tongue, instep, toe, dip, high)))


def _sneaker_lines(
    rng: Generator, tongue: Point, instep: Point, toe: float, dip: Point, high: float
) -> list[np.ndarray]:
    """Return sole, laces, seams and stripes of a sneaker."""
    sole = rng.uniform(0.06, 0.13)
    first, second = -sole * rng.uniform(0.8, 1.1), -sole * rng.uniform(0.7, 1.2)
    lines = [*some(rng, 0.75, curve((0.01, -sole), (0.3, first), (0.7, second), (1.0, -sole)))]
    lines += some(rng, 0.65, *_laces(rng, tongue, instep))
    lines += some(rng, 0.35, curve(instep, (instep[0] + 0.08, -toe), (instep[0] + 0.05, -sole)))
    lines += some(rng, 0.25, curve((0.84, -high * 0.95), (0.86, -high * 0.6), (0.97, -high * 0.4)))
    lines += some(rng, 0.2, curve((0.88, -sole), (0.7, -sole * 1.6), (0.5, -high * 0.7)))
    lines += some(rng, 0.2, curve(instep, (0.55, -high * 0.5), (0.75, -high * 0.55), dip))
    if rng.random() < 0.2:
        lines += [line((0.5 + x, -sole - 0.04), (0.45 + x, -high * 0.75)) for x in (0, 0.07, 0.14)]
    x, y = tongue
    lines += some(rng, 0.3, curve(tongue, (x - 0.03, y - 0.07), (x + 0.05, y - 0.05), (x + 0.07, y + 0.05)))
    return lines


def _simple_shoe(rng: Generator) -> Shape:
    """Return a shoe of few strokes: a foot that points to the left, with an opening at its heel."""
    high, toe = rng.uniform(0.3, 0.55), rng.uniform(0.12, 0.28)
    tongue = rng.uniform(0.5, 0.68)
    instep = tongue - rng.uniform(0.02, 0.22)
    opening = rng.uniform(0.0, 0.08)
    sole = curve((0.05, 0), (0.5, rng.uniform(-0.03, 0.02)), (0.97, 0))
    back = curve((1.0, -0.1), (0.98, -high * 0.6), (0.97, -high))
    front = curve(
        (tongue, -high + opening),
        (instep, -toe * rng.uniform(1, 1.35)),
        (0.12, -toe),
        (0.0, -toe * 0.5),
        (0.05, 0),
    )
    lines = [*some(rng, 0.6, *_laces(rng, (tongue, -high + opening), (instep - 0.1, -toe * 1.2)))]
    height = rng.uniform(0.04, 0.1)
    lines += some(rng, 0.5, line((0.01, -height), (0.99, -height)))
    lines += some(rng, 0.35, ellipse((tongue + 0.97) / 2, -high, 0.97 - tongue, 0.1)[[*range(24), 0]])
    lines += some(rng, 0.3, curve((0.22, -toe), (0.26, -toe / 2), (0.22, 0)))
    return Shape((np.concatenate([sole, back, front]),), tuple(lines))


def _sneakers_above(rng: Generator) -> Shape:
    foot = foot_outline(rng)
    opening = foot * (0.6, 0.42) + (0, 0.28)
    lines = [opening[[*range(len(opening)), 0]]]
    lines += [line((-0.1, y), (0.1, y)) for y in np.linspace(-0.15, 0.05, rng.integers(2, 4))]
    if rng.random() < 0.5:  # a toe cap
        lines.append(curve((-0.2, -0.2), (0, rng.uniform(-0.32, -0.2)), (0.2, -0.2)))
    return couple(Shape((foot,), tuple(lines)), rng, 0.8)


def _boots_above(rng: Generator) -> Shape:
    """Return boots that stand or lie side by side: feet below, shafts above."""
    foot = foot_outline(rng) * (1, -rng.uniform(0.5, 0.9))
    wide, tall = rng.uniform(0.14, 0.22), rng.uniform(0.4, 0.9)
    shaft = line((-wide, -tall), (wide, -tall), (wide * 0.9, 0.1), (-wide * 0.9, 0.1))
    lines = [line((-0.08, y), (0.08, y)) for y in np.linspace(-tall * 0.8, 0, rng.integers(0, 5))]
    lines += some(rng, 0.6, ellipse(0, -tall, wide * 1.8, 0.12)[[*range(24), 0]])
    return couple(Shape((foot, shaft), tuple(lines)), rng, 0.85)


def boot(rng: Generator) -> Shape:
    """Return an ankle boot, or a higher one, from the side."""
    high, wide = rng.uniform(0.6, 1.15), rng.uniform(0.38, 0.52)
    toe, heel = rng.uniform(0.1, 0.24), rng.choice([0.0, rng.uniform(0.05, 0.3)])
    sole, back = rng.uniform(0.03, 0.1), rng.uniform(0.95, 1.0)
    shaft = (back - wide + rng.uniform(-0.03, 0.03), -high)
    ankle = (back - wide + rng.uniform(0.0, 0.08), -rng.uniform(0.38, 0.5) - heel * 0.6)
    front = curve(
        shaft,
        ankle,
        (rng.uniform(0.28, 0.36), -toe - rng.uniform(0.07, 0.16) - heel * 0.3),
        (0.1, -toe),
        (0.01, -toe * 0.55),
        (0.0, 0),
    )
    rear = curve(
        (back + rng.uniform(-0.03, 0.03), -high + rng.choice([0.0, rng.uniform(-0.06, 0.1)])),
        (back - 0.02, -0.5 * high),
        (back, -heel - sole),
        (back, -heel),
    )
    start = rng.uniform(0.6, 0.75)
    below = line((0.3, 0), (0.6, 0), (back, 0))
    if heel > 0.02:
        slim = rng.uniform(0.06, 1 - start)
        below = line(
            (0.1, 0),
            (start * 0.65, 0),
            (start, -heel),
            (back - slim, 0) if heel < 0.12 else (back - slim, -heel * 0.5),
            (back - slim * 0.9, 0),
            (back, 0),
        )
    lines = _boot_lines(rng, (high, wide, toe, heel, sole, back), shaft, ankle, start)
    parts = [np.concatenate([front, below, rear[::-1]])]
    if rng.random() < 0.12:  # a cuff of fur
        left, middle, right, y = shaft[0] - 0.04, back - wide / 2, back + 0.04, -high
        upper = ((left - 0.01, y - 0.12), (middle, y - 0.15), (right + 0.01, y - 0.12))
        parts.append(curve((left, y), *upper, (right, y), (middle, y + 0.05), closed=True))
    return Shape(tuple(parts), tuple(lines))


def _boot_lines(
    rng: Generator, measures: tuple[float, ...], shaft: Point, ankle: Point, start: float
) -> list[np.ndarray]:
    """Return sole, laces, elastic side and seams of a boot.

    Args:
        rng: decides which.
        measures: height and width of the shaft, height of the toe, the heel and the sole, and the back.
        shaft: its upper end in front.
        ankle: the front of the ankle.
        start: where the heel begins.
    """
    high, wide, toe, heel, sole, back = measures
    lines = [*some(rng, 0.6, curve((0.0, -sole), (0.4, -sole), (start, -sole - heel), (back, -sole - heel)))]
    lines += some(rng, 0.4, *_laces(rng, (shaft[0], -high * 0.95), (0.34, -toe - 0.12)))
    band = -high * 0.85
    lines += some(rng, 0.2, curve((shaft[0] - 0.02, band), (back - wide / 2, -high * 0.82), (back, band)))
    if rng.random() < 0.25:  # the elastic side of a Chelsea boot
        x = back - wide / 2
        lines += [curve((x - 0.1, -high), (x - 0.06, -high * 0.6), (x + 0.06, -high * 0.6), (x + 0.1, -high))]
    lines += some(rng, 0.15, line((back - wide * 0.45, -high), (back - wide * 0.4, -sole - heel)))
    lines += some(rng, 0.3, curve((0.3, -toe - 0.1), (0.36, -toe), (0.3, -sole)))
    lines += some(rng, 0.2, curve(ankle, (0.75, -0.35), (back, -0.4)))
    return lines


FOOTWEAR: dict[str, Callable[[Generator], Shape]] = {"Sandal": sandal, "Sneaker": sneaker, "Ankle boot": boot}

FROM_ABOVE: dict[str, Callable[[Generator], Shape]] = {
    "Sandal": sandal_above,
    "Sneaker": _sneakers_above,
    "Ankle boot": _boots_above,
}
