import numpy as np
import pytest
from sklearn.metrics import log_loss

from fmnist_core.errors import FmnistError
from fmnist_core.evaluation import Evaluation
from fmnist_core.evaluation.mistakes import in_order, losses, margins, matching


@pytest.fixture(scope="module")
def answers():
    random = np.random.default_rng(0)
    labels = random.integers(0, 4, 500)
    logits = (random.normal(size=(500, 4)) + 1.5 * np.eye(4)[labels]).astype(np.float32)
    return Evaluation("test", labels, logits, np.arange(500), ("a", "b", "c", "d"))


def test_the_surest_mistakes_come_first(answers):
    np.testing.assert_array_equal(in_order(answers, matching(answers)), answers.wrong)


def test_each_filter_leaves_what_it_names(answers):
    fits = matching(answers, true=1, predicted=2, confidence=(0.4, 0.7))
    expected = (answers.labels == 1) & (answers.predictions == 2)
    expected &= (answers.confidence >= 0.4) & (answers.confidence <= 0.7)
    np.testing.assert_array_equal(fits, expected)
    assert fits.any()


def test_right_answers_on_request(answers):
    np.testing.assert_array_equal(matching(answers, answers="right"), answers.correct)
    assert matching(answers, answers="all").all()


def test_margin_is_the_lead_over_the_truth(answers):
    for position in range(50):
        row = answers.probabilities[position]
        label = answers.labels[position]
        assert margins(answers)[position] == pytest.approx(np.delete(row, label).max() - row[label])
    assert (margins(answers)[answers.wrong] >= 0).all()
    assert (margins(answers)[answers.correct] <= 0).all()


def test_loss_is_that_of_scikit_learn(answers):
    probabilities = answers.probabilities.astype(np.float64)
    probabilities /= probabilities.sum(axis=1, keepdims=True)
    assert losses(answers).mean() == pytest.approx(log_loss(answers.labels, probabilities), rel=1e-5)


@pytest.mark.parametrize("order", ["confidence", "margin", "loss", "disagreement"])
def test_orders_go_both_ways(answers, order):
    drawn = np.random.default_rng(1).random(500)
    values = {
        "confidence": answers.confidence,
        "margin": margins(answers),
        "loss": losses(answers),
        "disagreement": drawn,
    }[order]
    fits = matching(answers, answers="all", true=1)
    for lowest_first in (False, True):
        found = in_order(answers, fits, order, lowest_first=lowest_first, disagreement=drawn)
        steps = np.diff(values[found])
        assert ((steps >= 0) if lowest_first else (steps <= 0)).all()
        assert sorted(found) == np.flatnonzero(fits).tolist()


def test_what_is_unknown_is_refused_in_words(answers):
    with pytest.raises(FmnistError, match="Answers are wrong, right, all; received 'odd'"):
        matching(answers, answers="odd")
    with pytest.raises(FmnistError, match="numbered from 0 to 3; received 4"):
        matching(answers, true=4)
    for order in ("size", "disagreement"):
        with pytest.raises(FmnistError, match="ordered by confidence, margin, loss, disagreement"):
            in_order(answers, answers.correct, order)
