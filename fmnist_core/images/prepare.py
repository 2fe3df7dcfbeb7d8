"""The steps from a picture to what a network was trained on, each kept so that it can be shown.

Garments follow how Fashion-MNIST was made (Xiao, Rasul, Vollgraf, arXiv:1708.07747, section 2): trimmed, the
longest edge to the full side, centred, light on black. Digits follow MNIST: a box of 20 of the 28 pixels,
the centre of mass in the middle (http://yann.lecun.com/exdb/mnist/).
"""

from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import numpy as np
from PIL import Image

from fmnist_core import datasets
from fmnist_core.datasets import DatasetSpec
from fmnist_core.datasets.registry import Stamp, stamp
from fmnist_core.errors import PictureError
from fmnist_core.images import words
from fmnist_core.images.choices import AUTOMATIC, Choices
from fmnist_core.images.form import dataset_pixels
from fmnist_core.images.item import Box, Item, find_item, fitted, item_of
from fmnist_core.images.picture import FIRST_OF_SEVERAL, as_picture, read_picture
from fmnist_core.images.strokes import INK, strokes_filled
from fmnist_core.images.writing import find_writing, is_clean

WORKING_SIDE = 280  # pixels: ten times what the networks see is enough to work on, and fast
LEAST_CONTRAST = 10  # levels of 255; below, a picture shows nothing
MIDDLE = 2 / 3  # of each side: what is left of a picture that is cut although the item's place is unknown


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
        made: what was decided, by a person or by looking at the picture; nothing in it is None, but without
            steps.
        area: top, left, bottom, right of what the pixels show, in pixels of `upright`; it may reach beyond.
    """

    pixels: np.ndarray
    kind: str
    steps: tuple[Step, ...]
    made: Choices = AUTOMATIC
    area: tuple[float, float, float, float] = (0, 0, 0, 0)

    @property
    def upright(self) -> np.ndarray:
        """The picture with nothing done to it but turning, uint8 (h, w) or (h, w, 3); there must be steps."""
        return next((step.image for step in self.steps if step.name == "turned"), self.steps[0].image)


def prepare(
    picture: Image.Image | np.ndarray | bytes | Path,
    dataset: str | DatasetSpec,
    choices: Choices = AUTOMATIC,
) -> Prepared:
    """Turn a picture into the pixels that networks of a dataset were trained on.

    Args:
        picture: a Pillow picture, an array uint8 (h, w[, 3 or 4]), the bytes of a file, or its path.
        dataset: its name or spec.
        choices: what not to decide by looking at the picture.

    Raises:
        PictureError: the picture cannot be read, or is blank.
        DatasetError: the dataset is unknown.
    """
    name = dataset if isinstance(dataset, str) else dataset.name
    shape = datasets.load(name).image_shape if isinstance(dataset, str) else _image_shape(dataset)
    received = as_picture(picture) if isinstance(picture, Image.Image | np.ndarray) else read_picture(picture)
    small = _small(received, max(WORKING_SIDE, *shape))
    came = words.received(several=FIRST_OF_SEVERAL in received.info)
    steps = [Step("received", "As received", came, small)]
    if int(small.max()) - int(small.min()) < LEAST_CONTRAST:
        raise PictureError("The picture is blank: all of it has the same brightness. Draw or choose an item.")
    form = dataset_pixels(small, (received.height, received.width), shape)
    if choices.turns:
        small = np.ascontiguousarray(np.rot90(small, -choices.turns))
        steps.append(Step("turned", "Turned", words.turn(choices.turns), small))
    recipe = RECIPES.get(name, DEFAULT_RECIPE)
    if form is None:
        item = find_item(small)
        written = None if recipe.fills or is_clean(item.grey) else find_writing(item.grey)
        if written is not None:
            prepared = _with_item_found(written, shape, recipe, choices, steps)
            return replace(prepared, kind="photo")
        return _with_item_found(item, shape, recipe, choices, steps)
    return _as_dataset_image(*form, recipe, choices, steps)


def _with_item_found(
    item: Item, shape: tuple[int, int], recipe: Recipe, choices: Choices, steps: list[Step]
) -> Prepared:
    """Return a picture of an item as its dataset would show it."""
    made = _decided(item, recipe, choices)
    if item.area is not None and not made.crop:
        recipe = replace(recipe, box=1.0, by_mass=False)  # what is not cropped has its margins already
    values = item.on_black(inverted=made.polarity == "light")
    steps.append(Step("polarity", "Light on dark", words.polarity(item, made, choices, values), values))
    box = whole = (0, 0, *item.grey.shape)
    if made.crop:
        box = _middle(whole) if item.area is None else item.box
        values = _part(values, box)
    title = "Cropped" if made.crop else "Not cropped"
    steps.append(Step("crop", title, words.crop(item, made), values))
    if (item.drawn or made.fill) and values.max() > INK:
        inner = item.box if item.area is not None and not made.crop else (0, 0, *values.shape)
        side = max(shape) * recipe.box * max(inner[2] - inner[0], inner[3] - inner[1]) / max(values.shape)
        values = _with_strokes(values, inner, round(side), fills=bool(made.fill))
    title = "Filled" if made.fill else "Not filled"
    steps.append(Step("fill", title, words.fill(item, made), values))
    pixels, place = fitted(values, shape, box=recipe.box, by_mass=recipe.by_mass)
    steps.append(Step("pixels", "Pixels", words.fit(shape, by_mass=recipe.by_mass), pixels))
    return Prepared(
        pixels, "drawing" if item.drawn else "photo", tuple(steps), made, _shown(box, place, shape)
    )


def _as_dataset_image(
    pixels: np.ndarray, light_ground: bool, recipe: Recipe, choices: Choices, steps: list[Step]
) -> Prepared:
    """Return a dataset image as it is in its dataset, but for what was chosen."""
    upright = np.ascontiguousarray(np.rot90(pixels, -choices.turns))
    polarity = choices.polarity or ("light" if light_ground else "dark")
    made = Choices(polarity, bool(choices.crop), bool(choices.fill), choices.turns)
    height, width = steps[-1].image.shape[:2]
    if made.crop or made.fill or upright.shape != pixels.shape:  # one that is not square has to fit again
        item = item_of(upright, light_ground=light_ground)
        decided = replace(made, polarity=choices.polarity)  # not to say that a person chose what was seen
        prepared = _with_item_found(item, pixels.shape, recipe, decided, steps)
        down, across = height / upright.shape[0], width / upright.shape[1]
        top, left, bottom, right = prepared.area
        area = (top * down, left * across, bottom * down, right * across)
        return replace(prepared, kind="dataset image", area=area)
    values = 255 - upright if polarity == "light" else upright
    steps.append(Step("pixels", "Pixels", words.own_form(made, light_ground=light_ground), values))
    return Prepared(values, "dataset image", tuple(steps), made, (0, 0, height, width))


def _decided(item: Item, recipe: Recipe, choices: Choices) -> Choices:
    """Return the choices with nothing left open."""
    polarity = "light" if item.light_ground else "dark"
    if not item.written:  # strokes the other way round would be hollow, because their sheet is gone
        polarity = choices.polarity or polarity
    return Choices(
        polarity,
        item.area is not None if choices.crop is None else choices.crop,
        item.drawn and recipe.fills if choices.fill is None else choices.fill,
        choices.turns,
    )


def _with_strokes(values: np.ndarray, inner: Box, side: int, *, fills: bool) -> np.ndarray:
    """Return a drawing, the item of which is within a box, with strokes as they should be."""
    result = values.copy()
    part = _part(result, inner)
    part[:] = strokes_filled(part, fills=fills, side=max(1, side))
    return result


def _part(values: np.ndarray, box: Box) -> np.ndarray:
    return values[box[0] : box[2], box[1] : box[3]]


def _middle(whole: Box) -> Box:
    """Return the box to cut to where nobody knows where the item is."""
    _, _, height, width = whole
    down, across = round(height * (1 - MIDDLE) / 2), round(width * (1 - MIDDLE) / 2)
    return down, across, height - down, width - across


def _shown(
    box: Box, place: tuple[int, int, int, int], shape: tuple[int, int]
) -> tuple[float, float, float, float]:
    """Return what part of a picture an image shows in which its part `box` was put at `place`."""
    top, left, height, width = place
    down, across = (box[2] - box[0]) / height, (box[3] - box[1]) / width
    first, start = box[0] - top * down, box[1] - left * across
    return first, start, first + shape[0] * down, start + shape[1] * across


def _image_shape(dataset: DatasetSpec) -> tuple[int, int]:
    """Return the image shape of a dataset as its files are now."""
    return _shape_read(dataset, stamp(dataset))


@lru_cache
def _shape_read(dataset: DatasetSpec, files: Stamp) -> tuple[int, int]:
    """Read the image shape once, which takes longer than some preparations; `files` is for the key alone."""
    return datasets.Dataset(dataset).image_shape


def _small(picture: Image.Image, side: int) -> np.ndarray:
    """Return a picture of at most so many pixels a side, uint8 (h, w) or (h, w, 3)."""
    scale = side / max(picture.size)
    if scale < 1:
        size = [max(1, round(length * scale)) for length in picture.size]
        picture = picture.resize((size[0], size[1]), Image.Resampling.BOX)
    if picture.mode == "RGB":
        red, green, blue = (channel.tobytes() for channel in picture.split())
        if red == green == blue:  # what follows is three times as fast on one channel
            picture = picture.getchannel(1)
    return np.asarray(picture)
