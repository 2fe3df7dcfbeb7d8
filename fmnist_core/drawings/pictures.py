"""One made picture a training image, as the preparation of users' pictures would pass it to a network."""

import hashlib
from collections.abc import Iterator, Sequence
from functools import partial

import numpy as np

from fmnist_core.datasets import DatasetSpec
from fmnist_core.drawings.keeping import is_kept, kept
from fmnist_core.drawings.pens import painted, sketched
from fmnist_core.drawings.renditions import digit, drawn, photographed
from fmnist_core.drawings.templates import CLASSES, shape_laid_out, shape_of
from fmnist_core.drawings.worn import GARMENTS, worn
from fmnist_core.errors import PictureError
from fmnist_core.images import prepare

Part = tuple[np.ndarray, np.ndarray]  # images and labels

PART = 2_500  # pictures a file of the cache
VERSION = 1  # another one makes all pictures anew
_WORN = 0.25  # of the photographed garments
_SKETCHED, _PAINTED, _DRAWN = 0.48, 0.1, 0.22  # shares of the pictures; the rest is photographed images
# Told from other garments by their material, which a drawing of an image does not show: people draw what
# tells them, a collar and buttons or an opening, which the outlines have.
_BY_MATERIAL = ("Shirt", "Coat")


def made_pictures(images: np.ndarray, labels: np.ndarray, spec: DatasetSpec, seed: int) -> np.ndarray:
    """Return one made picture for each image: a drawing, an icon or a photo of the same class.

    They are kept in `cache/pictures` and made only once; 1,000 take about 8 seconds.

    Args:
        images: uint8 (n, h, w), of the training split alone.
        labels: int64 (n,).
        spec: of the dataset.
        seed: another seed gives other pictures.

    Returns:
        uint8 (n, h, w).
    """
    return np.concatenate(
        [
            kept(_name(*part, spec, seeds), part[0].shape, partial(make_pictures, *part, spec, seeds))
            for part, seeds in _parts(images, labels, seed)
        ]
    )


def missing_pictures(images: np.ndarray, labels: np.ndarray, spec: DatasetSpec, seed: int) -> int:
    """Return how many pictures `made_pictures` would have to make, of the same arguments."""
    parts = _parts(images, labels, seed)
    return sum(len(part[0]) for part, seeds in parts if not is_kept(_name(*part, spec, seeds)))


def make_pictures(
    images: np.ndarray, labels: np.ndarray, spec: DatasetSpec, seeds: Sequence[int]
) -> np.ndarray:
    """Make the pictures and keep none; arguments and result as in `made_pictures`, with several seeds."""
    return np.stack(
        [
            _made(image, int(label), spec, np.random.default_rng([*seeds, number]))
            for number, (image, label) in enumerate(zip(images, labels, strict=True))
        ]
    )


def _parts(images: np.ndarray, labels: np.ndarray, seed: int) -> Iterator[tuple[Part, list[int]]]:
    for start in range(0, len(images), PART):
        yield (images[start : start + PART], labels[start : start + PART]), [seed, start]


def _name(images: np.ndarray, labels: np.ndarray, spec: DatasetSpec, seeds: Sequence[int]) -> str:
    rest = (VERSION, *seeds, spec.class_names, spec.flips_allowed)
    digest = hashlib.sha256(images.tobytes() + labels.tobytes() + repr(rest).encode())
    return f"{spec.name}-{digest.hexdigest()[:16]}"


def _made(image: np.ndarray, label: int, spec: DatasetSpec, rng: np.random.Generator) -> np.ndarray:
    """Return the pixels of a picture of a class; the image itself where a picture turns out blank."""
    try:
        return prepare(_picture(image, label, spec, rng), spec).pixels
    except PictureError:
        return image


def _picture(image: np.ndarray, label: int, spec: DatasetSpec, rng: np.random.Generator) -> np.ndarray:
    if spec.name == "mnist":
        return digit(image, rng)
    kind = rng.random()
    name = spec.class_names[label] if spec.class_names == CLASSES else ""
    if name and kind < _SKETCHED:
        return sketched(shape_of(name, rng), rng)
    if name and kind < _SKETCHED + _PAINTED:
        image = painted(shape_laid_out(name, rng), rng)
    elif rng.random() < _DRAWN / (1 - _SKETCHED - _PAINTED):
        if name in _BY_MATERIAL:
            return sketched(shape_of(name, rng), rng)
        return drawn(image, rng, mirror=spec.flips_allowed)
    if name in GARMENTS and rng.random() < _WORN:
        image = worn(image, name, rng)
    return photographed(image, rng, mirror=spec.flips_allowed)
