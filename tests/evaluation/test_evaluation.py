"""Every figure equals scikit-learn's on the same arrays, on ordinary and on degenerate ones."""

import json
from collections import Counter

import numpy as np
import pytest
from sklearn import metrics as reference

from fmnist_core.errors import FmnistError
from fmnist_core.evaluation import Evaluation


def evaluation_of(labels, logits, names=None):
    labels, logits = np.asarray(labels, dtype=np.int64), np.asarray(logits, dtype=np.float32)
    arrays = {"labels": labels, "logits": logits, "indices": np.arange(len(labels)) + 100}
    return Evaluation.of(arrays, "test", names or [f"class {i}" for i in range(logits.shape[1])])


def drawn(samples, classes, help_towards_label=2.0, seed=0):
    random = np.random.default_rng(seed)
    labels = random.integers(0, classes, samples)
    logits = random.normal(size=(samples, classes)) * 2
    logits[np.arange(samples), labels] += help_towards_label
    return evaluation_of(labels, logits)


def without_class(missing):
    """Ten classes, one of which is neither a label nor ever predicted."""
    full = drawn(500, 10)
    logits = full.logits.copy()
    logits[:, missing] = -50
    return evaluation_of(np.where(full.labels == missing, 0, full.labels), logits)


CASES = {
    "ten classes": drawn(2000, 10),
    "two classes": drawn(300, 2),
    "forty-seven classes": drawn(3000, 47),
    "a class that does not occur": without_class(4),
    "a class without samples that is predicted": evaluation_of([0, 0, 1], np.eye(3) * 4),
    "none misclassified": evaluation_of([0, 1, 2, 1], np.eye(3)[[0, 1, 2, 1]] * 9),
    "all misclassified": evaluation_of([1, 2, 0], np.eye(3) * 3),
    "one sample": evaluation_of([1], [[0.0, 2.0, 1.0]]),
    "huge logits": evaluation_of([0, 1, 0], [[1e4, 0], [0, 30], [-1e4, -1e4 + 5]]),
    "chance": drawn(1000, 10, help_towards_label=0.0),
}


@pytest.fixture(params=CASES, ids=str)
def evaluation(request):
    return CASES[request.param]


def test_classification_figures_equal_scikit_learns(evaluation):
    labels, predictions = evaluation.labels, evaluation.logits.argmax(axis=1)
    numbers = list(range(len(evaluation.class_names)))
    assert evaluation.accuracy == pytest.approx(reference.accuracy_score(labels, predictions))
    expected = reference.confusion_matrix(labels, predictions, labels=numbers)
    np.testing.assert_array_equal(evaluation.confusion, expected)

    macro = reference.precision_recall_fscore_support(labels, predictions, average="macro", zero_division=0)
    found = (evaluation.macro_precision, evaluation.macro_recall, evaluation.macro_f1)
    assert found == pytest.approx(macro[:3])

    table = reference.precision_recall_fscore_support(labels, predictions, labels=numbers, zero_division=0)
    for figure, expected in zip(("precision", "recall", "f1", "support"), table, strict=True):
        assert [row[figure] for row in evaluation.per_class] == pytest.approx(expected)
    against_rest = [reference.accuracy_score(labels == c, predictions == c) for c in numbers]
    assert [row["accuracy"] for row in evaluation.per_class] == pytest.approx(against_rest)
    assert tuple(row["name"] for row in evaluation.per_class) == evaluation.class_names


def test_probabilities_and_log_loss_equal_the_references(evaluation):
    from scipy.special import softmax

    exact = softmax(evaluation.logits.astype(np.float64), axis=1)
    np.testing.assert_allclose(evaluation.probabilities, exact, rtol=1e-6, atol=1e-30)
    assert evaluation.probabilities.dtype == np.float32
    np.testing.assert_array_equal(evaluation.confidence, evaluation.probabilities.max(axis=1))
    expected = reference.log_loss(evaluation.labels, exact, labels=list(range(exact.shape[1])))
    assert evaluation.log_loss == pytest.approx(expected, rel=1e-6, abs=1e-12)


def test_calibration_error_equals_the_definition(evaluation):
    expected = 0.0
    for lower in range(15):
        inside = (evaluation.confidence > lower / 15) & (evaluation.confidence <= (lower + 1) / 15)
        if inside.any():
            gap = evaluation.confidence[inside].mean(dtype=np.float64) - evaluation.correct[inside].mean()
            expected += abs(gap) * inside.mean()
    assert evaluation.ece == pytest.approx(expected, abs=1e-6)


def test_calibration_bins_equal_scikit_learns():
    from sklearn.calibration import calibration_curve

    evaluation = CASES["ten classes"]
    right, said = calibration_curve(evaluation.correct, evaluation.confidence, n_bins=15)
    counts = np.histogram(evaluation.confidence, bins=np.linspace(0, 1, 16))[0]
    weights = counts[counts > 0] / len(evaluation.labels)
    assert evaluation.ece == pytest.approx(np.sum(np.abs(right - said) * weights), abs=1e-6)


def test_wrong_are_all_mistakes_by_falling_confidence(evaluation):
    assert set(evaluation.wrong) == set(np.flatnonzero(evaluation.predictions != evaluation.labels))
    assert (np.diff(evaluation.confidence[evaluation.wrong]) <= 0).all()


def test_cells_hold_exactly_their_samples(evaluation):
    numbers = range(len(evaluation.class_names))
    for true in numbers:
        row = evaluation.cell(true=true)
        assert set(row) == set(np.flatnonzero(evaluation.labels == true))
        for predicted in numbers:
            cell = evaluation.cell(true, predicted)
            assert len(cell) == evaluation.confusion[true, predicted]
            assert (evaluation.labels[cell] == true).all()
            assert (evaluation.predictions[cell] == predicted).all()
    for predicted in numbers:
        column = evaluation.cell(predicted=predicted)
        assert set(column) == set(np.flatnonzero(evaluation.predictions == predicted))


def test_several_cells_hold_each_sample_once_in_the_order_of_one(evaluation):
    last = len(evaluation.class_names) - 1
    both = evaluation.cells([(0, None), (None, last), (0, last)])
    wanted = (evaluation.labels == 0) | (evaluation.predictions == last)
    everything = evaluation.cell()
    np.testing.assert_array_equal(both, everything[wanted[everything]])
    assert len(evaluation.cells([])) == 0


def test_a_row_begins_with_its_surest_mistakes_and_ends_with_its_surest_right_answers():
    evaluation = drawn(500, 4)
    row = evaluation.cell(true=2)
    mistakes = np.count_nonzero(~evaluation.correct[row])
    assert 0 < mistakes < len(row)
    assert not evaluation.correct[row[:mistakes]].any()
    assert (np.diff(evaluation.confidence[row[:mistakes]]) <= 0).all()
    assert (np.diff(evaluation.confidence[row[mistakes:]]) >= 0).all()


def test_everything_can_be_selected():
    evaluation = drawn(50, 3)
    everything = evaluation.cell()
    np.testing.assert_array_equal(everything[: len(evaluation.wrong)], evaluation.wrong)
    assert sorted(everything) == list(range(50))


@pytest.mark.parametrize("number", [-1, 3])
def test_a_class_that_does_not_exist_is_named(number):
    with pytest.raises(FmnistError, match=f"from 0 to 2; received {number}"):
        drawn(20, 3).cell(predicted=number)


def test_most_confused_counts_pairs_of_different_classes():
    evaluation = drawn(2000, 10)
    pairs = zip(evaluation.labels.tolist(), evaluation.predictions.tolist(), strict=True)
    counted = Counter(pair for pair in pairs if pair[0] != pair[1])
    found = evaluation.most_confused(7)
    assert [count for *_, count in found] == [count for _, count in counted.most_common(7)]
    assert all(counted[true, predicted] == count for true, predicted, count in found)


def test_most_confused_leaves_out_pairs_that_never_happened():
    assert CASES["none misclassified"].most_confused() == []
    assert sorted(CASES["all misclassified"].most_confused(50)) == [(0, 2, 1), (1, 0, 1), (2, 1, 1)]


def test_dict_is_json_with_the_names_of_the_evaluate_command(evaluation):
    figures = evaluation.to_dict()
    names = "accuracy macro_precision macro_recall macro_f1 log_loss ece confusion per_class"
    assert set(figures) == set(names.split())
    assert set(figures["per_class"][0]) == {"name", "precision", "recall", "f1", "accuracy", "support"}
    assert json.loads(json.dumps(figures, allow_nan=False)) == figures


def test_float16_logits_and_small_integer_labels_are_accepted():
    arrays = {
        "labels": np.array([1, 0], dtype=np.uint8),
        "logits": np.array([[0, 3], [0, 3]], dtype=np.float16),
        "indices": np.array([5, 6], dtype=np.int32),
    }
    evaluation = Evaluation.of(arrays, "validation", ["a", "b"])
    assert (evaluation.labels.dtype, evaluation.logits.dtype) == (np.int64, np.float32)
    assert evaluation.accuracy == 0.5


GOOD = {"labels": np.array([0, 1]), "logits": np.zeros((2, 2), np.float32), "indices": np.arange(2)}


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"logits": np.array([[0, np.nan], [0, 0]], np.float32)}, "NaN or infinity for 1 of 2 samples"),
        ({"logits": np.full((2, 2), 1e300)}, "NaN or infinity for 2 of 2 samples"),
        ({"logits": np.zeros((2, 3), np.float32)}, r"received shapes \(2,\), \(2, 3\) and \(2,\)"),
        ({"logits": np.zeros(2, np.float32)}, "received shapes"),
        ({"logits": np.zeros((2, 2), int)}, "must be floating-point numbers; received int64"),
        ({"labels": np.array([0, 2])}, "from 0 to 1; received 2"),
        ({"labels": np.array([-1, 0])}, "0 or more; received -1"),
        ({"labels": np.array([0.0, 1.0])}, "whole numbers; received float64"),
        ({"labels": np.array(1)}, "received shapes"),
        ({"indices": np.arange(3)}, "received shapes"),
        (
            {"labels": np.zeros(0, int), "logits": np.zeros((0, 2), np.float32), "indices": np.zeros(0, int)},
            "received 0 samples",
        ),
    ],
)
def test_impossible_arrays_are_refused_with_a_sentence(change, sentence):
    with pytest.raises(FmnistError, match=sentence):
        Evaluation.of(GOOD | change, "test", ["a", "b"])


def test_a_missing_array_is_named():
    with pytest.raises(FmnistError, match="none named logits"):
        Evaluation.of({"labels": GOOD["labels"], "indices": GOOD["indices"]}, "test", ["a", "b"])
