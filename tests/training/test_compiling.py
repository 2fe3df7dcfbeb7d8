import keras
import numpy as np
import pytest

from fmnist_core.networks import build
from fmnist_core.training import OPTIMIZERS, SCHEDULES, TrainingConfig
from fmnist_core.training.compiling import compile_model

STEPS = 100


def rates(**settings):
    """The learning rate at the start, after a quarter, after half, near the end."""
    model = build("dense")
    compile_model(model, TrainingConfig(learning_rate=0.1, **settings), STEPS)
    result = []
    for step in (0, 25, 51, 99):
        model.optimizer.iterations.assign(step)
        result.append(float(keras.ops.convert_to_numpy(model.optimizer.learning_rate)))
    return result


@pytest.mark.parametrize(
    ("schedule", "expected"),
    [
        ("constant", [0.1, 0.1, 0.1, 0.1]),
        ("plateau", [0.1, 0.1, 0.1, 0.1]),
        ("step", [0.1, 0.1, 0.01, 0.001]),
        ("cosine", [0.1, 0.0854, 0.0484, 0.0]),
        ("one-cycle", [0.004, 0.1, 0.0729, 0.0]),
    ],
)
def test_schedules(schedule, expected):
    assert schedule in SCHEDULES
    assert rates(schedule=schedule) == pytest.approx(expected, abs=2e-3)


@pytest.mark.parametrize("schedule", ["constant", "step", "cosine"])
def test_a_warm_up_rises_in_a_straight_line_and_then_follows_the_schedule(schedule):
    model = build("dense")
    compile_model(model, TrainingConfig(learning_rate=0.1, schedule=schedule, warm_up=0.2), STEPS)
    model.optimizer.iterations.assign(10)
    assert float(model.optimizer.learning_rate) == pytest.approx(0.1 * 11 / 21, rel=1e-4)
    model.optimizer.iterations.assign(20)
    assert float(model.optimizer.learning_rate) == pytest.approx(0.1, rel=1e-4)


def test_a_model_that_warms_up_can_be_saved_and_loaded(tmp_path):
    model = build("dense")
    compile_model(model, TrainingConfig(learning_rate=0.1, warm_up=0.2), STEPS)
    model.optimizer.build(model.trainable_variables)
    model.save(tmp_path / "model.keras")
    again = keras.saving.load_model(tmp_path / "model.keras")
    again.optimizer.iterations.assign(10)
    assert float(again.optimizer.learning_rate) == pytest.approx(0.1 * 11 / 21, rel=1e-4)


def test_weight_decay_and_averages_reach_the_optimizer():
    model = build("dense")
    compile_model(model, TrainingConfig(optimizer="adamw", weight_decay=0.02, ema=0.99), STEPS)
    assert model.optimizer.weight_decay == 0.02
    assert model.optimizer.use_ema
    assert model.optimizer.ema_momentum == 0.99
    compile_model(model, TrainingConfig(optimizer="adamw"), STEPS)
    assert not model.optimizer.weight_decay


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_optimizers(name):
    model = build("dense")
    compile_model(model, TrainingConfig(optimizer=name, momentum=0.8), STEPS)
    assert type(model.optimizer).__name__.lower() == name
    if name == "sgd":
        assert model.optimizer.momentum == 0.8
        assert model.optimizer.nesterov


def test_label_smoothing_reaches_the_loss():
    model = build("dense")
    compile_model(model, TrainingConfig(label_smoothing=0.2), STEPS)
    sure = np.array([[0.0] * 9 + [50.0]], np.float32)
    assert float(model.loss(np.eye(10, dtype=np.float32)[[9]], sure)) == pytest.approx(
        0.02 * 9 * 50, rel=1e-4
    )


def test_a_factor_lowers_the_whole_schedule():
    model = build("dense")
    compile_model(model, TrainingConfig(learning_rate=0.1, schedule="one-cycle"), STEPS, factor=0.1)
    model.optimizer.iterations.assign(25)
    assert float(model.optimizer.learning_rate) == pytest.approx(0.01, rel=1e-3)
