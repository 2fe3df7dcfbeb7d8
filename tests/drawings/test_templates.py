import numpy as np
import pytest

from fmnist_core.datasets import load
from fmnist_core.drawings import CLASSES, template_strokes
from fmnist_core.drawings.templates import shape_of
from fmnist_core.errors import DatasetError


def test_templates_are_of_the_classes_of_the_dataset():
    assert load("fashion_mnist").spec.class_names == CLASSES


@pytest.mark.parametrize("name", CLASSES)
def test_a_template_lies_within_the_canvas(name):
    strokes = template_strokes(name)
    points = np.concatenate(strokes)
    assert points.min() >= 0
    assert points.max() <= 1
    assert np.ptp(points, axis=0).max() > 0.7
    for again, stroke in zip(template_strokes(CLASSES.index(name)), strokes, strict=True):
        np.testing.assert_array_equal(again, stroke)


@pytest.mark.parametrize("name", CLASSES)
def test_every_outline_is_another_one(name):
    boxes = set()
    for seed in range(20):
        low, high = shape_of(name, np.random.default_rng(seed)).bounds()
        assert np.isfinite([low, high]).all()
        boxes.add(tuple((high - low).round(6)))
    assert len(boxes) == 20


def test_an_unknown_class_is_named():
    with pytest.raises(DatasetError, match="no outline of 'Hat'"):
        template_strokes("Hat")
