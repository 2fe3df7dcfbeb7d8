import numpy as np
import pytest

from fmnist_core.datasets import specs
from fmnist_core.drawings.pens import sketched
from fmnist_core.drawings.strange import strange_pictures
from fmnist_core.drawings.things import THINGS


def test_strange_pictures_differ_depend_on_the_seed_and_are_kept(tmp_path, monkeypatch):
    monkeypatch.setenv("FMNIST_ARTIFACTS", str(tmp_path))
    spec = specs()["fashion_mnist"]
    made = strange_pictures(30, spec, seed=1)
    assert made.shape == (30, 28, 28)
    assert made.dtype == np.uint8
    assert made.max(axis=(1, 2)).min() > 20
    assert len(np.unique(made, axis=0)) == 30
    assert not np.array_equal(made, strange_pictures(30, spec, seed=2))
    assert len(list((tmp_path / "cache" / "pictures").iterdir())) == 2
    np.testing.assert_array_equal(made, strange_pictures(30, spec, seed=1))


def test_nobody_knows_what_is_strange_to_other_datasets():
    assert strange_pictures(30, specs()["mnist"], seed=1) is None


@pytest.mark.parametrize("thing", THINGS)
def test_each_thing_is_drawn_in_many_ways(thing):
    drawings = []
    for seed in range(6):
        rng = np.random.default_rng(seed)
        drawings.append(sketched(thing(rng), rng))
    assert all(drawing.dtype == np.uint8 and np.ptp(drawing) > 50 for drawing in drawings)
    assert len({drawing.tobytes() for drawing in drawings}) == 6
