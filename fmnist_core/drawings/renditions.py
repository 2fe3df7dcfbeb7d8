"""A dataset's image as somebody else might have made it: drawn, cut out, or photographed.

Networks that know one kind of picture rely on its texture; the same shapes in other styles teach them the
shapes (Geirhos et al.: ImageNet-trained CNNs are biased towards texture, arXiv:1811.12231).
"""

import numpy as np
from PIL import Image

from fmnist_core.drawings.pens import SIDE

_FREE = 14  # pixels around the item
_INK = (8, 60)  # levels from which a pixel of an image belongs to its item


def drawn(image: np.ndarray, rng: np.random.Generator, *, mirror: bool) -> np.ndarray:
    """Return an image as a drawing: its outline, inner edges, silhouette, or a few tones.

    Args:
        image: uint8 (h, w), 0 = background.
        rng: decides on pose and style.
        mirror: whether mirror images mean the same.

    Returns:
        uint8 (h, w), dark on light.
    """
    from scipy import ndimage

    large = _posed(image, rng, mirror=mirror)
    soft = ndimage.gaussian_filter(large, rng.uniform(1.0, 3.0))
    mask = soft > rng.integers(*_INK)
    pen = int(np.exp(rng.uniform(np.log(1), np.log(12))))
    edge = mask & ~ndimage.minimum_filter(mask, pen + 2)
    slope = np.hypot(*np.gradient(soft.astype(np.float32)))
    steep = float(np.percentile(slope[mask], rng.uniform(80, 97))) if mask.any() else 1.0
    inner = mask & (slope > max(steep, 1.0))
    style = rng.random()
    if style < 0.45:
        ink = _with_gaps(edge | inner if rng.random() < 0.6 else edge, rng)
        return np.where(ink, 0, 255).astype(np.uint8)
    if style < 0.65:
        return np.where(mask, rng.integers(0, 120), 255).astype(np.uint8)
    if style < 0.8:  # a glyph with its inner lines left white
        return np.where(mask & ~(inner & ~edge), 0, 255).astype(np.uint8)
    tones = np.sort(rng.integers(0, 230, 3))[:: rng.choice([-1, 1])]
    levels = np.digitize(soft, np.percentile(soft[mask], [33, 66])) if mask.any() else np.zeros_like(soft)
    flat = np.where(mask, tones[levels], 255)
    return np.where(edge, 0, flat).astype(np.uint8) if rng.random() < 0.6 else flat.astype(np.uint8)


def digit(image: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return what consists of strokes, drawn with a pen of another width.

    Args:
        image: uint8 (h, w), 0 = background.
        rng: decides on pose and pen.

    Returns:
        uint8 (h, w), dark on light.
    """
    from scipy import ndimage

    large = _posed(image, rng, mirror=False)
    soft = ndimage.gaussian_filter(large, 2.0) > 100
    size = int(rng.integers(1, 8))
    changed = ndimage.maximum_filter(soft, size) if rng.random() < 0.5 else ndimage.minimum_filter(soft, size)
    return np.where(changed if changed.sum() > 0.3 * soft.sum() else soft, 0, 255).astype(np.uint8)


def photographed(image: np.ndarray, rng: np.random.Generator, *, mirror: bool) -> np.ndarray:
    """Return an image as a photo: another material, in uneven light, on a ground of any brightness.

    Args:
        image: uint8 (h, w), 0 = background.
        rng: decides on pose, tones, light and ground.
        mirror: whether mirror images mean the same.

    Returns:
        uint8 (h, w).
    """
    from scipy import ndimage

    large = _posed(image, rng, mirror=mirror)
    mask = ndimage.gaussian_filter((large > rng.integers(8, 25)).astype(np.float32), 1.0)
    shades = ndimage.gaussian_filter(large.astype(np.float32), rng.uniform(0.5, 1.5)) / 255
    if rng.random() < 0.4:
        shades = 1 - shades
    shades = shades ** np.exp(rng.normal(0, 0.5))
    dark, light = np.sort(rng.uniform(0, 255, 2))
    item = dark + (light - dark) * shades
    if rng.random() < 0.35:
        item += rng.uniform(10, 90) * _pattern(large.shape, rng)
    ground = np.full(
        large.shape, _ground_level(rng, float(item[mask > 0.5].mean()) if mask.max() > 0.5 else 0)
    )
    down, across = np.mgrid[-1 : 1 : large.shape[0] * 1j, -1 : 1 : large.shape[1] * 1j]
    ground += rng.normal(0, 14) * down + rng.normal(0, 14) * across
    shadow = ndimage.gaussian_filter(np.roll(mask, rng.integers(-6, 7, 2), (0, 1)), rng.uniform(2, 6))
    ground = ground * (1 - rng.choice([0.0, rng.uniform(0, 0.5)]) * shadow)
    result = ground * (1 - mask) + item * mask
    result += rng.normal(0, rng.choice([0.0, rng.uniform(0, 6)]), large.shape)
    return np.clip(result, 0, 255).astype(np.uint8)


def _with_gaps(ink: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return lines with a few places wiped out."""
    ink = ink.copy()
    for _ in range(int(rng.choice([0, 0, 1, 2, 4]))):
        top, left = (int(rng.integers(0, length)) for length in ink.shape)
        size = int(rng.integers(4, 24))
        ink[top : top + size, left : left + size] = False
    return ink


def _ground_level(rng: np.random.Generator, item: float) -> float:
    """Return the brightness of a ground: white most often, as in shops, else unlike the item."""
    if rng.random() < 0.45:
        return 255.0 - rng.uniform(0, 15)
    levels = rng.uniform(0, 255, 4)
    return float(levels[np.abs(levels - item).argmax()])


def _pattern(shape: tuple[int, ...], rng: np.random.Generator) -> np.ndarray:
    """Return stripes, checks or blotches between -1 and 1, float (h, w)."""
    down, across = np.mgrid[: shape[0], : shape[1]] / SIDE
    waves = rng.uniform(3, 25) * 2 * np.pi
    kind = rng.integers(4)
    if kind == 0:
        return np.sign(np.sin(down * waves))
    if kind == 1:
        return np.sign(np.sin(across * waves))
    if kind == 2:
        return np.sin(down * waves) * np.sin(across * waves)
    coarse = Image.fromarray(rng.uniform(-1, 1, (9, 9)).astype(np.float32))
    return np.asarray(coarse.resize((shape[1], shape[0]), Image.Resampling.BICUBIC))


def _posed(image: np.ndarray, rng: np.random.Generator, *, mirror: bool) -> np.ndarray:
    """Return an image enlarged, stretched, turned and mirrored at random, with room around its item."""
    rows, columns = np.flatnonzero(image.max(axis=1) > 0), np.flatnonzero(image.max(axis=0) > 0)
    item = image[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1] if len(rows) else image
    stretch = np.exp(rng.normal(0, 0.12))
    scale = SIDE / max(item.shape)
    height, width = (
        max(8, round(n * scale * s)) for n, s in zip(item.shape, (1 / stretch, stretch), strict=True)
    )
    picture = Image.fromarray(item).resize((width, height), Image.Resampling.BICUBIC)
    padded = Image.new("L", (width + 2 * _FREE, height + 2 * _FREE))
    padded.paste(picture, (_FREE, _FREE))
    turned = padded.rotate(
        rng.normal(0, 15 if rng.random() < 0.15 else 5), Image.Resampling.BILINEAR, expand=True
    )
    return np.asarray(turned)[:, :: -1 if mirror and rng.random() < 0.5 else 1]
