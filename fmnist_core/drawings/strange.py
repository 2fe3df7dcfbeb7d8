"""Made drawings that show no item of Fashion-MNIST: things, writing and digits.

A network that has seen only garments finds a garment in everything; what strange pictures look like to it is
learnt from examples (Hendrycks, Mazeika, Dietterich 2019, "Deep Anomaly Detection with Outlier Exposure",
arXiv 1812.04606).
"""

import string

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from fmnist_core import datasets
from fmnist_core.datasets import DatasetSpec
from fmnist_core.drawings.keeping import kept
from fmnist_core.drawings.pens import sketched
from fmnist_core.drawings.renditions import digit
from fmnist_core.drawings.templates import CLASSES
from fmnist_core.drawings.things import THINGS
from fmnist_core.errors import PictureError
from fmnist_core.images import prepare

VERSION = 1  # another one makes all pictures anew
_DIGITS, _WRITING = 0.25, 0.15  # shares of the pictures; the rest are things
_LETTERS = string.ascii_letters + string.digits + "?!&%#"
_SIZE = 120  # pixels of a letter


def strange_pictures(count: int, spec: DatasetSpec, seed: int) -> np.ndarray | None:
    """Return drawings of none of a dataset's classes, as their preparation would pass them to a network.

    They are kept in `cache/pictures` and made only once; 1,000 take about 4 seconds.

    Args:
        count: how many.
        spec: of the dataset.
        seed: another seed gives other pictures.

    Returns:
        uint8 (count, h, w); None for a dataset of which it is not known what is strange to it.

    Raises:
        DatasetError: the digits that ship with the project cannot be read.
    """
    if spec.class_names != CLASSES:
        return None
    shape = datasets.load(spec.name).image_shape

    def make() -> np.ndarray:
        digits = datasets.load("mnist").train.images
        return np.stack(
            [_made(spec, digits, np.random.default_rng([seed, number])) for number in range(count)]
        )

    return kept(f"{spec.name}-strange-{VERSION}-{seed}-{count}", (count, *shape), make)


def _made(spec: DatasetSpec, digits: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    while True:
        try:
            return prepare(_picture(digits, rng), spec).pixels
        except PictureError:  # blank: the pen was too thin for what it drew
            continue


def _picture(digits: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    kind = rng.random()
    if kind < _DIGITS:
        return digit(digits[rng.integers(len(digits))], rng)
    if kind < _DIGITS + _WRITING:
        return digit(_writing(rng), rng)
    return sketched(THINGS[rng.integers(len(THINGS))](rng), rng)


def _writing(rng: np.random.Generator) -> np.ndarray:
    """Return a few letters, uint8 (h, w), light on 0."""
    text = "".join(rng.choice(list(_LETTERS), rng.integers(1, 5)))
    font = ImageFont.load_default(size=_SIZE)
    left, top, right, bottom = font.getbbox(text)
    picture = Image.new("L", (round(right - left) + 10, round(bottom - top) + 10))
    ImageDraw.Draw(picture).text((5 - left, 5 - top), text, fill=255, font=font)
    return np.asarray(picture)
