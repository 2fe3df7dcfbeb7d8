"""Maps that do not depend on what was learnt are found out."""

import sys
from dataclasses import replace
from types import ModuleType

import keras
import numpy as np
import pytest
from scipy.stats import spearmanr

from fmnist_core.explain import METHODS, edge_map, randomised, sanity
from fmnist_core.explain.randomised import untrained
from fmnist_core.explain.sanity import BAR, rank_correlation
from fmnist_core.inference import Classifier


def test_a_map_of_edges_fails(classifier, striped, monkeypatch):
    module = ModuleType("fmnist_core.explain.edges")
    module.saliency = lambda classifier, batch, target, against: edge_map(batch[0, ..., 0])
    monkeypatch.setitem(sys.modules, module.__name__, module)
    monkeypatch.setitem(METHODS, "edges", replace(METHODS["occlusion"], module="edges"))
    result = sanity(classifier, striped[0][0], "edges")
    assert result.similarity == pytest.approx(1)
    assert not result.passed


@pytest.mark.parametrize("method", ["gradcam", "integrated-gradients", "shap", "occlusion"])
def test_what_has_learnt_something_passes(classifier, striped, method):
    similarities = [sanity(classifier, pixels, method).similarity for pixels in striped[0][:6]]
    assert np.mean(similarities) < BAR


def test_random_networks_are_unlike_the_trained_one_and_each_other(classifier, striped):
    copies = untrained(classifier)
    assert untrained(classifier) is copies
    for one, other in ((classifier, copies[0]), (copies[0], copies[1])):
        for first, second in zip(one.model.get_weights(), other.model.get_weights(), strict=True):
            assert first.ndim < 2 or abs(np.corrcoef(first.ravel(), second.ravel())[0, 1]) < 0.3
    logits = copies[0].logits(striped[0])
    assert 0.01 < logits.std() < 100


def test_a_deep_random_network_still_answers(classifier, striped, monkeypatch):
    monkeypatch.setattr(randomised, "COPIES", 1)
    pixels = x = keras.Input((28, 28, 1))
    for _ in range(8):
        x = keras.layers.Conv2D(12, 3, padding="same", activation="relu")(x)
        x = keras.layers.DepthwiseConv2D(3, padding="same", activation="relu")(x)
    model = keras.Model(pixels, keras.layers.Dense(10)(keras.layers.Flatten()(x)))
    logits = untrained(Classifier(classifier.run, classifier.dataset, model))[0].logits(striped[0][:4])
    assert np.isfinite(logits).all()
    assert 1e-3 < logits.std() < 1e5


def test_the_rank_correlation_is_spearman_s():
    generator = np.random.default_rng(0)
    for _ in range(5):
        first, second = generator.integers(0, 9, (2, 6, 7))
        expected = spearmanr(first.ravel(), second.ravel()).statistic
        assert rank_correlation(first, second) == pytest.approx(expected)
    assert rank_correlation(first, np.zeros_like(first)) == 0
