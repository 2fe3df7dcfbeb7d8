"""Outlines of T-shirts, pullovers and shirts; every call gives another one."""

import numpy as np

from fmnist_core.drawings.cuts import (
    Cut,
    Generator,
    across,
    both_sides,
    buttons,
    cuffs,
    cut_of,
    long_sleeve,
    short_sleeve,
    some,
    upper,
)
from fmnist_core.drawings.shapes import Shape, box, curve, ellipse, line, pair


def tshirt(rng: Generator) -> Shape:
    """Return a T-shirt or a top."""
    fixed: dict[str, object] = {}
    if rng.random() < 0.08:  # a tank top
        fixed = {"sleeve": (0.0, 0.0, 0.0), "shoulder": (rng.uniform(0.24, 0.36), 0.03)}
    cut = cut_of(rng, **fixed)
    outline, seam, neckline = upper(cut)
    lines = [*some(rng, 0.25, *pair(seam))]
    if cut.sleeve[0]:
        lines += some(rng, 0.2, *cuffs(cut, 0.85))
    lines += some(rng, 0.15, across(cut, cut.hem[1] * 0.94, rng))
    lines += some(rng, 0.3, both_sides(neckline * (1.25, 1) + (0, 0.06)))
    lines += some(rng, 0.2, curve((-cut.neck, 0), (0, 0.03), (cut.neck, 0)))
    lines += some(rng, 0.1, *_print(rng))
    lines += some(rng, 0.1, box(0.1, 0.4, 0.16, 0.18))
    return Shape((outline,), tuple(lines))


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
    cut = cut_of(rng, sleeve=sleeve, depth=depth, pointed=pointed)
    outline, seam, neckline = upper(cut)
    lines = [*some(rng, 0.35, *pair(seam))]
    lines += some(rng, 0.55, *cuffs(cut, rng.uniform(0.82, 0.92)))
    lines += some(rng, 0.55, across(cut, cut.hem[1] * rng.uniform(0.86, 0.94), rng))
    lines += some(rng, 0.5, both_sides(neckline * (1.2, 1) + (0, 0.07)))
    lines += some(rng, 0.15, *_print(rng))
    lines += _knitted(rng, cut)
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
        lines += some(rng, 0.6, *pair(line((0.07, 0.15), (0.08, 0.4))))
        lines += some(rng, 0.7, line((-0.2, 0.75), (0.2, 0.75), (0.3, 1.0), (-0.3, 1.0), (-0.2, 0.75)))
    return Shape(tuple(parts), tuple(lines))


def _knitted(rng: Generator, cut: Cut) -> list[np.ndarray]:
    """Return stripes or a knitted pattern, mostly none."""
    lines: list[np.ndarray] = []
    if rng.random() < 0.2:  # stripes or a knitted pattern
        for y in np.linspace(cut.chest[1] * 0.8, cut.hem[1] * 0.85, rng.integers(2, 6)):
            wave = 0.03 * rng.choice([0, 1, 2])
            xs = np.linspace(-cut.chest[0] * 0.9, cut.chest[0] * 0.9, 9)
            lines.append(np.stack([xs, y + wave * (-1.0) ** np.arange(9)], axis=1))
    return lines


def shirt(rng: Generator) -> Shape:
    """Return a shirt: a collar, a row of buttons, mostly cuffs."""
    folded = rng.random() < 0.08
    sleeve = short_sleeve(rng) if rng.random() < 0.4 else long_sleeve(rng)
    cut = cut_of(
        rng,
        sleeve=(0.0, 0.0, 0.0) if folded else sleeve,
        depth=rng.uniform(0.1, 0.3),
        pointed=True,
        neck=rng.uniform(0.12, 0.2),
        sag=rng.choice([0.0, rng.uniform(0.03, 0.12)]),
    )
    outline, seam, _ = upper(cut)
    point = (rng.uniform(0.1, 0.25), cut.depth + rng.uniform(0.02, 0.15))
    collar = pair(line((0, cut.depth), point, (cut.neck + 0.06, 0.03), (cut.neck, -0.02)))
    lines = [*collar, *some(rng, 0.3, curve((-cut.neck, 0), (0, 0.05), (cut.neck, 0)))]
    lines += some(rng, 0.35, *pair(seam))
    end = cut.hem[1] + cut.sag
    if rng.random() < 0.2:  # a polo shirt
        low = rng.uniform(0.35, 0.55)
        lines += [line((-0.05, cut.depth), (-0.05, low), (0.05, low), (0.05, cut.depth))]
        lines += some(rng, 0.6, *buttons(rng, 0, cut.depth + 0.05, low - 0.05))
    else:
        lines += some(rng, 0.75, line((0.0, cut.depth), (0.0, end)))
        lines += some(rng, 0.3, line((0.09, cut.depth), (0.09, end)))
        lines += some(rng, 0.75, *buttons(rng, rng.choice([0, 0.045]), cut.depth + 0.1, end - 0.1))
    if not folded:
        lines += some(rng, 0.5, *cuffs(cut, rng.uniform(0.8, 0.9)))
    if rng.random() < 0.06:  # a tie
        lines.append(line((0, cut.depth), (0.06, 0.3), (0.08, 0.8), (0, 0.9), (-0.08, 0.8), (-0.06, 0.3)))
    lines += some(
        rng, 0.4, line((0.13, 0.45), (0.34, 0.45), (0.34, 0.66), (0.235, 0.7), (0.13, 0.66), (0.13, 0.45))
    )
    return Shape((outline,), tuple(lines))
