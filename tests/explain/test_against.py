"""One class against another, and what the raw values of a map mean."""

from types import SimpleNamespace

import keras
import numpy as np
import pytest

from fmnist_core import datasets
from fmnist_core.errors import NetworkError
from fmnist_core.explain import METHODS, explain
from fmnist_core.inference import Classifier

EVERY = pytest.mark.parametrize("method", METHODS)
ADDING_UP = pytest.mark.parametrize("method", ["integrated-gradients", "shap"])


@pytest.fixture(scope="module")
def linear(classifier):
    """Return a network whose logits are weighted sums of the pixels."""
    keras.utils.set_random_seed(5)
    pixels = keras.Input((28, 28, 1))
    model = keras.Model(pixels, keras.layers.Dense(10)(keras.layers.Flatten()(pixels)))
    return Classifier(classifier.run, classifier.dataset, model)


@pytest.mark.parametrize("method", sorted(METHODS.keys() - {"smoothgrad"}))
def test_against_the_other_of_two_items_its_own_lights_up(classifier, both, method):
    here, there = slice(3, 11), slice(17, 25)
    result = explain(classifier, both, method, 0, against=1)
    assert (result.target, result.against) == (0, 1)
    assert result.values[here, here].mean() > result.values[there, there].mean()


@pytest.mark.parametrize("method", [name for name, row in METHODS.items() if row.signed])
def test_the_other_way_round_the_signs_change(classifier, both, method):
    one, other = (
        explain(classifier, both, method, 0, against=1),
        explain(classifier, both, method, 1, against=0),
    )
    np.testing.assert_allclose(one.raw, -other.raw, atol=1e-3 * np.abs(one.raw).max())


@EVERY
def test_raw_values_are_not_scaled_and_keep_their_sign(classifier, both, method):
    result = explain(classifier, both, method, 0)
    assert result.raw.dtype == np.float32
    np.testing.assert_allclose(result.values, np.maximum(result.raw, 0) / result.raw.max(), atol=1e-6)
    assert (result.raw.min() < 0) == METHODS[method].signed


@ADDING_UP
@pytest.mark.parametrize("against", [None, 7])
def test_the_values_of_a_linear_network_are_known(linear, striped, method, against):
    pixels = striped[0][0].astype(float)
    if method == "shap":
        images = datasets.load("fashion_mnist").train.images
        pixels -= images[np.random.default_rng(0).permutation(len(images))[:100]].mean(axis=0)
    factors = linear.model.get_weights()[0].reshape(28, 28, 10)
    factor = factors[..., 2] - (0 if against is None else factors[..., 7])
    raw = explain(linear, striped[0][0], method, 2, against).raw
    np.testing.assert_allclose(raw, pixels * factor, atol=1e-3)


def test_integrated_gradients_add_up_to_the_logit_less_that_of_black(classifier, striped):
    for pixels in striped[0][:4]:
        logits = classifier.logits(np.stack([pixels, np.zeros_like(pixels)]))[:, 1]
        total = explain(classifier, pixels, "integrated-gradients", 1).raw.sum()
        assert total == pytest.approx(logits[0] - logits[1], rel=0.03, abs=0.05)


def test_a_class_is_not_compared_with_itself(classifier, striped):
    with pytest.raises(NetworkError, match=r"Two classes.*Trouser twice"):
        explain(classifier, striped[0][0], target=1, against=1)


def test_an_unknown_other_class_lists_the_known_ones(classifier, striped):
    with pytest.raises(NetworkError, match="no class number 10"):
        explain(classifier, striped[0][0], target=1, against=10)


@EVERY
def test_other_sizes_numbers_of_classes_and_wide_maps(classifier, monkeypatch, method):
    keras.utils.set_random_seed(1)
    pixels = keras.Input((20, 24, 1))
    x = keras.layers.Rescaling(1 / 255)(pixels)
    x = keras.layers.Conv2D(150, 3, strides=4, activation="relu", name="features")(x)
    model = keras.Model(pixels, keras.layers.Dense(3)(keras.layers.GlobalAveragePooling2D()(x)))
    spec = SimpleNamespace(name="small", class_names=("a", "b", "c"))
    small = Classifier(classifier.run, spec, model)
    images = np.random.default_rng(0).integers(0, 256, (30, 20, 24), dtype=np.uint8)
    monkeypatch.setattr(datasets, "load", lambda name: SimpleNamespace(train=SimpleNamespace(images=images)))
    result = explain(small, images[0], method, 2, against=0)
    assert result.values.shape == (20, 24)
    assert np.isfinite(result.raw).all()
