import pytest

from fmnist_core.evaluation.baselines import BASELINES, best_classic
from ui.figures.baselines import baseline_dots
from ui.figures.difficulty import missed_by_class
from ui.figures.images import accuracy_by_images


def test_accuracy_by_images_has_a_line_a_dataset_with_its_uncertainty():
    points = [(100, 0.6, (0.58, 0.62)), (1000, 0.8, None)]
    figure = accuracy_by_images({"One": points, "None yet": []}, {"people": 0.835})
    first, empty = figure.data
    assert (first.x, first.y) == ((100, 1000), (0.6, 0.8))
    assert first.error_y.array == pytest.approx((0.02, 0))
    assert first.customdata[0] == "One, 100 images: 60.0\u202f% (58.0 to 62.0\u202f%)"
    assert empty.x == ()
    assert figure.layout.annotations[0].text == "people 83.5\u202f%"


def test_the_hardest_class_is_on_top():
    rows = [
        {"name": "Easy", "recall": 1.0, "support": 10},
        {"name": "Hard", "recall": 0.7, "support": 10},
        {"name": "Absent", "recall": 0.0, "support": 0},
    ]
    figure = missed_by_class(rows, 0.5)
    assert figure.layout.yaxis.ticktext == ("Hard", "Easy", "Absent")
    assert figure.data[0].x == pytest.approx((0.3, 0, 0))
    assert figure.data[0].customdata[0] == "Hard: 3 of 10 missed"


def test_baselines_of_a_dataset_without_any():
    figure = baseline_dots("Mine", {"toys": 0.3, "mnist": 0.9}, {"toys": "Toys", "mnist": "MNIST"}, BASELINES)
    toys, mnist = figure.data
    assert toys.x == (0.3, *[None] * len(BASELINES))
    assert mnist.x[1:] == tuple(row.mnist for row in BASELINES)
    assert figure.layout.xaxis.range[0] < 0.3
    assert best_classic("toys") is None
    assert best_classic("mnist").mnist == 0.973
