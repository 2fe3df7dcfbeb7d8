"""From a configuration to a finished run, in real worker processes and on real data."""

import json
import os
import signal
import time
from pathlib import Path

import numpy as np
import pytest

from fmnist_core.errors import FmnistError, RunError
from fmnist_core.inference import Classifier
from fmnist_core.runs import RunState, RunStore, RunWriter
from fmnist_core.training import OPTIMIZERS, SCHEDULES, LocalExecutor, TrainingConfig, resume, train

QUICK = {"architecture": "dense", "limit": 500, "epochs": 1, "precision": "float32"}
# Slow enough to be caught in the middle: some seconds an epoch.
LONG = {"architecture": "cnn", "limit": 4_000, "epochs": 40, "precision": "float32", "batch_size": 64}


@pytest.fixture
def store(tmp_path, monkeypatch):
    monkeypatch.setenv("FMNIST_ARTIFACTS", str(tmp_path))
    store = RunStore()
    yield store
    for run in store.list():
        if run.status.state.active:
            store.request_stop(run.id)
    wait(lambda: not any(run.status.state.active for run in store.list()))


def wait(condition, seconds=120):
    deadline = time.monotonic() + seconds
    while not (value := condition()):
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.1)
    return value


def start(store, **settings):
    run = store.create(TrainingConfig(**settings).to_dict())
    LocalExecutor().submit(run)
    return run


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_every_optimizer_learns(store, optimizer):
    run = train(TrainingConfig(**QUICK | {"optimizer": optimizer, "epochs": 8}))
    status = run.status
    assert status.state is RunState.DONE
    assert status.validation_accuracy > 0.5
    losses = [record["loss"] for record in run.history()]
    assert len(losses) == 8
    assert losses[-1] < losses[0]


@pytest.mark.parametrize("schedule", SCHEDULES)
def test_every_schedule_trains(store, schedule):
    run = train(TrainingConfig(**QUICK | {"schedule": schedule, "epochs": 2}))
    assert run.status.state is RunState.DONE


def test_what_a_finished_run_holds(store):
    run = train(TrainingConfig(**QUICK | {"epochs": 3}))
    status = run.status
    assert (status.epoch, status.epochs, status.step, status.steps) == (3, 3, 9, 9)
    assert status.parameters == 218_058
    history = run.history()
    best = max(history, key=lambda record: record["validation_accuracy"])
    assert status.best_epoch == best["epoch"]
    assert [record["epoch"] for record in history] == [1, 2, 3]
    # The figures are those of the weights on disk, on samples that training never saw.
    for split, size in (("validation", 5_000), ("test", 10_000)):
        arrays = run.evaluation_arrays(split)
        accuracy = np.mean(arrays["logits"].argmax(axis=1) == arrays["labels"])
        assert arrays["indices"].tolist() == list(range(size))
        assert getattr(status, f"{split}_accuracy") == accuracy
    assert status.validation_accuracy == pytest.approx(best["validation_accuracy"], abs=1e-6)
    classifier = Classifier.load(run)
    assert classifier.predict(np.zeros((2, 28, 28), np.uint8)).shape == (2, 10)


def test_another_seed_gives_another_network_and_the_same_seed_the_same(store):
    first, again, other = (train(TrainingConfig(**QUICK, seed=seed)) for seed in (1, 1, 2))
    loss = [run.history()[0]["loss"] for run in (first, again, other)]
    assert loss[0] == pytest.approx(loss[1], rel=1e-4)
    assert loss[0] != pytest.approx(loss[2], rel=1e-4)


def test_a_loss_that_explodes_says_so(store):
    with pytest.raises(FmnistError, match="learning rate is too high"):
        train(
            TrainingConfig(
                **QUICK | {"limit": 2_000, "batch_size": 16, "optimizer": "sgd", "learning_rate": 100}
            )
        )
    (run,) = [run for run in store.list() if not run.zoo]
    assert run.status.state is RunState.FAILED
    assert "too high" in run.status.error


def test_a_run_that_cannot_be_trained_says_why(store):
    run = store.create(TrainingConfig(**QUICK).to_dict())
    path = run.folder / "config.json"
    record = json.loads(path.read_text())
    record["training"]["dataset"] = "vanished"
    path.write_text(json.dumps(record))
    LocalExecutor().submit(run)
    wait(lambda: run.status.state is RunState.FAILED)
    assert "no dataset 'vanished'" in run.status.error
    assert "vanished" in run.log_tail()


@pytest.mark.slow
def test_stop_keeps_the_best_weights_and_evaluates_them(store):
    run = start(store, **LONG)
    wait(lambda: run.status.step > 3)
    assert run.steps()
    LocalExecutor().stop(run)
    status = wait(lambda: not run.status.state.active and run.status)
    assert status.state is RunState.STOPPED
    assert status.epoch < LONG["epochs"]
    assert run.evaluated
    assert status.test_accuracy is not None


@pytest.mark.slow
def test_a_killed_run_resumes_where_it_was(store):
    run = start(store, **LONG | {"architecture": "dense", "limit": 20_000, "epochs": 60})
    wait(lambda: run.status.epoch >= 2)
    _kill(run)
    assert run.status.state is RunState.INTERRUPTED
    with pytest.raises(RunError, match="nothing to stop"):
        store.request_stop(run.id)
    before = run.history()
    resume(run, LocalExecutor())
    wait(lambda: run.status.state is RunState.RUNNING and run.status.epoch > len(before))
    with pytest.raises(RunError, match="nothing to resume"):
        resume(run, LocalExecutor())
    LocalExecutor().stop(run)
    wait(lambda: run.status.state is RunState.STOPPED)
    epochs = [record["epoch"] for record in run.history()]
    assert epochs == sorted(set(epochs))
    # All but the last record, which a stop may have left within an epoch, count on without a gap.
    assert epochs[:-1] == list(range(1, len(epochs)))


def _kill(run):
    """Kill the worker of a run as the system would when memory is short."""
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command = (process / "cmdline").read_bytes()
        except OSError:
            continue  # it has just ended
        if b"fmnist_core.training.worker" in command and os.fsencode(run.folder) in command:
            os.kill(int(process.name), signal.SIGKILL)
    wait(lambda: not run.status.state.active)


def test_a_read_only_installation_resumes_nothing(store, monkeypatch):
    run = store.create(TrainingConfig(**QUICK).to_dict())
    RunWriter(run).update(state=RunState.STOPPED)
    monkeypatch.setenv("FMNIST_READ_ONLY", "1")
    with pytest.raises(RunError, match="read-only"):
        resume(run, LocalExecutor())


@pytest.mark.slow
def test_runs_wait_for_their_turn_and_can_be_cancelled_while_they_wait(store):
    first = start(store, **LONG)
    wait(lambda: first.status.state is not RunState.QUEUED)
    second, third = start(store, **QUICK), start(store, **QUICK)
    time.sleep(2)
    assert [run.status.state for run in (second, third)] == [RunState.QUEUED] * 2
    store.request_stop(third.id)
    wait(lambda: third.status.state is RunState.STOPPED)
    assert not third.evaluated
    store.request_stop(first.id)
    wait(lambda: second.status.state is RunState.DONE)
    assert first.status.state is RunState.STOPPED
