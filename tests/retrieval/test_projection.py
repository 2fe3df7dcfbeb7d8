import numpy as np
import pytest

from fmnist_core.errors import FmnistError
from fmnist_core.retrieval import projection


def clusters(each=40, seed=0):
    random = np.random.default_rng(seed)
    centres = random.normal(size=(3, 8)) * 6
    return np.repeat(centres, each, axis=0) + random.normal(size=(3 * each, 8))


def test_what_is_alike_stays_together():
    points = projection(clusters())
    assert (points.shape, points.dtype) == ((120, 2), np.float32)
    groups = points.reshape(3, 40, 2)
    centres = groups.mean(axis=1)
    distances = np.linalg.norm(points[:, None] - centres, axis=2)
    np.testing.assert_array_equal(distances.argmin(axis=1), np.repeat([0, 1, 2], 40))


def test_the_same_seed_gives_the_same_map():
    np.testing.assert_array_equal(projection(clusters(10), seed=3), projection(clusters(10), seed=3))


@pytest.mark.parametrize("points", [1, 2, 3, 5])
def test_few_points_have_a_map(points):
    found = projection(clusters(5)[:points])
    assert found.shape == (points, 2)
    assert np.isfinite(found).all()


@pytest.mark.parametrize("value", [0.0, 2.5])
def test_points_that_are_all_alike_lie_on_one_spot(value):
    assert not projection(np.full((50, 8), value)).any()


@pytest.mark.parametrize("points", [0, 2001])
def test_too_many_or_no_points_are_refused(points):
    with pytest.raises(FmnistError, match=f"1 to 2,000 points; received {points:,}"):
        projection(np.zeros((points, 8)))
