"""The steps from a picture to what a network was trained on, each kept so that it can be shown.

Garments follow how Fashion-MNIST was made (Xiao, Rasul, Vollgraf, arXiv:1708.07747, section 2): trimmed, the
longest edge to the full side, centred, light on black. Digits follow MNIST: a box of 20 of the 28 pixels,
the centre of mass in the middle (http://yann.lecun.com/exdb/mnist/).
"""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from PIL import Image

from fmnist_core import datasets
from fmnist_core.datasets import DatasetSpec
from fmnist_core.errors import PictureError
from fmnist_core.images.form import dataset_pixels
from fmnist_core.images.item import Item, find_item, fitted
from fmnist_core.images.picture import as_picture, read_picture
from fmnist_core.images.strokes import strokes_filled

WORKING_SIDE = 280  # pixels: ten times what the networks see is enough to work on, and fast
LEAST_CONTRAST = 10  # levels of 255; below, a picture shows nothing


@dataclass(frozen=True)
class Recipe:
    """How a dataset's images were made.

    Attributes:
        box: share of the side that the item's longest edge takes.
        by_mass: whether the centre of mass is in the middle, rather than that of the box.
        fills: whether closed outlines stand for filled shapes.
    """

    box: float = 1.0
    by_mass: bool = False
    fills: bool = True


RECIPES = {"mnist": Recipe(box=20 / 28, by_mass=True, fills=False)}
DEFAULT_RECIPE = Recipe()


@dataclass(frozen=True)
class Step:
    """One step of the preparation, and what the picture looks like after it.

    Attributes:
        name: a key, such as "crop".
        title: what a page calls it.
        explanation: what was done and why, one sentence.
        image: uint8 (h, w) or (h, w, 3).
    """

    name: str
    title: str
    explanation: str
    image: np.ndarray


@dataclass(frozen=True)
class Prepared:
    """What the network sees of a picture.

    Attributes:
        pixels: uint8, of the dataset's image shape, 0 = background.
        kind: "photo", "drawing" or "dataset image".
        steps: what led there, the picture as received first.
    """

    pixels: np.ndarray
    kind: str
    steps: tuple[Step, ...]


def prepare(picture: Image.Image | np.ndarray | bytes | Path, dataset: str | DatasetSpec) -> Prepared:
    """Turn a picture into the pixels that networks of a dataset were trained on.

    Args:
        picture: a Pillow picture, an array uint8 (h, w[, 3 or 4]), the bytes of a file, or its path.
        dataset: its name or spec.

    Raises:
        PictureError: the picture cannot be read, or is blank.
        DatasetError: the dataset is unknown.
    """
    name = dataset if isinstance(dataset, str) else dataset.name
    shape = datasets.load(name).image_shape if isinstance(dataset, str) else _image_shape(dataset)
    received = as_picture(picture) if isinstance(picture, Image.Image | np.ndarray) else read_picture(picture)
    small = _small(received)
    steps = [Step("received", "As received", "The picture as it came.", small)]
    if int(small.max()) - int(small.min()) < LEAST_CONTRAST:
        raise PictureError("The picture is blank: all of it has the same brightness. Draw or choose an item.")
    pixels = dataset_pixels(small, (received.height, received.width), shape)
    if pixels is not None:
        steps.append(Step("pixels", "Pixels", "It has the form of the dataset's own images already.", pixels))
        return Prepared(pixels, "dataset image", tuple(steps))
    recipe = RECIPES.get(name, DEFAULT_RECIPE)
    item = find_item(small)
    steps.append(Step("polarity", "Light on dark", _polarity_sentence(item), item.values))
    steps.append(Step("crop", "Cropped", "Cut to the item, as the dataset's images are.", item.cropped))
    values = item.cropped
    if item.drawn:
        values = strokes_filled(values, fills=recipe.fills, side=round(max(shape) * recipe.box))
        steps.append(Step("strokes", "Strokes", _strokes_sentence(recipe), values))
    pixels = fitted(values, shape, box=recipe.box, by_mass=recipe.by_mass)
    steps.append(Step("pixels", "Pixels", _fit_sentence(recipe, shape), pixels))
    return Prepared(pixels, "drawing" if item.drawn else "photo", tuple(steps))


@lru_cache
def _image_shape(dataset: DatasetSpec) -> tuple[int, int]:
    """Return the image shape of a dataset; looking it up takes longer than all of the preparation."""
    return datasets.Dataset(dataset).image_shape


def _small(picture: Image.Image) -> np.ndarray:
    """Return a picture of at most the working side, uint8 (h, w) or (h, w, 3)."""
    scale = WORKING_SIDE / max(picture.size)
    if scale < 1:
        size = [max(1, round(length * scale)) for length in picture.size]
        picture = picture.resize((size[0], size[1]), Image.Resampling.BOX)
    if picture.mode == "RGB":
        red, green, blue = (channel.tobytes() for channel in picture.split())
        if red == green == blue:  # what follows is three times as fast on one channel
            picture = picture.getchannel(1)
    return np.asarray(picture)


def _polarity_sentence(item: Item) -> str:
    ground = "light" if item.inverted else "dark"
    removed = (
        "the plain background is black now"
        if item.plain
        else "the background is not plain, so all of it stays"
    )
    return f"The border is {ground}{', so the picture was inverted' if item.inverted else ''}; {removed}."


def _strokes_sentence(recipe: Recipe) -> str:
    if recipe.fills:
        return "Closed outlines are filled and thin strokes thickened: the network knows filled items."
    return "Thin strokes are thickened, so that they survive at this size."


def _fit_sentence(recipe: Recipe, shape: tuple[int, int]) -> str:
    height, width = shape
    place = "its centre of mass in the middle" if recipe.by_mass else "centred"
    return f"Scaled to fit {height} x {width} pixels with its proportions kept, {place}."
