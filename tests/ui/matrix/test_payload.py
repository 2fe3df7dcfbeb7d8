import numpy as np
import pytest

from ui.matrix import build_payload, cells_from

NAMES = ("T-shirt/top", "Trouser", "Shirt")
MATRIX = np.array([[8, 0, 2], [1, 9, 0], [3, 0, 7]])


@pytest.mark.parametrize(("normalise", "text"), [("count", "3"), ("row", "30.0"), ("column", "25.0")])
def test_writes_what_it_was_asked_for(normalise, text):
    payload = build_payload(MATRIX, NAMES, normalise=normalise)
    assert payload["texts"][2][0] == text
    assert payload["texts"][0][1] == "", "an empty cell stays empty"
    assert payload["counts"] == MATRIX.tolist()
    assert payload["order"] == [0, 1, 2]


def test_hidden_diagonal_leaves_the_range_of_shades_to_the_errors():
    payload = build_payload(MATRIX, NAMES, hide_diagonal=True)
    assert [payload["shades"][n][n] for n in range(3)] == [0, 0, 0]
    assert payload["shades"][2][0] == 1
    assert payload["texts"][0][0] == ""


@pytest.mark.parametrize("normalise", ["count", "row", "column"])
def test_logarithm_lifts_the_rare_confusions(normalise):
    plain, log = (
        build_payload(MATRIX, NAMES, normalise=normalise, log=log)["shades"] for log in (False, True)
    )
    assert plain[1][0] < log[1][0] < 1
    assert max(map(max, log)) == 1


def test_many_classes_are_shaded_but_not_written():
    assert build_payload(np.eye(21), [str(n) for n in range(21)])["texts"] is None


def test_matrix_of_nothing_and_of_the_wrong_size():
    assert build_payload(np.zeros((3, 3)), NAMES, log=True)["shades"] == [[0.0] * 3] * 3
    with pytest.raises(ValueError, match=r"Received: \(2, 2\)"):
        build_payload(np.eye(2), NAMES)


@pytest.mark.parametrize("sent", [None, {}, [3, [1], [1, 3], ["1", 2], [[], 2], {}]])
def test_what_a_browser_sends_beside_cells_is_left_out(sent):
    assert cells_from(sent, 3) == []


def test_cells_rows_and_columns_are_read():
    assert cells_from([[1, 2], [0, None], [None, 2]], 3) == [(1, 2), (0, None), (None, 2)]
