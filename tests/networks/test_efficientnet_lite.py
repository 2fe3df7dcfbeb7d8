"""The port computes what the reference computes, and says what is wrong with its weights file."""

import hashlib
import json

import keras
import numpy as np
import pytest

from fmnist_core.errors import NetworkError
from fmnist_core.networks.backbones import BACKBONES
from fmnist_core.networks.efficientnet_lite import efficientnet_lite0, load_classifier, load_weights
from fmnist_core.paths import BUNDLED

SPEC = BACKBONES["efficientnet_lite0"]
FOLDER = BUNDLED / "backbones" / SPEC.name


@pytest.fixture(scope="module")
def model():
    pixels = keras.Input((None, None, 3))
    return keras.Model(pixels, efficientnet_lite0(pixels))


@pytest.mark.parametrize("size", [112, 75])  # odd sides are padded otherwise than even ones
def test_features_equal_those_of_the_reference_implementation(model, size):
    load_weights(model, SPEC)
    with np.load(FOLDER / "reference.npz") as recorded:
        images, expected = recorded["images"][:, :size, :size], recorded[f"features_{size}"]
    maps = keras.ops.convert_to_numpy(model(images.astype(np.float32) * SPEC.scale + SPEC.offset))
    assert expected.max() > 1  # so that the bound below means something
    np.testing.assert_allclose(maps.mean(axis=(1, 2)), expected, atol=1e-3, rtol=0)


def test_imagenet_answers_equal_those_of_the_reference_implementation():
    classifier = keras.layers.Dense(1000)
    classifier.build((None, 1280))
    load_classifier(classifier, SPEC)
    with np.load(FOLDER / "reference.npz") as recorded:
        features, expected = recorded["features_112"], recorded["logits_112"]
    logits = keras.ops.convert_to_numpy(classifier(features))
    assert np.ptp(expected) > 3
    np.testing.assert_allclose(logits, expected, atol=5e-3, rtol=0)  # the file is in half precision


def test_its_description_tells_the_truth(model):
    about = json.loads((FOLDER / "backbone.json").read_text())
    assert about["md5"] == hashlib.md5((FOLDER / "weights.npz").read_bytes()).hexdigest()
    assert about["parameters"] == SPEC.parameters == model.count_params()
    assert (about["name"], about["licence"]) == (SPEC.name, "Apache-2.0")


def test_every_layer_with_weights_belongs_to_a_block(model):
    names = [layer.name for layer in model.layers if layer.weights]
    assert all(name.startswith(SPEC.blocks) for name in names)
    assert all(any(name.startswith(block) for name in names) for block in SPEC.blocks)


def test_a_missing_weights_file_is_named(model, tmp_path, monkeypatch):
    monkeypatch.setattr("fmnist_core.paths.BUNDLED", tmp_path)
    monkeypatch.setenv("FMNIST_ARTIFACTS", str(tmp_path))
    with pytest.raises(NetworkError, match=r"EfficientNet-Lite0 are missing: .*weights\.npz"):
        load_weights(model, SPEC)


def _truncated(content):
    return content[:100_000]


def _flipped(content):
    middle = len(content) // 2
    return content[:middle] + bytes([content[middle] ^ 255]) + content[middle + 1 :]


@pytest.mark.parametrize("damage", [_truncated, _flipped, lambda content: b""])
def test_a_damaged_weights_file_is_named(model, artifacts, damage):
    path = artifacts / "backbones" / SPEC.name / "weights.npz"
    path.parent.mkdir(parents=True)
    path.write_bytes(damage((FOLDER / "weights.npz").read_bytes()))
    with pytest.raises(NetworkError, match=r"are damaged\. Restore that file"):
        load_weights(model, SPEC)


@pytest.mark.parametrize("arrays", [{}, {"stem_convolution/kernel": np.zeros((1, 1, 3, 32))}])
def test_a_file_of_other_weights_is_refused(model, artifacts, arrays):
    path = artifacts / "backbones" / SPEC.name / "weights.npz"
    path.parent.mkdir(parents=True)
    np.savez(path, **arrays)
    with pytest.raises(NetworkError, match="are damaged"):
        load_weights(model, SPEC)
