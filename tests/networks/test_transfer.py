"""A pretrained backbone inside a network: frozen, opened from its end, downloaded where it is not shipped."""

import keras
import numpy as np
import pytest

from fmnist_core.errors import NetworkError
from fmnist_core.networks import transfer
from fmnist_core.networks.backbones import BACKBONES

LITE = BACKBONES["efficientnet_lite0"]
LAST = LITE.features.split("_")[0]
HEAD = {"normalised", "embedding", "logits"}
DOWNLOADED = [name for name, spec in BACKBONES.items() if not spec.shipped]


@pytest.fixture
def model():
    return transfer.build((28, 28), 10, 0.2)


@pytest.fixture(scope="module")
def pixels():
    return np.random.default_rng(0).integers(0, 256, (4, 28, 28, 1)).astype(np.float32)


def _learning(model):
    return {layer.name for layer in model.layers if layer.trainable_weights}


def test_starts_frozen_but_for_its_head(model):
    assert _learning(model) == HEAD


def test_the_last_blocks_can_be_unfrozen_and_frozen_again(model):
    transfer.unfreeze(model, LITE, 1)
    opened = {f"{LAST}_{part}_convolution" for part in ("expand", "depthwise", "project")}
    assert _learning(model) == HEAD | opened
    transfer.unfreeze(model, LITE, 100)
    assert "stem_convolution" in _learning(model)
    assert not any("normalisation" in name for name in _learning(model))
    transfer.unfreeze(model, LITE, 0)
    assert _learning(model) == HEAD


def test_a_head_trained_on_features_is_the_head_of_the_model(model, pixels):
    features, head = transfer.split(model)
    computed = keras.ops.convert_to_numpy(features(pixels))
    np.testing.assert_allclose(head(computed), model(pixels), atol=1e-5)
    head.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    before = keras.ops.convert_to_numpy(model(pixels))
    head.fit(computed, np.arange(4), verbose=0)
    assert np.abs(keras.ops.convert_to_numpy(model(pixels)) - before).max() > 1e-4
    np.testing.assert_allclose(head(computed), model(pixels), atol=1e-5)


def test_an_unknown_backbone_lists_the_known_ones():
    with pytest.raises(NetworkError, match=r"'vgg'.*efficientnet_lite0, mobilenet_v2"):
        transfer.build((28, 28), 10, 0.2, backbone="vgg")


@pytest.mark.parametrize("name", DOWNLOADED)
def test_without_a_network_the_sentence_says_what_would_do(name, monkeypatch):
    monkeypatch.setattr(keras.utils, "get_file", _no_network)
    with pytest.raises(NetworkError, match=r"could not be downloaded\. Connect to the network"):
        transfer.build((28, 28), 10, 0.2, backbone=name)


@pytest.mark.parametrize("name", DOWNLOADED)
def test_a_damaged_download_is_named(name, tmp_path, monkeypatch):
    (tmp_path / "weights.h5").write_bytes(b"<html>not found</html>")
    monkeypatch.setattr(keras.utils, "get_file", lambda **options: str(tmp_path / "weights.h5"))
    with pytest.raises(NetworkError, match=r"weights\.h5 are damaged\. Delete that file"):
        transfer.build((28, 28), 10, 0.2, backbone=name)


@pytest.mark.parametrize("name", DOWNLOADED)
def test_downloaded_backbones_lie_flat_and_are_frozen(name, monkeypatch):
    monkeypatch.setattr("fmnist_core.networks.applications.load_weights", lambda model, spec: None)
    model = transfer.build((28, 28), 10, 0.2, backbone=name)
    assert not any(isinstance(layer, keras.Model) for layer in model.layers)
    assert _learning(model) == HEAD
    transfer.unfreeze(model, BACKBONES[name], 1)
    assert _learning(model) > HEAD


def _no_network(*, origin, **options):
    raise Exception(f"URL fetch failure on {origin}: None -- Temporary failure")  # as Keras does
