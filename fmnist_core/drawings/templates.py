"""The outlines of each class of Fashion-MNIST: what people draw when they are asked for one."""

from collections.abc import Callable

import numpy as np

from fmnist_core.drawings.bags import BAGS
from fmnist_core.drawings.footwear import FOOTWEAR, FROM_ABOVE
from fmnist_core.drawings.garments import GARMENTS
from fmnist_core.drawings.shapes import Shape
from fmnist_core.errors import DatasetError

CLASSES = (
    "T-shirt/top",
    "Trouser",
    "Pullover",
    "Dress",
    "Coat",
    "Sandal",
    "Shirt",
    "Sneaker",
    "Bag",
    "Ankle boot",
)
_SHAPES: dict[str, Callable[[np.random.Generator], Shape]] = {**GARMENTS, **FOOTWEAR, **BAGS}
_MARGIN = 0.1  # of the canvas, free on each side of a template
# The seeds of those outlines that show their class best.
_SHOWN = dict(zip(CLASSES, (6, 7, 1, 4, 3, 4, 10, 11, 0, 12), strict=True))


def shape_of(name: str, rng: np.random.Generator) -> Shape:
    """Return a random outline of a class.

    Args:
        name: one of `CLASSES`.
        rng: another state gives another cut.
    """
    return _SHAPES[name](rng)


def shape_laid_out(name: str, rng: np.random.Generator) -> Shape:
    """Return a random outline of a class as a camera above it sees it: shoes often from above."""
    above = FROM_ABOVE.get(name)
    return above(rng) if above is not None and rng.random() < 0.6 else shape_of(name, rng)


def template_strokes(wanted: int | str) -> tuple[np.ndarray, ...]:
    """Return the outline of a class as strokes, to be shown faintly below what somebody draws.

    Args:
        wanted: the number or the name of a Fashion-MNIST class.

    Returns:
        Polylines, float (n, 2) each, of (x, y) in [0, 1], y downwards; always the same for a class.

    Raises:
        DatasetError: there is no such class.
    """
    names = dict(enumerate(CLASSES)) | {name: name for name in CLASSES}
    if wanted not in names:
        raise DatasetError(f"There is no outline of {wanted!r}. Known: {', '.join(CLASSES)}.")
    name = names[wanted]
    shape = shape_of(name, np.random.default_rng(_SHOWN[name]))
    low, high = shape.bounds()
    scale = (1 - 2 * _MARGIN) / (high - low).max()
    shape = shape.moved(np.eye(2) * scale, 0.5 - scale * (low + high) / 2)
    closed = tuple(np.concatenate([part, part[:1]]) for part in (*shape.parts, *shape.rings))
    return (*closed, *shape.lines)
