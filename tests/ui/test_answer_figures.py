import numpy as np

from fmnist_core.explain import Faithfulness
from ui import figures

NAMES = ("T-shirt/top", "Trouser", "Shirt")


def test_two_answers_stand_on_the_same_bars():
    figure = figures.paired_bars([0.2, 0.7, 0.1], [0.9, 0.05, 0.05], NAMES, ("One", "Two"))
    first, second = figure.data
    assert first.customdata == ("T-shirt/top, One", "Trouser, One", "Shirt, One")
    assert second.text[0] == "90.0\u202f%"
    assert first.marker.opacity > second.marker.opacity
    assert figure.layout.yaxis.ticktext == NAMES


def test_a_moved_answer_is_marked_where_it_was():
    bars, before, numbers = figures.moved_bars([0.2, 0.7, 0.1], [0.9, 0.05, 0.05], NAMES).data
    assert bars.customdata[0] == "T-shirt/top: 20.0\u202f%, before 90.0\u202f%"
    assert before.x == (0.9, 0.05, 0.05)
    assert numbers.x[0] > 0.9  # beyond the mark, so that both can be read


def test_a_sweep_draws_the_classes_that_get_likely_and_the_one_to_keep():
    probabilities = np.array([[0.9, 0.1, 0.0], [0.4, 0.6, 0.0]])
    figure = figures.sweep_lines([0, 90], probabilities, NAMES, axis="Turn (°)", unit="°", at=45, keep=2)
    assert [line.name for line in figure.data] == list(NAMES)
    assert figure.data[1].y == (0.1, 0.6)
    assert len({line.line.dash for line in figure.data}) == 3
    figure = figures.sweep_lines([0, 90], probabilities, NAMES, axis="Turn (°)", unit="°", at=45, keep=0)
    assert [line.name for line in figure.data] == ["T-shirt/top", "Trouser"]


def test_faithfulness_draws_a_map_beside_what_knows_no_network():
    ends = np.array([0.0, 1.0])
    one = Faithfulness(ends, 1 - ends, ends)
    figure = figures.faithfulness_curves(one, one, one)
    assert [line.name for line in figure.data] == ["Random map", "Edge detector", "This map"] * 2
    assert figure.data[2].y == (1.0, 0.0)
    assert figure.data[5].y == (0.0, 1.0)


def test_a_raw_map_is_white_at_zero_only_where_values_have_a_sign():
    values = np.array([[0.0, 2.0], [-1.0, 0.5]])
    signed = figures.raw_map(values, signed=True, side=200).data[0]
    assert (signed.zmin, signed.zmax) == (-2.0, 2.0)
    unsigned = figures.raw_map(np.abs(values), signed=False, side=200).data[0]
    assert (unsigned.zmin, unsigned.zmax) == (0.0, 2.0)
    assert figures.raw_map(np.zeros((5, 4)), signed=True, side=200).data[0].zmax == 1.0
