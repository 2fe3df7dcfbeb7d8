import numpy as np

from fmnist_core.images.strokes import is_drawn, strokes_filled


def test_an_item_as_dark_as_the_background_is_no_drawing():
    assert not is_drawn(np.full((40, 30), 5, np.uint8))


def test_strokes_of_which_no_end_is_near_a_side_stay_open():
    values = np.zeros((100, 100), np.uint8)
    values[50, 45:55] = 255
    filled = strokes_filled(values, fills=True, side=28)
    assert filled.max() == 255
    assert 0 < np.count_nonzero(filled) < 0.2 * filled.size
