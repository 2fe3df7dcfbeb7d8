import numpy as np
import pytest

from fmnist_core import datasets
from fmnist_core.errors import PictureError
from fmnist_core.images.changes import Change, changed


@pytest.fixture(scope="module")
def image():
    return datasets.load("fashion_mnist").test.images[0]


def test_no_change_is_none(image):
    assert (changed(image, Change()) == image).all()


@pytest.mark.parametrize(("right", "down"), [(3, 0), (-4, 2), (0, -5)])
def test_moves_by_whole_pixels_and_fills_with_background(image, right, down):
    moved = changed(image, Change(right=right, down=down))
    back = np.roll(moved, (-down, -right), axis=(0, 1))
    rows, columns = (slice(max(0, -by), 28 - max(0, by)) for by in (down, right))
    assert (back[rows, columns] == image[rows, columns]).all()
    assert moved.sum() <= image.sum()


def test_turns_clockwise():
    square = np.zeros((28, 28), np.uint8)
    square[2:8, 2:8] = 200  # top left
    assert (changed(square, Change(turn=90)) == np.rot90(square, -1)).all()
    assert (changed(square, Change(turn=180)) == square[::-1, ::-1]).all()


def test_scales_about_the_middle():
    square = np.zeros((28, 28), np.uint8)
    square[10:18, 10:18] = 200
    assert np.count_nonzero(changed(square, Change(size=50)) > 100) == 16
    large = changed(square, Change(size=200)) > 100
    assert np.flatnonzero(large.any(axis=0))[[0, -1]].tolist() == [6, 21]


def test_erases_a_square_even_where_it_reaches_over_the_edge(image):
    erased = changed(np.full((28, 28), 9, np.uint8), Change(erased=6, erased_left=-2, erased_top=24))
    assert (erased == 0).sum() == 4 * 4
    assert not erased[24:, :4].any()
    assert (changed(image, Change(erased=28)) == 0).all()


@pytest.mark.parametrize(("left", "top"), [(0, -10), (-10, 0), (-4, 5), (28, 3), (3, 40)])
def test_a_square_outside_the_image_erases_nothing(image, left, top):
    assert (changed(image, Change(erased=4, erased_left=left, erased_top=top)) == image).all()


def test_works_on_images_that_are_not_square():
    oblong = np.arange(20, dtype=np.uint8).reshape(5, 4)
    assert (changed(oblong, Change(turn=180)) == oblong[::-1, ::-1]).all()


@pytest.mark.parametrize("wrong", [{"size": 0}, {"size": 900}, {"erased": -1}])
def test_refuses_what_leaves_no_image(wrong):
    with pytest.raises(PictureError, match="Received: right 0"):
        Change(**wrong)
