"""Outlines of sandals, from the side and from above; every call gives another one."""

import numpy as np

from fmnist_core.drawings.cuts import Generator, some
from fmnist_core.drawings.feet import couple, foot_outline
from fmnist_core.drawings.shapes import Shape, curve, ellipse, line


def sandal(rng: Generator) -> Shape:
    """Return a sandal: from the side, flat or with a heel, or from above, alone or as a pair."""
    return sandal_above(rng) if rng.random() < 0.42 else _sandal_side(rng)


def sandal_above(rng: Generator) -> Shape:
    """Return a flip-flop or a sandal with bands from above, alone or as a pair."""
    foot = foot_outline(rng)
    if rng.random() < 0.25:
        foot = ellipse(0, 0, 0.42, 1)
    low = rng.uniform(0.0, 0.25)
    half = float(np.interp(low, [-0.18, 0.12, 0.32], [0.2, 0.15, 0.16]))
    toe = (rng.uniform(-0.05, 0.05), rng.uniform(-0.34, -0.2))
    kind = rng.random()
    lines: list[np.ndarray] = []
    parts = [foot]
    if kind < 0.6:  # flip-flops
        bow = rng.uniform(-0.05, 0.08)
        strap = (
            curve(toe, (half * 0.7, (toe[1] + low) / 2 - bow), (half, low)),
            curve(toe, (-half * 0.7, (toe[1] + low) / 2 - bow), (-half, low)),
        )
        lines += strap
        if rng.random() < 0.35:
            lines += [part * (0.8, 0.9) + (0, 0.07) for part in strap]
    elif kind < 0.85:  # bands across
        for y in np.linspace(-0.25, rng.uniform(-0.1, 0.3), rng.integers(1, 4)):
            bow = rng.uniform(0, 0.1)
            lines += [
                curve((-0.2, y), (0, y - bow), (0.2, y)),
                curve((-0.2, y + 0.09), (0, y + 0.09 - bow), (0.2, y + 0.09)),
            ]
    if rng.random() < 0.25:
        inner = foot * 0.86
        lines.append(inner[[*range(len(inner)), 0]])
    turn, wide = rng.normal(0, 0.25), rng.uniform(0.8, 1.4)
    turned = np.array([[np.cos(turn) * wide, -np.sin(turn)], [np.sin(turn) * wide, np.cos(turn)]])
    return couple(Shape(tuple(parts), tuple(lines)).moved(turned, np.zeros(2)), rng, 0.5)


def _sandal_side(rng: Generator) -> Shape:
    """Return a sole with bands above it; the foot between them stays open."""
    thick = rng.uniform(0.04, 0.12)
    heel = rng.uniform(0.12, 0.55) if rng.random() < 0.45 else 0.0
    top = curve(
        (0.0, -thick), (0.25, -thick - heel * 0.04), (0.65, -thick - heel * 0.75), (1.0, -thick - heel)
    )
    under = curve((1.0, -heel), (0.65, -heel * 0.72), (0.25, -heel * 0.02), (0.0, 0.0))
    wedge = heel and rng.random() < 0.35
    if wedge:
        under = line((1.0, 0), (0.5, 0), (0.0, 0.0))
    parts = [np.concatenate([top, under])]
    if heel and not wedge:
        slim = rng.uniform(0.03, 0.2)
        parts.append(line((1.0, -heel), (0.98, 0), (0.98 - slim * 0.6, 0), (0.98 - slim, -heel * 0.85)))
    band, lines = _bands(rng, thick, heel)
    return Shape((*parts, band), tuple(lines))


def _bands(rng: Generator, thick: float, heel: float) -> tuple[np.ndarray, list[np.ndarray]]:
    """Return the band over the toes as an outline, and what holds the heel as lines."""
    rise = rng.uniform(0.14, 0.28)
    wide = rng.uniform(0.06, 0.22)
    start = rng.uniform(0.08, 0.2)
    level = thick + heel * 0.06
    if rng.random() < 0.2:  # a slide: one wide band
        wide, rise = rng.uniform(0.2, 0.4), rng.uniform(0.2, 0.32)
    band = np.concatenate(
        [
            curve((start, -level), (start + 0.07, -level - rise * 0.8), (start + 0.14, -level - rise)),
            curve(
                (start + 0.14 + wide, -level - rise * rng.uniform(1.0, 1.3)),
                (start + 0.2 + wide, -level - rise * 0.4),
                (start + 0.18 + wide, -level - heel * 0.3),
            ),
        ]
    )
    lines: list[np.ndarray] = []
    if rng.random() < 0.7:
        lines = _ankle_straps(rng, thick, heel, (start + 0.15 + wide, -level - rise))
    elif rng.random() < 0.25:  # more bands behind the first
        for x in np.linspace(start + wide + 0.25, 0.85, rng.integers(1, 4)):
            foot = -thick - heel * x
            lines.append(curve((x, foot), (x + 0.02, foot - rise), (x + 0.1, foot)))
    elif rng.random() < 0.4:
        lines += [curve((start, -level), (0.4, -level - rise * 1.2), (0.7, -thick - heel * 0.8))]
    return band, lines


def _ankle_straps(rng: Generator, thick: float, heel: float, toes: tuple[float, float]) -> list[np.ndarray]:
    """Return a strap around the ankle and what leads to it, from the heel and from the band at the toes."""
    up = rng.uniform(0.3, 0.5) + heel
    back = curve((0.99, -thick - heel), (1.0, -up * 0.75 - thick), (0.95, -up - thick))
    lines = [back, curve((0.95, -up - thick), (0.8, -up - thick * 0.5), (0.62, -up + 0.04))]
    lines += some(
        rng,
        0.5,
        back - (0.07, 0.0),
        curve((0.93, -up - thick + 0.08), (0.8, -up - thick * 0.5 + 0.08), (0.63, -up + 0.11)),
    )
    lines += some(rng, 0.6, curve((0.62, -up + 0.04), (0.6, -up * 0.6), (0.66, -thick - heel * 0.75)))
    lines += some(rng, 0.4, curve(toes, (0.5, -up * 0.75), (0.62, -up + 0.06)))
    if rng.random() < 0.35:  # gladiators
        lines += [
            curve((0.6, -y), (0.78, -y - 0.05), (0.98, -y))
            for y in np.linspace(up * 0.6, up * rng.uniform(1, 1.8), 4)
        ]
    return lines
