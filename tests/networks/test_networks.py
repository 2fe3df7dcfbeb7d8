"""Every row of the table keeps the contract of a network; a new row is tested without another line."""

import keras
import numpy as np
import pytest

from fmnist_core.errors import NetworkError
from fmnist_core.networks import ARCHITECTURES, build

EVERY = pytest.mark.parametrize("name", ARCHITECTURES)


@pytest.fixture(scope="module")
def models():
    keras.utils.set_random_seed(0)
    return {name: build(name) for name in ARCHITECTURES}


@pytest.fixture(scope="module")
def pixels():
    return np.random.default_rng(0).integers(0, 256, (4, 28, 28, 1), dtype=np.uint8)


@EVERY
def test_raw_pixels_in_float32_logits_out(models, pixels, name):
    logits = keras.ops.convert_to_numpy(models[name](pixels))
    assert logits.shape == (4, 10)
    assert logits.dtype == np.float32
    # Logits, not probabilities: rows do not sum to one.
    assert not np.allclose(logits.sum(axis=1), 1)


@EVERY
def test_the_table_tells_the_truth(models, name):
    spec, model = ARCHITECTURES[name], models[name]
    assert model.count_params() == spec.parameters
    assert spec.name == name
    features = model.get_layer("features").output
    assert len(features.shape) == 4
    assert (features.shape[-1] > 1) == spec.spatial
    assert len(model.get_layer("embedding").output.shape) == 2


@EVERY
def test_saving_and_loading_changes_no_answer(models, pixels, name, tmp_path):
    models[name].save(tmp_path / "model.keras")
    again = keras.saving.load_model(tmp_path / "model.keras")
    np.testing.assert_array_equal(models[name](pixels), again(pixels))


@EVERY
def test_has_no_sub_model_that_saliency_could_not_reach(models, name):
    assert isinstance(models[name], keras.src.models.Functional)
    assert not any(isinstance(layer, keras.Model) for layer in models[name].layers)


@EVERY
def test_other_sizes_and_class_counts(name):
    model = build(name, input_shape=(20, 24), classes=3)
    assert model(np.zeros((2, 20, 24, 1), np.uint8)).shape == (2, 3)


@EVERY
def test_dropout_is_passed_on(name):
    rates = {
        layer.rate for layer in build(name, dropout=0.37).layers if isinstance(layer, keras.layers.Dropout)
    }
    assert rates == {0.37}


def test_an_unknown_name_lists_the_known_ones():
    with pytest.raises(NetworkError, match=r"'cnnn'.*dense, cnn"):
        build("cnnn")


def test_images_too_small_for_the_network_are_refused():
    with pytest.raises(NetworkError, match="at least 8 pixels"):
        build("cnn", input_shape=(4, 4))
