import keras
import numpy as np
import pytest

from fmnist_core.training.sample_losses import SampleLosses


@pytest.fixture
def model():
    keras.utils.set_random_seed(0)
    pixels = keras.Input((3,))
    model = keras.Model(pixels, keras.layers.Dense(4)(pixels))
    loss = keras.losses.CategoricalCrossentropy(from_logits=True, label_smoothing=0.1)
    model.compile(keras.optimizers.SGD(0.0), loss)
    return model


INPUTS = np.random.default_rng(0).normal(size=(6, 3)).astype(np.float32)
LABELS = np.eye(4, dtype=np.float32)[[0, 1, 2, 3, 0, 1]]


def test_the_loss_of_each_sample_is_kept_in_the_order_of_the_epoch(model):
    losses = SampleLosses(steps=3, batch_size=2)
    losses.watch(model)
    expected = keras.losses.categorical_crossentropy(LABELS, model(INPUTS), from_logits=True)
    for _ in range(2):
        model.fit(INPUTS, LABELS, batch_size=2, shuffle=False, verbose=0)
        np.testing.assert_allclose(losses.of_epoch(), expected, rtol=1e-5)


def test_an_epoch_that_was_stopped_has_fewer(model):
    losses = SampleLosses(steps=3, batch_size=2)
    losses.watch(model)
    model.fit(INPUTS[:4], LABELS[:4], batch_size=2, shuffle=False, verbose=0)
    assert losses.of_epoch().shape == (4,)
    assert losses.of_epoch().shape == (0,)


def test_training_and_testing_go_on_as_before(model):
    plain = model.evaluate(INPUTS, LABELS, verbose=0)
    losses = SampleLosses(steps=3, batch_size=2)
    losses.watch(model)
    assert model.evaluate(INPUTS, LABELS, verbose=0) == pytest.approx(plain)
    assert losses.of_epoch().size == 0
    history = model.fit(INPUTS, LABELS, batch_size=2, shuffle=False, verbose=0).history
    assert history["loss"][0] == pytest.approx(plain, rel=1e-5)
