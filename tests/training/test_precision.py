import pytest
import tensorflow as tf

from fmnist_core import datasets, paths
from fmnist_core.training import TrainingConfig, precision
from fmnist_core.training.precision import resolve

AUTO = TrainingConfig(architecture="dense")


@pytest.fixture
def measured(tmp_path, monkeypatch):
    """The configurations that were measured; nothing is known at the start."""
    monkeypatch.setenv("FMNIST_ARTIFACTS", str(tmp_path))
    asked = []
    real = precision._faster
    monkeypatch.setattr(precision, "_faster", lambda config, data: asked.append(config) or real(config, data))
    return asked


def test_auto_is_measured_once_and_remembered(measured):
    data = datasets.load("fashion_mnist")
    first = resolve(AUTO, data)
    assert first in precision.CANDIDATES
    assert resolve(AUTO, data) == first
    assert len(measured) == 1
    (paths.cache_dir() / "precision.json").write_text("{half")
    resolve(AUTO, data)
    assert len(measured) == 2


@pytest.mark.parametrize(("mixed", "chosen"), [(0.9, "float32"), (0.5, "mixed_bfloat16"), (2.0, "float32")])
def test_only_a_clear_gain_is_worth_the_coarser_numbers(measured, monkeypatch, mixed, chosen):
    now = [0.0]
    seconds = {"float32": 1.0, "mixed_bfloat16": mixed}

    def step(policy, config, data):
        def take():
            now[0] += seconds[policy]

        return take

    monkeypatch.setattr(precision, "_step", step)
    monkeypatch.setattr(precision.time, "perf_counter", lambda: now[0])
    assert resolve(AUTO, datasets.load("mnist")) == chosen


def test_a_processor_without_bfloat16_is_not_kept_busy_with_it(measured, monkeypatch):
    now = [0.0]

    def gradient(kind):
        def take():
            now[0] += {tf.float32: 1.0, tf.bfloat16: 8.0}[kind]

        return take

    monkeypatch.setattr(precision, "_gradient", gradient)
    monkeypatch.setattr(precision, "_step", lambda *_: pytest.fail("whole steps were measured"))
    monkeypatch.setattr(precision.time, "perf_counter", lambda: now[0])
    assert resolve(AUTO, datasets.load("mnist")) == "float32"


def test_what_is_named_is_not_measured(measured):
    config = TrainingConfig(architecture="dense", precision="mixed_bfloat16")
    assert resolve(config, datasets.load("mnist")) == "mixed_bfloat16"
    assert measured == []
