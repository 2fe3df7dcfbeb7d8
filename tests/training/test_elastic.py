"""Images that are bent smoothly."""

import keras
import numpy as np

from fmnist_core.datasets import load
from fmnist_core.training.elastic import RandomElastic


def _columns(count):
    """Return images of one vertical stroke, three pixels wide."""
    images = np.zeros((count, 28, 28, 1), np.float32)
    images[:, 4:24, 13:16] = 240
    return images


def _centres(images):
    """Return the mean column of the ink of each row of a stroke, (n, 16)."""
    ink = images[:, 6:22, :, 0]
    return (ink * np.arange(28)).sum(axis=2) / ink.sum(axis=2)


def test_a_straight_stroke_is_bent_but_not_broken():
    bent = _centres(np.asarray(RandomElastic(seed=0)(_columns(64), training=True)))
    assert np.median(np.ptp(bent, axis=1)) > 0.7  # of a pixel, between the farthest places of one stroke
    assert np.abs(np.diff(bent, axis=1)).max() < 1  # rows that touch still touch


def test_each_image_is_bent_in_its_own_way():
    bent = np.asarray(RandomElastic(seed=0)(_columns(2), training=True))
    assert not np.allclose(bent[0], bent[1], atol=1)


def test_digits_keep_their_ink():
    images = load("mnist").test.images[:200, ..., np.newaxis].astype(np.float32)
    bent = np.asarray(RandomElastic(seed=0)(images, training=True))
    ratios = bent.sum(axis=(1, 2, 3)) / images.sum(axis=(1, 2, 3))
    assert 0.95 < ratios.mean() < 1.05
    assert bent.min() >= 0
    assert bent.max() < 255.01


def test_images_to_be_judged_are_left_alone():
    images = _columns(2)
    np.testing.assert_array_equal(keras.ops.convert_to_numpy(RandomElastic(seed=0)(images)), images)
