"""Batch normalisation as one operation does what Keras does."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from fmnist_core.networks.normalising import fuse_normalisation
from fmnist_core.training import TrainingConfig
from fmnist_core.training.compiling import compile_model


@pytest.fixture(params=["float32", "mixed_bfloat16"])
def policy(request):
    previous = keras.config.dtype_policy()
    keras.config.set_dtype_policy(request.param)
    yield request.param
    keras.config.set_dtype_policy(previous)


def network(*, trainable=True):
    keras.utils.set_random_seed(0)
    pixels = keras.Input((6, 6, 3))
    x = keras.layers.BatchNormalization(momentum=0.7, trainable=trainable)(pixels)
    x = keras.layers.Conv2D(4, 3)(x)
    x = keras.layers.Activation("relu")(keras.layers.BatchNormalization(momentum=0.7)(x))
    x = keras.layers.BatchNormalization()(keras.layers.Flatten()(x))
    model = keras.Model(pixels, keras.layers.Dense(2, dtype="float32")(x))
    model.compile(keras.optimizers.SGD(0.1, momentum=0.9), "mse")
    return model


def batch():
    rng = np.random.default_rng(0)
    return rng.normal(2, 3, (8, 6, 6, 3)).astype("float32"), rng.normal(size=(8, 2)).astype("float32")


@pytest.mark.parametrize("trainable", [True, False])
def test_weights_after_some_steps_are_those_of_keras(policy, trainable):
    plain, fused = network(trainable=trainable), network(trainable=trainable)
    fuse_normalisation(fused)
    for _ in range(3):
        assert fused.train_on_batch(*batch()) == pytest.approx(plain.train_on_batch(*batch()), rel=1e-3)
    for ours, theirs in zip(fused.get_weights(), plain.get_weights(), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-3, atol=1e-4)


def test_answers_are_those_of_keras(policy):
    plain, fused = network(), network()
    fuse_normalisation(fused)
    images = batch()[0]
    tolerance = 1e-5 if policy == "float32" else 0.05
    np.testing.assert_allclose(
        fused(images, training=False), plain(images, training=False), rtol=tolerance, atol=tolerance
    )


def test_a_training_step_of_a_compiled_network_has_the_one_operation_for_each_map():
    model = network()
    compile_model(model, TrainingConfig(), 10)
    images = batch()[0]
    graph = tf.function(lambda: model(images, training=True)).get_concrete_function().graph
    kinds = [operation.type for operation in graph.get_operations()]
    assert kinds.count("FusedBatchNormV3") == 2  # the third normalises a vector


def test_what_is_saved_is_plain_keras(tmp_path):
    model = network()
    fuse_normalisation(model)
    model.train_on_batch(*batch())
    model.save(tmp_path / "model.keras")
    loaded = keras.saving.load_model(tmp_path / "model.keras")
    assert [type(layer) for layer in loaded.layers] == [type(layer) for layer in model.layers]
    images = batch()[0]
    np.testing.assert_allclose(
        loaded.predict(images, verbose=0), model.predict(images, verbose=0), rtol=1e-5, atol=1e-6
    )
