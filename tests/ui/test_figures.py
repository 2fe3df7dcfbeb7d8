import numpy as np
import pytest

from fmnist_core.evaluation.calibration import reliability
from fmnist_core.evaluation.curves import Coverage, Curve
from ui import figures

NAMES = ("T-shirt/top", "Trouser", "Shirt")
HISTORY = [
    {"epoch": 1, "loss": 0.9, "accuracy": 0.7, "validation_loss": 0.8, "validation_accuracy": 0.75},
    {"epoch": 2, "loss": 0.5, "accuracy": 0.8, "validation_loss": 0.6, "validation_accuracy": 0.78},
]


def test_learning_curves_name_each_line_at_its_end():
    figure = figures.learning_curves(HISTORY)
    assert [trace.name for trace in figure.data] == ["training", "validation"] * 2
    assert figure.data[1].y == (0.8, 0.6)
    assert figure.data[3].text == ("", "validation")


def test_learning_curves_before_the_first_epoch():
    assert len(figures.learning_curves([]).data) == 4
    steps = [{"step": 5, "epoch": 0.1, "loss": 2.1, "accuracy": 0.2}]
    assert figures.learning_curves([], steps).data[0].y == (2.1,)


def test_compared_curves_draw_one_line_a_run():
    figure = figures.compared_curves({"one": HISTORY, "two": HISTORY[:1], "none yet": []})
    assert [trace.name for trace in figure.data] == ["one", "two", "none yet"]
    assert figure.data[0].y == (0.75, 0.78)
    with pytest.raises(ValueError, match="f1"):
        figures.compared_curves({}, "f1")


def test_probability_bars_keep_the_order_of_the_classes_or_sort():
    bars = figures.probability_bars([0.2, 0.7, 0.1], NAMES).data[0]
    assert bars.customdata == NAMES
    best = figures.probability_bars([0.2, 0.7, 0.1], NAMES, top=2).data[0]
    assert best.customdata == ("Trouser", "T-shirt/top")
    assert best.text == ("70.0\u202f%", "20.0\u202f%")
    assert best.marker.color == (figures.CLASS_COLOURS[1], figures.CLASS_COLOURS[0])
    with pytest.raises(ValueError, match="Expected 3 values"):
        figures.probability_bars([0.5, 0.5], NAMES)


def test_class_counts_are_written_out():
    assert figures.class_counts([5500, 10, 0], NAMES).data[0].text == ("5,500", "10", "0")


def test_there_are_ten_class_colours_that_read_on_both_grounds():
    def luminance(colour):
        channels = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
        linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
        return linear @ [0.2126, 0.7152, 0.0722]

    assert len(set(figures.CLASS_COLOURS)) == 10
    assert figures.class_colour(13) == figures.CLASS_COLOURS[3]
    light, dark = luminance("#fbfaf7"), luminance("#131312")
    for colour in figures.CLASS_COLOURS:
        assert (light + 0.05) / (luminance(colour) + 0.05) >= 2.95
        assert (luminance(colour) + 0.05) / (dark + 0.05) >= 2.95


def test_class_curves_name_each_class_with_its_area_and_keep_their_ends():
    x = np.linspace(0, 1, 5000)
    curves = {(0, "T-shirt/top"): Curve(x, 1 - x / 4, 0.875), (2, "Shirt"): Curve(x, 1 - x / 2, 0.75)}
    for draw in (figures.precision_recall_curves, figures.roc_curves):
        figure = draw(curves)
        assert [line.name for line in figure.data] == ["T-shirt/top: 0.875", "Shirt: 0.750"]
        assert figure.data[1].line.color == figures.CLASS_COLOURS[2]
        assert (figure.data[1].x[0], figure.data[1].x[-1]) == (0, 1)
        assert len(figure.data[1].x) < 500
    assert figures.precision_recall_curves(curves).layout.yaxis.range[0] < 0.5
    assert not figures.roc_curves({}).data


def test_reliability_diagram_draws_the_bins_that_hold_anything():
    probabilities = np.array([[0.9, 0.1], [0.9, 0.1], [0.4, 0.6]])
    bars, _, marks = figures.reliability_diagram(reliability(np.array([0, 1, 1]), probabilities, bins=4)).data
    assert bars.x.tolist() == pytest.approx([0.625, 0.875])
    assert bars.y.tolist() == [1.0, 0.5]
    assert marks.y.tolist() == pytest.approx([0.6, 0.9])
    assert bars.hovertext[1] == "2 images: 90.0\u202f% sure on average, 50.0\u202f% right"


def test_coverage_is_marked_where_the_threshold_leads():
    found = Coverage(np.array([0.9, 0.6]), np.array([0.4, 1.0]), np.array([1.0, 0.7]))
    _, mark = figures.coverage_curve(found, 0.7).data
    assert (mark.x, mark.y) == ((0.4,), (1.0,))
    assert len(figures.coverage_curve(found, 0.95).data) == 1, "nothing is answered"
