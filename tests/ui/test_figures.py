import numpy as np
import pytest

from ui import figures

NAMES = ("T-shirt/top", "Trouser", "Shirt")
MATRIX = np.array([[8, 0, 2], [1, 9, 0], [3, 0, 7]])


def hover(figure, cell):
    layer = figure.data[-1]
    return layer.hovertext[[tuple(c) for c in layer.customdata].index(cell)]


def test_matrix_has_a_clickable_point_for_each_cell_row_and_column():
    heatmap, ends, layer = figures.confusion_matrix(MATRIX, NAMES).data
    assert heatmap.type == ends.type == "heatmap"
    assert layer.type == "scatter"
    assert layer.marker.opacity == 0
    points = {tuple(cell): (y, x) for cell, y, x in zip(layer.customdata, layer.y, layer.x, strict=True)}
    assert points[(2, 0)] == (2, 0)
    assert points[(2, None)] == (2, 3)
    assert points[(None, 1)] == (3, 1)
    assert len(points) == 9 + 3 + 3


def test_a_click_leaves_the_invisible_points_invisible():
    layer = figures.confusion_matrix(MATRIX, NAMES).data[-1]
    assert layer.selected.marker.opacity == layer.unselected.marker.opacity == 0


@pytest.mark.parametrize(
    ("normalise", "text", "sentence"),
    [
        ("count", "3", "3 of 10 images of Shirt were called T-shirt/top"),
        ("row", "30.0", "3 of 10 images of Shirt were called T-shirt/top"),
        ("column", "25.0", "3 of the 12 images called T-shirt/top show Shirt"),
    ],
)
def test_matrix_writes_what_it_was_asked_for(normalise, text, sentence):
    figure = figures.confusion_matrix(MATRIX, NAMES, normalise=normalise)
    assert figure.data[0].text[2][0] == text
    assert figure.data[0].text[0][1] == "", "an empty cell stays empty"
    assert hover(figure, (2, 0)) == sentence


def test_matrix_writes_recall_and_precision_at_its_ends():
    figure = figures.confusion_matrix(MATRIX, NAMES)
    assert figure.data[1].text[0][3] == "80\u202f%"
    assert figure.data[1].text[3][1] == "100\u202f%"
    assert hover(figure, (0, None)) == "8 of 10 images of T-shirt/top were called T-shirt/top"
    assert hover(figure, (None, 0)) == "8 of the 12 images called T-shirt/top show T-shirt/top"


def test_hidden_diagonal_leaves_the_range_of_colours_to_the_errors():
    figure = figures.confusion_matrix(MATRIX, NAMES, hide_diagonal=True)
    assert np.isnan(np.diagonal(figure.data[0].z)).all()
    assert figure.data[0].zmax == 3
    assert figure.data[0].text[0][0] == ""


def test_logarithm_lifts_the_rare_confusions():
    plain = figures.confusion_matrix(MATRIX, NAMES).data[0]
    log = figures.confusion_matrix(MATRIX, NAMES, log=True).data[0]
    assert log.z[1][0] / log.zmax > plain.z[1][0] / plain.zmax


@pytest.mark.parametrize(
    ("selected", "box"),
    [
        ((2, 0), (-0.5, 0.5, 1.5, 2.5)),
        ((2, None), (-0.5, 2.5, 1.5, 2.5)),
        ((None, 0), (-0.5, 0.5, -0.5, 2.5)),
    ],
)
def test_the_selection_is_outlined(selected, box):
    (shape,) = figures.confusion_matrix(MATRIX, NAMES, selected=selected).layout.shapes
    assert (shape.x0, shape.x1, shape.y0, shape.y1) == box


def test_matrix_of_nothing_and_of_the_wrong_size():
    assert figures.confusion_matrix(np.zeros((3, 3), int), NAMES, log=True).data[0].zmax > 0
    with pytest.raises(ValueError, match=r"Received: \(2, 2\)"):
        figures.confusion_matrix(np.eye(2), NAMES)


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


def test_per_class_bars_show_the_measure():
    records = [{"name": "Shirt", "precision": 0.5, "recall": 0.25, "f1": 1 / 3, "support": 1000}]
    bars = figures.per_class_bars(records, "recall").data[0]
    assert bars.x == (0.25,)
    assert bars.customdata == ("Shirt, 1,000 images",)


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
