"""Items found in a picture, and their place in the result."""

import numpy as np
import pytest
from PIL import Image

from fmnist_core.errors import PictureError
from fmnist_core.images.areas import grown, main_parts, without_holes
from fmnist_core.images.item import find_item, fitted


def on_ground(ground, item, box=np.s_[40:120, 60:100], shape=(200, 160, 3)):
    picture = np.full(shape, ground, np.uint8)
    picture[box] = item
    return picture


def test_an_item_is_told_by_colour_even_where_its_brightness_is_the_same():
    red, green = (200, 60, 60), (60, 132, 60)
    assert Image.new("RGB", (1, 1), red).convert("L").getpixel((0, 0)) == pytest.approx(102, abs=2)
    item = find_item(on_ground(red, green))
    assert item.area is not None
    assert item.box == (40, 60, 120, 100)


def test_an_item_may_touch_a_side_of_a_plain_picture():
    item = find_item(on_ground((250, 250, 250), (30, 30, 30), np.s_[100:, 40:120]))
    assert item.area is not None
    assert item.light_ground
    assert item.box == (100, 40, 200, 120)


def test_a_speck_of_noise_on_the_ground_is_no_item():
    noisy = np.random.default_rng(0).normal(250, 3, (200, 160)).clip(0, 255).astype(np.uint8)
    with pytest.raises(PictureError, match="blank"):
        find_item(noisy)


def test_photos_and_graphics_are_told_apart():
    texture = np.random.default_rng(0).normal(90, 25, (80, 40, 1)).clip(0, 255).astype(np.uint8)
    assert not find_item(on_ground((255, 255, 255), texture)).drawn
    assert find_item(on_ground((255, 255, 255), (90, 90, 90))).drawn


@pytest.mark.parametrize(
    ("shape", "expected"), [((100, 50), (28, 14)), ((30, 120), (7, 28)), ((5, 5), (28, 28))]
)
def test_an_item_fills_its_box_and_is_centred(shape, expected):
    result, _ = fitted(np.full(shape, 200, np.uint8), (28, 28), box=1.0, by_mass=False)
    rows, columns = np.flatnonzero(result.any(axis=1)), np.flatnonzero(result.any(axis=0))
    assert (len(rows), len(columns)) == expected
    assert abs(rows[0] - (27 - rows[-1])) <= 1
    assert abs(columns[0] - (27 - columns[-1])) <= 1


def test_the_centre_of_mass_stays_within_the_picture():
    heavy_below = np.zeros((100, 100), np.uint8)
    heavy_below[90:] = 255
    heavy_below[:, 50] = 255
    result, _ = fitted(heavy_below, (28, 28), box=20 / 28, by_mass=True)
    assert np.flatnonzero(result.any(axis=1)).tolist() == list(range(20))


def test_areas_are_grown_and_filled():
    ring = np.zeros((9, 9), bool)
    ring[2:7, 2:7] = True
    ring[3:6, 3:6] = False
    assert without_holes(ring).sum() == 25
    ring[2, 4] = False  # open
    assert without_holes(ring).sum() == 15
    assert grown(ring, 1).sum() == 7 * 7 - 1  # all but the middle of the hole
    assert grown(ring, 0) is ring


def test_a_pair_stays_a_pair_and_specks_go():
    area = np.zeros((100, 100), bool)
    area[20:50, 10:40] = area[20:50, 60:85] = area[90:94, 90:94] = True
    parts = main_parts(area)
    assert parts[30, 20]
    assert parts[30, 70]
    assert not parts[91, 91]
