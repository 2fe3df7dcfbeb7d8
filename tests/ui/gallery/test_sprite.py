import base64
import io

import numpy as np
import pytest
from PIL import Image

from fmnist_core.datasets import load
from ui.gallery.sprite import GUTTER, build_sprite


def picture_of(sprite):
    kind, _, content = sprite.uri.partition(",")
    assert kind == "data:image/png;base64"
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(content))))


@pytest.mark.parametrize("count", [1, 2, 3, 9, 10, 500])
def test_each_image_is_at_its_place(count):
    images = load("fashion_mnist").test.images[:count]

    sprite = build_sprite(images)

    picture = picture_of(sprite)
    for i, image in enumerate(images):
        top, left = i // sprite.columns * (28 + GUTTER), i % sprite.columns * (28 + GUTTER)
        np.testing.assert_array_equal(picture[top : top + 28, left : left + 28], image)


def test_images_need_not_be_square_and_do_not_touch():
    sprite = build_sprite(np.full((7, 5, 3), 255, np.uint8))

    picture = picture_of(sprite)
    assert (sprite.columns, sprite.rows, sprite.width, sprite.height) == (3, 3, 3, 5)
    assert picture.shape == (3 * 6, 3 * 4)
    assert not picture[5::6].any()
    assert not picture[:, 3::4].any()
    assert (picture > 0).sum() == 7 * 5 * 3


@pytest.mark.parametrize(
    "images",
    [np.zeros((2, 28, 28)), np.zeros((28, 28), np.uint8), np.zeros((0, 28, 28), np.uint8)],
    ids=["floats", "one image without its axis", "none"],
)
def test_other_arrays_are_refused(images):
    with pytest.raises(ValueError, match=r"uint8 array of shape \(n, height, width\)"):
        build_sprite(images)
