"""Curves equal scikit-learn's on the same arrays."""

import numpy as np
import pytest
from sklearn import metrics as reference

from fmnist_core.errors import FmnistError
from fmnist_core.evaluation.curves import coverage, precision_recall, roc
from fmnist_core.evaluation.metrics import softmax


def drawn(samples=3000, classes=5, decimals=None):
    random = np.random.default_rng(0)
    labels = random.integers(0, classes, samples)
    probabilities = softmax(random.normal(size=(samples, classes)) + 1.5 * np.eye(classes)[labels])
    return labels, probabilities if decimals is None else probabilities.round(decimals)


CASES = {"distinct": drawn(), "with ties": drawn(decimals=1), "two": drawn(4, 2)}


@pytest.fixture(params=CASES)
def answers(request):
    return CASES[request.param]


def test_precision_recall_equals_scikit_learns(answers):
    labels, probabilities = answers
    for number in range(probabilities.shape[1]):
        curve = precision_recall(labels, probabilities, number)
        positive, score = labels == number, probabilities[:, number]
        precision, recall, _ = reference.precision_recall_curve(positive, score)
        assert curve.area == pytest.approx(reference.average_precision_score(positive, score))
        points = {tuple(point) for point in np.column_stack([recall, precision]).tolist()}
        assert set(zip(curve.x.tolist(), curve.y.tolist(), strict=True)) <= points
        assert {recall.min(), recall.max()} == {curve.x.min(), curve.x.max()}


def test_roc_equals_scikit_learns(answers):
    labels, probabilities = answers
    for number in range(probabilities.shape[1]):
        curve = roc(labels, probabilities, number)
        positive, score = labels == number, probabilities[:, number]
        assert curve.area == pytest.approx(reference.roc_auc_score(positive, score))
        assert (curve.x[0], curve.y[0], curve.x[-1], curve.y[-1]) == (0, 0, 1, 1)


def test_a_class_that_is_none_or_all_of_the_samples_has_no_curve():
    labels, probabilities = np.array([1, 1]), np.array([[0.2, 0.7, 0.1], [0.1, 0.8, 0.1]])
    for curve in (precision_recall, roc):
        assert curve(labels, probabilities, 0) is None
        assert curve(labels, probabilities, 1) is None
        with pytest.raises(FmnistError, match="from 0 to 2; received 3"):
            curve(labels, probabilities, 3)


def test_coverage_equals_the_accuracy_of_the_answers_given(answers):
    labels, probabilities = answers
    found = coverage(labels, probabilities)
    confidence = probabilities.max(axis=1)
    assert found.coverage[-1] == 1
    for threshold in (*np.quantile(confidence, [0, 0.3, 0.9, 1]), 0.5):
        given = confidence >= threshold
        share, accuracy = found.at(threshold)
        assert share == pytest.approx(given.mean())
        if given.any():
            predictions = probabilities[given].argmax(axis=1)
            assert accuracy == pytest.approx(reference.accuracy_score(labels[given], predictions))
    assert found.at(1.1) == (0.0, None)


@pytest.mark.parametrize("labels", [np.zeros(3, int), np.zeros(0, int)])
def test_arrays_that_do_not_belong_together_are_refused(labels):
    for function in (lambda *arrays: roc(*arrays, 0), coverage):
        with pytest.raises(FmnistError, match="received shapes"):
            function(labels, np.zeros((len(labels) and 2, 2)))
