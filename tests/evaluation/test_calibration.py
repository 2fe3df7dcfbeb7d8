import numpy as np
import pytest

from fmnist_core.errors import FmnistError
from fmnist_core.evaluation.calibration import calibration_error, fit_temperature, reliability
from fmnist_core.evaluation.metrics import log_loss, softmax


@pytest.fixture
def answers():
    """Labels drawn from the softmax of logits, so that these are calibrated at temperature 1."""
    random = np.random.default_rng(0)
    logits = random.normal(size=(20_000, 4)) * 2
    labels = (softmax(logits).cumsum(axis=1) < random.random((20_000, 1))).sum(axis=1)
    return labels, logits.astype(np.float32)


@pytest.mark.parametrize("temperature", [0.2, 1.0, 3.0])
def test_finds_the_temperature_that_undoes_too_much_or_too_little_confidence(answers, temperature):
    labels, logits = answers
    assert fit_temperature(labels, logits * temperature) == pytest.approx(temperature, rel=0.03)


def test_no_temperature_is_better_than_the_fitted_one(answers):
    labels, logits = answers
    best = fit_temperature(labels, logits)
    for other in (0.99 * best, 1.01 * best):
        assert log_loss(labels, logits / best) < log_loss(labels, logits / other)


def test_the_fitted_temperature_mends_the_calibration(answers):
    labels, logits = answers
    sure = 4 * logits
    mended = softmax(sure / fit_temperature(labels, sure))
    assert calibration_error(labels, softmax(sure)) > 0.1
    assert calibration_error(labels, mended) < 0.01


def test_answers_that_are_all_right_have_a_temperature_too():
    logits = np.eye(3, dtype=np.float32)
    assert fit_temperature(np.arange(3), logits) == 1
    assert fit_temperature(np.array([0]), np.array([[1e4, -1e4]], np.float32)) == 1


def test_bins_hold_mean_confidence_accuracy_and_number():
    probabilities = np.array([[0.9, 0.1], [0.7, 0.3], [0.2, 0.8], [0.45, 0.55], [0.5, 0.5]])
    bins = reliability(np.array([0, 1, 1, 1, 1]), probabilities, bins=4)
    np.testing.assert_array_equal(bins.count, [0, 1, 2, 2])
    np.testing.assert_allclose(bins.confidence, [np.nan, 0.5, 0.625, 0.85])
    np.testing.assert_allclose(bins.accuracy, [np.nan, 0, 0.5, 1])
    assert bins.error == pytest.approx((0.5 + 2 * 0.125 + 2 * 0.15) / 5)


@pytest.mark.parametrize("logits", [np.zeros((0, 3)), np.zeros((3, 2)), np.zeros(2)])
def test_arrays_that_do_not_belong_together_are_refused(logits):
    labels = np.zeros(2 if len(logits) else 0, np.int64)
    for function in (fit_temperature, reliability):
        with pytest.raises(FmnistError, match="labels \\(n,\\)"):
            function(labels, logits)
