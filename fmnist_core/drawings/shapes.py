"""Outlines of items: what their parts are, and curves to draw them with.

Coordinates are (x, y) with y downwards, in units of no meaning: whoever draws a shape scales it.
"""

from dataclasses import dataclass

import numpy as np

STEPS = 8  # points between two given ones of a curve


@dataclass(frozen=True)
class Shape:
    """An item as people draw it.

    Attributes:
        parts: closed outlines of what is filled in a silhouette, float (n, 2) each, not repeating the start.
        lines: what is drawn inside of them or on its own, float (n, 2) each.
        rings: closed outlines around what stays open, such as a handle, float (n, 2) each.
    """

    parts: tuple[np.ndarray, ...]
    lines: tuple[np.ndarray, ...] = ()
    rings: tuple[np.ndarray, ...] = ()

    def moved(self, matrix: np.ndarray, offset: np.ndarray) -> "Shape":
        """Return the shape after a linear map, float (2, 2), and a shift, float (2,)."""
        return Shape(
            *(tuple(points @ matrix.T + offset for points in group) for group in self._groups()),
        )

    def bounds(self) -> tuple[np.ndarray, np.ndarray]:
        """Return the corners of the box around all of it, float (2,) each."""
        points = np.concatenate([points for group in self._groups() for points in group])
        return points.min(axis=0), points.max(axis=0)

    def _groups(self) -> tuple[tuple[np.ndarray, ...], ...]:
        return self.parts, self.lines, self.rings


def joined(*shapes: Shape) -> Shape:
    """Return several shapes as one."""
    return Shape(
        tuple(part for shape in shapes for part in shape.parts),
        tuple(line for shape in shapes for line in shape.lines),
        tuple(ring for shape in shapes for ring in shape.rings),
    )


def line(*points: tuple[float, float]) -> np.ndarray:
    """Return straight lines through some points, float (n, 2)."""
    return np.array(points, float)


def curve(*points: tuple[float, float], closed: bool = False) -> np.ndarray:
    """Return a smooth curve through some points (Catmull, Rom, 1974), float (n, 2)."""
    given = np.array(points, float)
    around = np.concatenate([given[-1:], given, given[:2]]) if closed else _with_ends(given)
    before, start, end, after = around[:-3], around[1:-2], around[2:-1], around[3:]
    t = np.linspace(0, 1, STEPS, endpoint=False)[:, np.newaxis, np.newaxis]
    between = 0.5 * (
        2 * start
        + (end - before) * t
        + (2 * before - 5 * start + 4 * end - after) * t**2
        + (3 * start - before - 3 * end + after) * t**3
    )
    result = between.transpose(1, 0, 2).reshape(-1, 2)
    return result if closed else np.concatenate([result, given[-1:]])


def _with_ends(points: np.ndarray) -> np.ndarray:
    return np.concatenate([2 * points[:1] - points[1:2], points, 2 * points[-1:] - points[-2:-1]])


def ellipse(x: float, y: float, width: float, height: float) -> np.ndarray:
    """Return an ellipse around (x, y) as a closed outline, float (24, 2)."""
    angle = np.linspace(0, 2 * np.pi, 24, endpoint=False)
    return np.stack([x + width / 2 * np.cos(angle), y + height / 2 * np.sin(angle)], axis=1)


def arch(x: float, y: float, width: float, height: float, squareness: float = 2.0) -> np.ndarray:
    """Return an arch that stands on (x, y), float (17, 2); a higher squareness makes its corners sharper."""
    angle = np.linspace(np.pi, 0, 17)
    cosine, sine = np.cos(angle), np.sin(angle)
    power = 2 / squareness
    across, up = np.sign(cosine) * np.abs(cosine) ** power, np.abs(sine) ** power
    return np.stack([x + width / 2 * across, y - height * up], axis=1)


def box(
    x: float, y: float, width: float, height: float, *, flare: float = 0.0, round_: float = 0.0
) -> np.ndarray:
    """Return a rectangle with its upper left corner at (x, y), wider below by `flare` on each side."""
    corners = line((x, y), (x + width, y), (x + width + flare, y + height), (x - flare, y + height))
    if not round_:
        return corners
    reach = round_ * min(width, height)
    points = []
    for before, corner, after in zip(np.roll(corners, 1, 0), corners, np.roll(corners, -1, 0), strict=True):
        start = corner + (before - corner) / np.linalg.norm(before - corner) * reach
        end = corner + (after - corner) / np.linalg.norm(after - corner) * reach
        t = np.linspace(0, 1, 6)[:, np.newaxis]
        points.append((1 - t) ** 2 * start + 2 * t * (1 - t) * corner + t**2 * end)
    return np.concatenate(points)


def mirrored(points: np.ndarray) -> np.ndarray:
    """Return points with left and right exchanged around x = 0, in the opposite order."""
    return (points * (-1, 1))[::-1]


def both(half: np.ndarray) -> np.ndarray:
    """Return a closed outline from its right half, which runs from the top to the bottom."""
    return np.concatenate([half, mirrored(half)])


def pair(points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return a line on the right and its mirror image on the left."""
    return points, mirrored(points)
