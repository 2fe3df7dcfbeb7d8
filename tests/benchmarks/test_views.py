import numpy as np

from benchmarks.contenders.views import views


def test_looks_are_the_image_its_mirror_image_and_both_a_pixel_aside():
    image = np.zeros((1, 5, 5), np.uint8)
    image[0, 2, 1] = 9
    places = [tuple(np.argwhere(look[0])[0]) for look in views(image, 10)]
    assert places == [(2, 1), (2, 3), (2, 0), (2, 4), (2, 2), (2, 2), (1, 1), (1, 3), (3, 1), (3, 3)]
    assert len(views(image, 2)) == 2


def test_what_is_moved_out_does_not_come_back_on_the_other_side():
    image = np.full((1, 4, 4), 9, np.uint8)
    for look in views(image, 10)[2:]:
        assert (look == 0).sum() == 4
