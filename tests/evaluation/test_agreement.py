import numpy as np
import pytest
from scipy.spatial.distance import jensenshannon

from fmnist_core.errors import FmnistError
from fmnist_core.evaluation import Evaluation
from fmnist_core.evaluation.agreement import agreement

NAMES = ("a", "b", "c")


def answers(seed, n=40, indices=None, split="test"):
    random = np.random.default_rng(seed)
    indices = np.arange(n) if indices is None else indices
    labels = (np.arange(100) % 3)[indices]
    logits = random.normal(size=(len(indices), 3)).astype(np.float32)
    return Evaluation(split, labels, logits, indices, NAMES)


def test_wrong_in_every_and_disagreement_of_two():
    a, b = answers(0), answers(1)
    found = agreement([a, b])
    np.testing.assert_array_equal(found.predictions, [a.predictions, b.predictions])
    np.testing.assert_array_equal(found.confidence, [a.confidence, b.confidence])
    np.testing.assert_array_equal(found.wrong_in_every, ~a.correct & ~b.correct)
    expected = jensenshannon(a.probabilities, b.probabilities, axis=1, base=2) ** 2
    np.testing.assert_allclose(found.disagreement, expected, atol=1e-6)


def test_one_that_was_asked_other_samples_counts_where_it_was_asked():
    a, b = answers(0), answers(1, indices=np.array([70, 5, 2, 9]))
    found = agreement([a, b])
    np.testing.assert_array_equal(np.flatnonzero(found.predictions[1] >= 0), [2, 5, 9])
    np.testing.assert_array_equal(found.predictions[1, [5, 2, 9]], b.predictions[1:])
    rest = np.setdiff1d(np.arange(40), [2, 5, 9])
    np.testing.assert_array_equal(found.wrong_in_every[rest], ~a.correct[rest])
    assert not found.disagreement[rest].any()


def test_a_network_does_not_disagree_with_itself():
    a = answers(0)
    found = agreement([a, a, a])
    np.testing.assert_allclose(found.disagreement, 0, atol=1e-6)
    np.testing.assert_array_equal(found.wrong_in_every, ~a.correct)


def test_what_cannot_be_set_beside_is_refused_in_words():
    with pytest.raises(FmnistError, match="received none"):
        agreement([])
    with pytest.raises(FmnistError, match="Answers to the validation split"):
        agreement([answers(0), answers(1, split="validation")])
