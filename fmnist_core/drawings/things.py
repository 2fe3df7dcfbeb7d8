"""Outlines of what is no item of clothing, as people draw it; every call gives another one."""

from collections.abc import Callable

import numpy as np

from fmnist_core.drawings.shapes import Shape, box, curve, ellipse, line

Generator = np.random.Generator


def scribble(rng: Generator) -> Shape:
    """Return a few curves that mean nothing."""
    return Shape(
        (), tuple(curve(*rng.uniform(0, 1, (rng.integers(3, 9), 2))) for _ in range(rng.integers(1, 5)))
    )


def figure(rng: Generator) -> Shape:
    """Return a polygon, a star, a circle or an oval, perhaps with a mark inside."""
    corners = int(rng.integers(3, 9))
    angle = np.linspace(0, 2 * np.pi, corners, endpoint=False)
    if rng.random() < 0.5:
        angle = np.sort(rng.uniform(0, 2 * np.pi, corners))
    reach = rng.uniform(0.4, 1, corners)
    if rng.random() < 0.5:  # a star, or regular
        reach = np.where(np.arange(corners) % 2, rng.uniform(0.3, 1), 1)
    outline = np.stack([reach * np.cos(angle), reach * np.sin(angle)], axis=1)
    if rng.random() < 0.3:
        outline = ellipse(0, 0, 2, rng.uniform(0.8, 2))
    marks = tuple(curve(*rng.uniform(-0.4, 0.4, (3, 2))) for _ in range(rng.integers(0, 3)))
    return Shape((outline,), marks)


def face(rng: Generator) -> Shape:
    """Return a face from the front, perhaps with a nose, hair and ears."""
    eyes = [ellipse(side * rng.normal(0.35, 0.05), -0.25, *rng.uniform(0.1, 0.35, 2)) for side in (-1, 1)]
    low = rng.normal(0.6, 0.15)
    lines = [curve((-0.4, 0.45), (0, low), (0.4, 0.45))]
    if rng.random() < 0.6:
        lines.append(line((0, -0.1), (rng.normal(-0.1, 0.05), 0.2), (0.08, 0.2)))
    if rng.random() < 0.6:
        for x in np.linspace(-1, 1, rng.integers(3, 7)):
            lines.append(curve((x * 0.6, -0.8), (x * 0.8 + rng.normal(0, 0.2), -1.3), (x * 1.1, -0.9)))
    ears = [ellipse(side * 1.1, 0, 0.3, 0.6) for side in (-1, 1)] if rng.random() < 0.4 else []
    return Shape((ellipse(0, 0, 2, rng.uniform(1.8, 2.8)),), tuple(lines), (*eyes, *ears))


def house(rng: Generator) -> Shape:
    """Return a house with a roof, a door and windows."""
    wide, high = rng.uniform(0.6, 1.3), rng.uniform(1, 2)
    roof = line((-wide * 1.15, 0), (rng.normal(0, 0.1), -rng.uniform(0.5, 1.2)), (wide * 1.15, 0))
    door = line((-0.15, high), (-0.15, high / 2), (0.15, high / 2), (0.15, high))
    windows = [box(x * wide - 0.12, 0.15 * high, 0.24, 0.2 * high)[[0, 1, 2, 3, 0]] for x in (-0.6, 0.6)]
    return Shape((box(-wide, 0, 2 * wide, high), roof), (door, *windows))


def plant(rng: Generator) -> Shape:
    """Return a tree or a flower."""
    if rng.random() < 0.5:
        around = np.linspace(0, 2 * np.pi, rng.integers(4, 8), endpoint=False)
        petals = [ellipse(0.6 * np.cos(angle), 0.6 * np.sin(angle) - 1, 0.6, 0.6) for angle in around]
        stem = curve((0, -0.6), (rng.normal(0, 0.1), 0.3), (0, 1.2))
        return Shape((ellipse(0, -1, 0.6, 0.6), *petals), (stem,))
    crown = ellipse(0, -1, *rng.uniform(1, 2, 2)) * (1 + rng.normal(0, 0.08, (24, 1)))
    return Shape((crown, box(-0.12, -0.3, 0.24, 1.3, flare=0.03)))


def animal(rng: Generator) -> Shape:
    """Return an animal from the side, on four legs."""
    size = rng.uniform(0.5, 0.8)
    legs = [line((x, 0.3), (x + rng.normal(0, 0.05), 1)) for x in (-0.7, -0.4, 0.4, 0.7)]
    tail = curve((-1, 0), (-1.4, -0.3), (-1.5, rng.uniform(-0.8, 0.3)))
    body = ellipse(0, 0, 2, rng.uniform(0.7, 1.2))
    return Shape((body, ellipse(1.1, -0.4, size, size)), (*legs, tail), (ellipse(1.2, -0.45, 0.1, 0.1),))


def vehicle(rng: Generator) -> Shape:
    """Return a car from the side."""
    top = rng.uniform(-1.1, -0.8)
    body = line(
        (-1.3, 0), (-1.2, -0.4), (-0.7, -0.45), (-0.4, top), (0.5, top), (0.8, -0.45), (1.3, -0.35), (1.35, 0)
    )
    wheels = [ellipse(x, 0, 0.5, 0.5) for x in (-0.7, 0.75)]
    return Shape((body, *wheels), (line((-0.5, -0.5), (0.6, -0.5)), line((0, top), (0, -0.5))))


def cup(rng: Generator) -> Shape:
    """Return a cup with a handle."""
    high, narrow = rng.uniform(1.2, 2), rng.uniform(0, 0.25)
    handle = ellipse(0.75, high / 2, *rng.uniform(0.5, 0.8, 2))
    return Shape(
        (box(-0.6, 0, 1.2, high, flare=-narrow),), (curve((-0.6, 0), (0, 0.1), (0.6, 0)),), (handle,)
    )


def umbrella(rng: Generator) -> Shape:
    """Return an open umbrella."""
    top = rng.uniform(-1.2, -0.7)
    roof = curve(
        (-1, 0), (-0.7, 0.7 * top), (0, top), (0.7, 0.7 * top), (1, 0), (0.5, -0.1), (0, 0), (-0.5, -0.1)
    )
    return Shape((roof,), (curve((0, 0), (0, 1), (0.2, 1.2), (0.4, 1)),))


THINGS: tuple[Callable[[Generator], Shape], ...] = (
    scribble,
    figure,
    face,
    house,
    plant,
    animal,
    vehicle,
    cup,
    umbrella,
)
