import numpy as np
import pytest
from scipy.special import logsumexp

from fmnist_core.errors import FmnistError
from fmnist_core.evaluation.abstention import abstains, energy_score, threshold

FAMILIAR = np.random.default_rng(0).normal(size=(5000, 10)).astype(np.float32) * 4


def test_score_is_the_log_of_summed_exponentials():
    np.testing.assert_allclose(energy_score(FAMILIAR), logsumexp(FAMILIAR.astype(float), axis=1))


@pytest.mark.parametrize("rate", [0.0, 0.01, 0.05, 0.5])
def test_the_wanted_share_of_validation_samples_is_refused(rate):
    assert abstains(FAMILIAR, threshold(FAMILIAR, rate)).mean() == pytest.approx(rate, abs=2 / 5000)


def test_a_picture_that_excites_no_class_is_refused_although_its_softmax_is_sure():
    limit = threshold(FAMILIAR)
    faint = np.full((1, 10), -60.0)
    faint[0, 3] = -40.0
    assert abstains(faint, limit).tolist() == [True]
    assert abstains(faint + 60, limit).tolist() == [False]


def test_broken_logits_are_refused():
    assert abstains(np.full((1, 10), np.nan), 0.0).tolist() == [True]


@pytest.mark.parametrize("logits", [np.zeros((0, 10)), np.full((3, 10), np.nan)])
def test_no_threshold_without_finite_logits(logits):
    with pytest.raises(FmnistError, match="finite logits"):
        threshold(logits)


@pytest.mark.parametrize("rate", [-0.1, 1.0, float("nan")])
def test_an_impossible_share_is_refused(rate):
    with pytest.raises(FmnistError, match="from 0 to below 1"):
        threshold(FAMILIAR, rate)
