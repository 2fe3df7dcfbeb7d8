"""A word of warning where a photo shows what the dataset left out."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from fmnist_core import datasets
from fmnist_core.images import prepare
from fmnist_core.images.whites import white_garment


def photo(brightness: float, ground: int) -> np.ndarray:
    """Return a shirt with folds in soft light on a plain ground, its edges shaded, uint8 (300, 260, 3)."""
    shape = datasets.load("fashion_mnist").test.images[2]  # a jumper
    mask = np.asarray(
        Image.fromarray(np.uint8(255 * (shape > 0))).resize((200, 240), Image.Resampling.BICUBIC)
    )
    mask = np.clip(mask.astype(float) / 255, 0, 1)
    depth = np.minimum(
        mask, np.asarray(Image.fromarray(np.uint8(255 * mask)).reduce(8).resize((200, 240))) / 255
    )
    folds = 8 * np.sin(np.arange(200) / 9)[None] + np.random.default_rng(0).normal(0, 3, (240, 200))
    scene = np.full((300, 260), float(ground))
    part = scene[30:270, 30:230]
    part[:] = part * (1 - mask) + mask * (brightness - 70 * (1 - depth) + folds)
    return np.repeat(np.clip(scene, 0, 255).astype(np.uint8)[..., None], 3, axis=2)


def warned(picture: np.ndarray) -> bool:
    prepared = prepare(picture, "fashion_mnist")
    return white_garment(prepared.upright, prepared.kind)


@pytest.mark.parametrize(("brightness", "ground"), [(232, 253), (225, 240), (240, 250)])
def test_a_white_shirt_on_a_light_ground_is_warned_of(brightness, ground):
    assert warned(photo(brightness, ground))


@pytest.mark.parametrize(("brightness", "ground"), [(120, 253), (175, 253), (40, 240), (235, 60), (235, 130)])
def test_other_shirts_and_other_grounds_are_not(brightness, ground):
    assert not warned(photo(brightness, ground))


@pytest.mark.parametrize("ink", [0, 120, 200])
def test_lines_on_white_paper_are_no_white_garment(ink):
    paper = Image.new("L", (280, 280), 255)
    outline = [(60, 60), (110, 40), (170, 40), (220, 60), (200, 110), (190, 250), (90, 250), (80, 110)]
    ImageDraw.Draw(paper).polygon(outline, outline=ink, width=5)
    assert not warned(np.asarray(paper))


def test_a_datasets_own_image_has_no_colour():
    assert not warned(255 - datasets.load("fashion_mnist").test.images[0])
