import numpy as np
import pytest

from fmnist_core.errors import PictureError
from fmnist_core.explain import overlay


@pytest.fixture
def pixels():
    return np.random.default_rng(0).integers(0, 256, (28, 20), dtype=np.uint8)


@pytest.fixture
def values():
    return np.linspace(0, 1, 28 * 20, dtype=np.float32).reshape(28, 20)


def test_no_opacity_shows_each_pixel_as_a_sharp_grey_square(pixels, values):
    result = overlay(pixels, values, scale=3, opacity=0)
    assert result.dtype == np.uint8
    np.testing.assert_array_equal(result, np.repeat(pixels.repeat(3, 0).repeat(3, 1)[..., None], 3, axis=2))


def test_full_opacity_shows_the_map_alone(pixels, values):
    result = overlay(pixels, values, scale=1, opacity=1)
    np.testing.assert_array_equal(result, overlay(255 - pixels, values, scale=1, opacity=1))
    assert tuple(result[0, 0]) == (0x44, 0x01, 0x54)
    assert tuple(result[-1, -1]) == (0xFD, 0xE7, 0x25)
    # Perceptually uniform: lightness rises all the way.
    lightness = result.reshape(-1, 3) @ [0.2126, 0.7152, 0.0722]
    assert (np.diff(lightness) > -1).all()


def test_the_map_is_smooth_between_pixels():
    values = np.zeros((4, 4), np.float32)
    values[:, 2:] = 1
    row = overlay(np.zeros((4, 4), np.uint8), values, scale=10, opacity=1)[0]
    assert len(np.unique(row, axis=0)) > 5


def test_the_image_and_the_map_must_have_one_shape(pixels, values):
    with pytest.raises(PictureError, match=r"\(28, 20\) and \(20, 28\)"):
        overlay(pixels, values.T)


@pytest.mark.parametrize("wrong", [{"scale": 0}, {"opacity": 1.5}])
def test_impossible_settings_are_refused(pixels, values, wrong):
    with pytest.raises(PictureError, match="Scale is 1 or more, opacity from 0 to 1"):
        overlay(pixels, values, **wrong)
