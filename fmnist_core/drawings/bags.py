"""Outlines of bags; every call gives another one. The body is about one unit wide, its top at y = 0."""

from collections.abc import Callable

import numpy as np

from fmnist_core.drawings.shapes import Shape, arch, box, curve, ellipse, line

Generator = np.random.Generator


def bag(rng: Generator) -> Shape:
    """Return a handbag, a tote, a satchel, a purse, a briefcase or a backpack."""
    high = rng.uniform(0.5, 1.25)
    body = _body(rng, high)
    lines, parts, rings = [], [body], []
    for handle in _handles(rng):
        (rings if rng.random() < 0.7 else lines).append(handle)
    kind = rng.random()
    if kind < 0.3:  # a flap
        low = high * rng.uniform(0.3, 0.65)
        bow = rng.uniform(0, 0.2)
        lines.append(
            curve((-0.5, 0.02), (-0.46, low * 0.6), (0, low + bow), (0.46, low * 0.6), (0.5, 0.02))
            if rng.random() < 0.5
            else line((-0.5, 0.02), (-0.45, low), (0.45, low), (0.5, 0.02))
        )
        if rng.random() < 0.7:
            size = rng.uniform(0.06, 0.16)
            lines.append(ellipse(0, low + bow * 0.8, size, size)[[*range(24), 0]])
    elif kind < 0.55:
        lines.append(line((-0.5, high * 0.14), (0.5, high * 0.14)))
        if rng.random() < 0.4:
            size = rng.uniform(0.06, 0.14)
            lines.append(box(-size / 2, high * 0.1, size, size)[[0, 1, 2, 3, 0]])
    elif kind < 0.7:  # pockets
        wide, tall = rng.uniform(0.4, 0.8), high * rng.uniform(0.3, 0.5)
        lines.append(box(-wide / 2, high * 0.9 - tall, wide, tall)[[0, 1, 2, 3, 0]])
    if rng.random() < 0.12:
        lines += [line((x, 0.0), (x * 1.05, high)) for x in (-0.3, 0.3)]
    if rng.random() < 0.1:
        lines.append(curve((-0.1, high * 0.5), (0, high * 0.6), (0.1, high * 0.5)))
    return Shape(tuple(parts), tuple(lines), tuple(rings))


def _body(rng: Generator, high: float) -> np.ndarray:
    kind = rng.random()
    if kind < 0.7:
        flare = rng.uniform(-0.12, 0.2)
        return box(
            -0.5 + max(flare, 0),
            0,
            1 - 2 * max(flare, 0),
            high,
            flare=flare,
            round_=rng.choice([0, rng.uniform(0.1, 0.35)]),
        )
    if kind < 0.85:  # round
        return curve(
            (-0.35, 0),
            (0, -0.04),
            (0.35, 0),
            (0.52, high * 0.6),
            (0.35, high),
            (-0.35, high),
            (-0.52, high * 0.6),
            closed=True,
        )
    top = rng.uniform(0.25, 0.45)  # a half circle
    return np.concatenate(
        [arch(0, high, 1.0, high, rng.uniform(2, 4)), line((0.5, high + top * 0.1), (-0.5, high + top * 0.1))]
    )


def _handles(rng: Generator) -> list[np.ndarray]:
    kind = rng.random()
    if kind < 0.08:
        return []
    wide, tall = rng.uniform(0.25, 0.85), rng.uniform(0.15, 0.8)
    thick = rng.choice([0.0, rng.uniform(0.04, 0.09)])
    square = rng.choice([2.0, 2.0, rng.uniform(2, 8)])
    handles = [_handle(0, wide, tall, thick, square)]
    if kind < 0.22:
        handles.append(_handle(rng.uniform(0.03, 0.1), wide, tall * rng.uniform(0.85, 1.15), thick, square))
    return handles


def _handle(x: float, wide: float, tall: float, thick: float, square: float) -> np.ndarray:
    """Return a handle that stands on the body: a line, or a band around its opening."""
    outer = arch(x, 0.02, wide, tall, square)
    if not thick:
        return outer
    inner = arch(x, 0.02, max(wide - 2 * thick, 0.05), max(tall - thick, 0.05), square)
    return np.concatenate([outer, inner[::-1]])


BAGS: dict[str, Callable[[Generator], Shape]] = {"Bag": bag}
