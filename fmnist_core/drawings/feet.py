"""What shoes have in common: the foot."""

import numpy as np

from fmnist_core.drawings.cuts import Generator
from fmnist_core.drawings.shapes import Shape, curve, joined, mirrored


def foot_outline(rng: Generator) -> np.ndarray:
    """Return the outline of a sole from above, about 0.4 wide and one long, toes up."""
    front, back, middle = rng.uniform(0.17, 0.25), rng.uniform(0.13, 0.2), rng.uniform(0.11, 0.18)
    lean = rng.uniform(-0.06, 0.06)
    return curve(
        (lean, -0.5),
        (front * 0.85 + lean / 2, -0.38),
        (front, -0.18),
        (middle, 0.12),
        (back, 0.32),
        (0, 0.5),
        (-back, 0.32),
        (-middle - 0.02, 0.12),
        (-front, -0.18),
        (-front * 0.85 + lean, -0.4),
        closed=True,
    )


def couple(shape: Shape, rng: Generator, chance: float) -> Shape:
    """Return a shape, or two of them side by side."""
    if rng.random() >= chance:
        return shape
    gap = rng.uniform(0.42, 0.62)
    mirror = Shape(
        tuple(mirrored(part) for part in shape.parts), tuple(mirrored(part) for part in shape.lines)
    )
    tilt = np.eye(2) + rng.normal(0, 0.06, (2, 2))
    return joined(shape, mirror.moved(tilt, np.array([gap, rng.uniform(-0.05, 0.05)])))
