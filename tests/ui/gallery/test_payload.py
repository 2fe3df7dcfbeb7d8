import json

import numpy as np
import pytest

from fmnist_core.errors import DatasetError
from ui.gallery import GalleryItem
from ui.gallery.payload import build_payload

NAMES = ("Top", "Shirt", "Coat")
IMAGES = np.zeros((1, 28, 28), np.uint8)


def rows_of(*items):
    return build_payload(items, IMAGES.repeat(len(items), axis=0), NAMES, 2)["items"]


def test_an_item_is_a_short_row():
    rows = rows_of(
        GalleryItem("test", 7, 1, 2, 0.8734, "near a copy"),
        GalleryItem("train", 9, 0),
        GalleryItem("test", 8, 2),
    )

    assert rows == [[0, 7, 1, 2, 87.3, "near a copy"], [1, 9, 0, None, None], [0, 8, 2, None, None]]


def test_numpy_numbers_become_json():
    item = GalleryItem("test", np.int64(3), np.int64(0), np.int64(2), np.float32(0.5))

    payload = build_payload([item], IMAGES, np.array(NAMES).tolist(), 2)

    assert json.loads(json.dumps(payload)) == payload
    assert payload["items"] == [[0, 3, 0, 2, 50.0]]


def test_the_payload_says_how_the_sprite_is_laid_out():
    items = [GalleryItem("test", i, 0) for i in range(5)]

    payload = build_payload(items, np.zeros((5, 14, 20), np.uint8), NAMES, 3)

    layout = {name: payload[name] for name in ("columns", "rows", "width", "height", "gutter", "scale")}
    assert layout == {"columns": 3, "rows": 2, "width": 20, "height": 14, "gutter": 1, "scale": 3}


@pytest.mark.parametrize(("true", "predicted"), [(3, None), (0, 3), (-1, 0), (0, -1)])
def test_a_class_without_a_name_is_refused(true, predicted):
    with pytest.raises(DatasetError, match=r"Sample test 5 .* only 0 to 2 have names"):
        rows_of(GalleryItem("test", 5, true, predicted))


def test_each_item_needs_an_image():
    with pytest.raises(ValueError, match="Received 2 items, 1 images"):
        build_payload([GalleryItem("test", i, 0) for i in range(2)], IMAGES, NAMES, 2)


@pytest.mark.parametrize("scale", [0, -1, 1.5])
def test_the_scale_is_a_whole_number(scale):
    with pytest.raises(ValueError, match="whole number from 1"):
        build_payload([GalleryItem("test", 0, 0)], IMAGES, NAMES, scale)
