import keras
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


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_optimizers(name):
    model = build("dense")
    compile_model(model, TrainingConfig(optimizer=name, momentum=0.8), STEPS)
    assert type(model.optimizer).__name__.lower() == name
    if name == "sgd":
        assert model.optimizer.momentum == 0.8
        assert model.optimizer.nesterov
