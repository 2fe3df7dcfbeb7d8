"""The measures of what covers the upper body, and the outline that follows from them.

They are those of garments laid flat: a body about one unit wide and one to two units long.
"""

from dataclasses import dataclass

import numpy as np

from fmnist_core.drawings.shapes import both, curve, ellipse, line, pair

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


def cut_of(rng: Generator, **fixed: object) -> Cut:
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


def cuffs(cut: Cut, share: float) -> tuple[np.ndarray, ...]:
    """Return the lines across both sleeves, at a share of their length."""
    length, width, angle = cut.sleeve
    along, across = np.array([np.sin(angle), np.cos(angle)]), np.array([-np.cos(angle), np.sin(angle)])
    start = np.array(cut.shoulder) + share * length * along
    return pair(np.stack([start, start + across * width * (1 + 0.3 * (1 - share))]))


def across(cut: Cut, y: float, rng: Generator) -> np.ndarray:
    """Return a line across the body at a height."""
    halves, heights = np.transpose([cut.chest, cut.waist, cut.hem])
    half = float(np.interp(y, heights, halves))
    return curve((-half, y), (0, y + rng.uniform(0, 0.04)), (half, y))


def some(rng: Generator, chance: float, *lines: np.ndarray) -> tuple[np.ndarray, ...]:
    """Return lines, or none of them."""
    return lines if rng.random() < chance else ()


def both_sides(half: np.ndarray) -> np.ndarray:
    """Return a line from the right half that starts in the middle, and its mirror image, as one."""
    return np.concatenate([(half * (-1, 1))[::-1], half[1:]])


def buttons(rng: Generator, x: float, top: float, bottom: float) -> tuple[np.ndarray, ...]:
    """Return a row of buttons, each a ring or a dot."""
    size = rng.choice([0.015, 0.04, 0.07])
    places = np.linspace(top, bottom, rng.integers(2, 7))
    return tuple(ellipse(x, float(y), size, size)[[*range(24), 0]] for y in places)
