import json

import numpy as np
import pytest
from scipy.stats import binomtest

from fmnist_core.evaluation import Evaluation, compare
from fmnist_core.evaluation.compare import CHANGES, mcnemar


def answering(labels, predictions, split="test", first_index=0, names=("a", "b", "c")):
    """An evaluation that predicts what it is told, the later the surer."""
    logits = np.eye(len(names), dtype=np.float32)[predictions] * np.linspace(2, 4, len(labels))[:, None]
    indices = np.arange(len(labels)) + first_index
    return Evaluation(split, np.array(labels), logits.astype(np.float32), indices, names)


def test_mcnemar_equals_a_value_computed_by_hand():
    # Armitage and Berry 1994, p. 127: 12 against 2 gives 2 (C(14,0) + C(14,1) + C(14,2)) / 2^14
    assert mcnemar(12, 2) == pytest.approx(2 * (1 + 14 + 91) / 2**14)
    assert mcnemar(2, 12) == pytest.approx(0.0129, abs=5e-5)


@pytest.mark.parametrize("equal", [0, 1, 50])
def test_mcnemar_finds_nothing_between_equals(equal):
    assert mcnemar(equal, equal) == pytest.approx(1.0)


@pytest.mark.parametrize(("only_a", "only_b"), [(0, 0), (0, 1), (7, 0), (41, 59), (310, 205), (2500, 2600)])
def test_mcnemar_equals_scipys_binomial_test(only_a, only_b):
    expected = binomtest(only_a, only_a + only_b).pvalue if only_a + only_b else 1.0
    assert mcnemar(only_a, only_b) == pytest.approx(expected, rel=1e-9)


def test_mcnemar_of_very_uneven_networks_is_nearly_zero():
    assert 0 <= mcnemar(9_000, 20) < 1e-300


def test_changes_of_each_class_equal_a_plain_count():
    random = np.random.default_rng(0)
    labels, first, second = random.integers(0, 3, size=(3, 200))
    paired = compare(answering(labels, first), answering(labels, second)).paired
    for label in range(3):
        for change, (before, after) in zip(CHANGES, ((1, 1), (1, 0), (0, 1), (0, 0)), strict=True):
            fits = [
                position
                for position in range(200)
                if labels[position] == label
                and (first[position] == label) == before
                and (second[position] == label) == after
            ]
            assert sorted(paired.positions(change, label)) == fits
            assert paired.counts[label, CHANGES.index(change)] == len(fits)


def test_the_same_samples_are_compared_one_by_one():
    labels = [0, 1, 2, 0, 1, 2]
    a = answering(labels, [0, 1, 2, 1, 0, 2], first_index=100)
    b = answering(labels, [0, 2, 2, 0, 0, 0], first_index=100)
    result = compare(a, b)
    assert (result.accuracy_a, result.accuracy_b) == pytest.approx((4 / 6, 3 / 6))
    assert (result.interval_a, result.interval_b) == (a.accuracy_interval, b.accuracy_interval)
    assert result.difference == pytest.approx(-1 / 6)
    assert result.error_ratio == pytest.approx(1.5)
    paired = result.paired
    assert (paired.both_right, paired.only_a, paired.only_b, paired.both_wrong) == (2, 2, 1, 1)
    assert paired.positions("right_to_wrong").tolist() == [5, 1]  # the surer mistake first
    assert paired.positions("right_to_wrong", label=1).tolist() == [1]
    assert paired.positions("wrong_to_right").tolist() == [3]
    assert paired.positions("both_right").tolist() == [0, 2]  # the less sure answer first
    assert paired.positions("both_wrong").tolist() == [4]
    assert paired.counts.tolist() == [[1, 0, 1, 0], [0, 1, 0, 1], [1, 1, 0, 0]]
    with pytest.raises(ValueError, match="Received: 'better'"):
        paired.positions("better")
    assert paired.p_value == pytest.approx(1.0)


def test_json_names_samples_by_their_index_in_the_split():
    labels = [0, 1, 2]
    result = compare(
        answering(labels, [0, 0, 2], first_index=40), answering(labels, [1, 1, 2], first_index=40)
    )
    figures = json.loads(json.dumps(result.to_dict(), allow_nan=False))
    assert figures["paired"]["right_to_wrong"] == [40]
    assert figures["paired"]["wrong_to_right"] == [41]
    assert figures["paired"]["per_class"][0] == {"name": "a"} | dict.fromkeys(CHANGES, 0) | {
        "right_to_wrong": 1
    }
    assert figures["interval_a"] == list(result.interval_a)


@pytest.mark.parametrize(
    "other",
    [
        answering([0, 1, 2], [0, 1, 2], split="validation"),
        answering([0, 1, 2], [0, 1, 2], first_index=7),
        answering([0, 1, 1], [0, 1, 2]),
        answering([0, 1, 2, 0], [0, 1, 2, 0]),
        answering([0, 1, 2], [0, 1, 2], names=("x", "y", "z")),
    ],
    ids=["split", "indices", "labels", "number of samples", "classes"],
)
def test_different_samples_are_only_compared_as_wholes(other):
    result = compare(answering([0, 1, 2], [0, 1, 0]), other)
    assert result.paired is None
    assert result.to_dict()["paired"] is None


def test_a_network_without_errors_has_no_error_ratio():
    perfect, flawed = answering([0, 1], [0, 1]), answering([0, 1], [0, 0])
    assert compare(perfect, flawed).error_ratio is None
    assert compare(flawed, perfect).error_ratio == 0.0
    assert compare(perfect, perfect).paired.p_value == 1.0
