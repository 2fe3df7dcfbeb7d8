import subprocess
import time
from dataclasses import replace

import pytest

from fmnist_core import paths
from fmnist_core.datasets import load
from fmnist_core.errors import FmnistError
from fmnist_core.runs import Run
from fmnist_core.training import TrainingConfig, forecast
from fmnist_core.training.forecast import Speed, known_speed, measure
from fmnist_core.training.presets import PRESETS, fitted, preset_config
from fmnist_core.training.samples import limited, samples
from fmnist_core.training.speed import speed_of

SPEED = Speed(start=10.0, step=0.1, answer=0.001, save=0.05)


@pytest.fixture(autouse=True)
def artifacts(tmp_path, monkeypatch):
    monkeypatch.setenv("FMNIST_ARTIFACTS", str(tmp_path))


def test_a_forecast_adds_up_steps_checks_and_the_test():
    expected = forecast.forecast(TrainingConfig(epochs=3, limit=1_280, batch_size=128), SPEED)
    assert expected.start == 10
    assert expected.training == pytest.approx(3 * (10 * 0.1 + 5_000 * 0.001 + 2 * 0.05))
    assert expected.testing == pytest.approx(15_000 * 0.001)
    assert expected.total == pytest.approx(10 + 18.3 + 15)


def test_a_pretrained_network_computes_its_features_once():
    speed = replace(SPEED, head_step=0.01, feature=0.002)
    config = TrainingConfig(architecture="transfer", epochs=4, limit=1_280, batch_size=128)
    frozen = forecast.forecast(config, speed).training
    assert frozen == pytest.approx((1_280 + 5_000) * 0.002 + 4 * (10 * 0.01 + 0.05))
    tuned = forecast.forecast(replace(config, fine_tune_epochs=2), speed).training
    assert tuned - frozen == pytest.approx(2 * (10 * 0.1 + 5_000 * 0.001 + 0.1) - 2 * (10 * 0.01 + 0.05))


def test_pictures_are_made_once_before_the_first_step():
    config, speed = TrainingConfig(augment="pictures", limit=40), replace(SPEED, picture=0.01)
    assert forecast.forecast(config, speed).start == pytest.approx(SPEED.start + 40 * 0.01)
    dataset = load("fashion_mnist")
    samples(dataset, limited(dataset.train, 40, config.seed), "pictures", config.seed)
    assert forecast.forecast(config, speed).start == SPEED.start
    assert forecast.forecast(replace(config, seed=1), speed).start > SPEED.start


@pytest.mark.parametrize("step", [0.005, 0.03, 0.08, 0.3, 1.0])
@pytest.mark.parametrize("name", ["one-minute", "three-minutes"])
def test_a_preset_keeps_its_promise_on_fast_and_slow_machines(name, step):
    speed = Speed(start=10.0, step=step, answer=step / 2_000, save=0.05)
    config = fitted(preset_config(name, "fashion_mnist"), PRESETS[name].seconds, speed)
    total = forecast.forecast(config, speed).total
    assert total <= PRESETS[name].seconds
    one_more = replace(config, epochs=config.epochs + 1, limit=None)
    assert config.epochs == 100 or forecast.forecast(one_more, speed).total > PRESETS[name].seconds


def test_a_machine_that_is_too_slow_for_any_preset_still_gets_a_training():
    config = fitted(preset_config("one-minute", "mnist"), 60, replace(SPEED, step=60.0))
    assert (config.dataset, config.epochs, config.limit) == ("mnist", 1, 1_000)


@pytest.mark.parametrize(
    "changes",
    [
        {"architecture": "resnet", "augment": "pictures"},
        {"architecture": "transfer"},
        {"architecture": "transfer", "fine_tune_epochs": 2},
    ],
)
def test_where_no_epoch_fits_as_many_images_are_taken_as_do(changes):
    speed = Speed(start=10.0, step=0.6, answer=0.0002, save=0.05)
    if changes["architecture"] == "transfer":
        speed = replace(speed, step=0.9, head_step=0.05, feature=0.002)
    config = fitted(TrainingConfig(skip_easy=0.0, epochs=5, **changes), 60, speed)
    assert 1_000 < config.limit < 55_000
    assert forecast.forecast(config, speed).total <= 60
    more = replace(config, limit=config.limit + 2 * config.batch_size)
    assert forecast.forecast(more, speed).total > 60


@pytest.mark.parametrize(("seconds", "tuned"), [(60, 3), (600, 10)])
def test_a_preset_tunes_a_backbone_for_as_long_as_there_is_time(seconds, tuned):
    speed = Speed(start=10.0, step=0.03, answer=0.0002, save=0.05, head_step=0.001, feature=0.0005)
    asked = TrainingConfig(architecture="transfer", fine_tune_epochs=10, epochs=10)
    config = fitted(asked, seconds, speed)
    assert config.fine_tune_epochs == tuned
    assert forecast.forecast(config, speed).total <= seconds
    one_more = replace(config, epochs=config.epochs + 1, fine_tune_epochs=min(10, config.epochs + 1))
    assert config.epochs == 100 or forecast.forecast(one_more, speed).total > seconds


def test_a_preset_takes_small_batches_too():
    config = replace(preset_config("one-minute", "mnist"), batch_size=4)
    assert fitted(config, 60, replace(SPEED, step=0.01)).limit >= 1_000


def test_a_slow_machine_trains_on_no_more_images_than_were_asked_for():
    config = replace(preset_config("one-minute", "mnist"), limit=500)
    assert fitted(config, 60, replace(SPEED, step=60.0)).limit == 500


def test_the_best_preset_promises_accuracy_not_time():
    best = preset_config("best", "mnist")
    assert fitted(best, PRESETS["best"].seconds, replace(SPEED, step=60.0)) == best


def test_the_best_preset_made_the_residual_network_that_ships():
    run = Run(paths.BUNDLED / "zoo" / "fashion_mnist-resnet", zoo=True)
    shipped, preset = TrainingConfig.from_dict(run.config), preset_config("best", "fashion_mnist")
    assert replace(shipped, seed=preset.seed, name=preset.name, precision=preset.precision) == preset


def test_nothing_is_known_before_it_is_measured_or_where_it_cannot_be_read():
    assert known_speed(TrainingConfig()) is None
    path = paths.cache_dir() / "speed.json"
    path.parent.mkdir(parents=True)
    path.write_text("{half")
    assert known_speed(TrainingConfig()) is None


def test_pictures_of_few_images_are_measured():
    config = TrainingConfig(architecture="dense", precision="float32", augment="pictures", limit=100)
    assert speed_of(config, time.time()).step > 0


@pytest.mark.slow
def test_a_few_steps_are_measured_and_remembered(monkeypatch):
    config = TrainingConfig(architecture="dense", precision="float32", limit=2_000)
    speed = measure(config)
    assert speed.start > speed.step > 0
    assert 0 < speed.answer < speed.start
    assert known_speed(replace(config, epochs=50, limit=None, seed=3, name="another")) == speed
    assert known_speed(replace(config, batch_size=64)) is None
    monkeypatch.setenv("TF_ENABLE_ONEDNN_OPTS", "0")  # other kernels are slower or faster
    assert known_speed(config) is None


@pytest.mark.parametrize("said", ["A warning.\nThere is no dataset 'gone'.", ""])
def test_what_cannot_be_trained_cannot_be_measured(monkeypatch, said):
    ended = subprocess.CompletedProcess([], returncode=1, stdout="", stderr=said)
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: ended)
    reason = said.split("\n")[-1] or "without a word"
    with pytest.raises(FmnistError, match=f"cannot be measured: .*{reason}"):
        measure(TrainingConfig(architecture="dense"))
    assert known_speed(TrainingConfig(architecture="dense")) is None
