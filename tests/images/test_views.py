import numpy as np

from fmnist_core.datasets import load
from fmnist_core.images.views import views


def test_garments_are_looked_at_from_both_sides_and_digits_from_one():
    pixels = np.arange(784, dtype=np.uint8).reshape(28, 28)
    both = views(pixels, load("fashion_mnist").spec)
    np.testing.assert_array_equal(both[0], pixels)
    np.testing.assert_array_equal(both[1], np.fliplr(pixels))
    assert views(pixels, load("mnist").spec).shape == (1, 28, 28)
