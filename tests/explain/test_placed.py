import numpy as np
import pytest

from fmnist_core.errors import PictureError
from fmnist_core.explain.placed import overlay_picture

YELLOW, VIOLET = (253, 231, 37), (68, 1, 84)
GREY = np.full((60, 40), 128, np.uint8)


def test_colours_only_what_the_network_saw():
    drawn = overlay_picture(GREY, np.ones((28, 28)), (10, 5, 30, 25), opacity=1)
    assert drawn.shape == (60, 40, 3)
    assert (drawn[10:30, 5:25] == YELLOW).all()
    assert (drawn[:10] == 128).all()
    assert (drawn[30:] == 128).all()
    assert (drawn[:, 25:] == 128).all()


def test_an_area_may_reach_beyond_the_picture_and_keeps_its_place():
    values = np.zeros((28, 28))
    values[14:] = 1  # the lower half speaks
    drawn = overlay_picture(GREY, values, (-20, -20, 80, 60), opacity=1)
    assert (drawn[0, 0] == VIOLET).all()
    assert (drawn[-1, -1] == YELLOW).all()
    assert np.abs(np.flatnonzero(drawn[:, 20, 0] > 150)[0] - 30) <= 2


def test_is_enlarged_with_the_picture():
    drawn = overlay_picture(GREY, np.ones((28, 28)), (0, 0, 30, 40), opacity=1, scale=2)
    assert drawn.shape == (120, 80, 3)
    assert (drawn[:60] == YELLOW).all()
    assert (drawn[60:] == 128).all()


def test_without_opacity_the_picture_stays_in_its_colours():
    picture = np.random.default_rng(0).integers(0, 256, (30, 30, 3), dtype=np.uint8)
    assert (overlay_picture(picture, np.ones((28, 28)), (0, 0, 30, 30), opacity=0) == picture).all()


def test_an_area_beside_the_picture_changes_nothing():
    assert (overlay_picture(GREY, np.ones((28, 28)), (100, 100, 128, 128)) == 128).all()
    assert (overlay_picture(GREY, np.ones((28, 28)), (-50, -50, -10, -10)) == 128).all()


@pytest.mark.parametrize("wrong", [{"area": (0, 0, 0, 9)}, {"opacity": 2}, {"scale": 0}])
def test_refuses_what_cannot_be_drawn(wrong):
    with pytest.raises(PictureError, match="Received: area"):
        overlay_picture(GREY, np.ones((28, 28)), **({"area": (0, 0, 9, 9)} | wrong))
