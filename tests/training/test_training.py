"""From a configuration to a finished run, in real worker processes and on real data."""

import json
import os
import shutil
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from fmnist_core import datasets
from fmnist_core.errors import FmnistError, RunError
from fmnist_core.evaluation.metrics import softmax
from fmnist_core.inference import Classifier, load_network
from fmnist_core.networks import ARCHITECTURES
from fmnist_core.runs import RunState, RunStore, RunWriter
from fmnist_core.training import (
    AUGMENTATIONS,
    OPTIMIZERS,
    SCHEDULES,
    LocalExecutor,
    TrainingConfig,
    resume,
    train,
)
from fmnist_core.training.plan import fresh_network, plan_of

QUICK = {"architecture": "dense", "limit": 2_000, "epochs": 1, "precision": "float32"}
# Long enough to be caught in the middle: minutes.
LONG = {"architecture": "dense", "limit": 4_000, "epochs": 1_000, "precision": "float32", "batch_size": 64}


@pytest.fixture
def store(artifacts):
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
    config = TrainingConfig(**QUICK | {"optimizer": optimizer, "epochs": 8})
    run = train(config)
    assert TrainingConfig.from_dict(run.config) == config
    status = run.status
    assert status.state is RunState.DONE
    assert status.validation_accuracy > 0.5
    losses = [record["loss"] for record in run.history()]
    assert len(losses) == 8
    assert losses[-1] < losses[0]


@pytest.mark.slow
@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_every_architecture_trains_on_2000_images(small, architecture):
    config = TrainingConfig(dataset=small, architecture=architecture, epochs=2, precision="float32")
    run = train(config)
    assert TrainingConfig.from_dict(run.config) == config
    assert run.status.state is RunState.DONE
    first, last = (record["loss"] for record in run.history())
    assert last < first
    assert Classifier.load(run).predict(np.zeros((1, 28, 28), np.uint8)).shape == (1, 10)


@pytest.mark.slow
@pytest.mark.parametrize("augment", AUGMENTATIONS)
def test_every_augmentation_trains(small, augment):
    config = TrainingConfig(
        dataset=small,
        architecture="dense",
        epochs=2,
        augment=augment,
        precision="float32",
        limit=500 if augment == "pictures" else None,  # that many are made in addition
    )
    run = train(config)
    assert TrainingConfig.from_dict(run.config) == config
    first, last = (record["loss"] for record in run.history())
    assert last < first


@pytest.mark.slow
def test_a_pretrained_network_trains_its_head_then_the_end_of_its_backbone(store, small, artifacts):
    settings = {"dataset": small, "architecture": "transfer", "precision": "float32", "limit": 300}
    run = train(TrainingConfig(**settings, epochs=4, fine_tune_epochs=1, learning_rate=1e-3))
    assert run.status.state is RunState.DONE
    assert [record["epoch"] for record in run.history()] == [1, 2, 3, 4]
    rates = [record["learning_rate"] for record in run.history()]
    assert rates[2] == 0  # the end of the head's own schedule
    assert run.status.validation_accuracy > 0.6
    kept = sorted((artifacts / "cache" / "features").iterdir())
    assert len(kept) == 2
    again = train(TrainingConfig(**settings, epochs=4, learning_rate=1e-3))
    assert sorted((artifacts / "cache" / "features").iterdir()) == kept
    assert again.status.validation_accuracy > 0.5


def test_a_run_starts_from_the_weights_of_another(store):
    first = train(TrainingConfig(**QUICK | {"dataset": "mnist", "epochs": 8}))
    fresh = train(TrainingConfig(**QUICK | {"dataset": "mnist"}))
    onward = train(TrainingConfig(**QUICK | {"dataset": "mnist", "start_from": first.id[:-1]}))
    assert onward.config["start_from"] == first.id
    assert onward.history()[0]["accuracy"] > fresh.history()[0]["accuracy"] + 0.1
    with pytest.raises(FmnistError, match="does not fit"):
        train(TrainingConfig(**QUICK | {"architecture": "tiny", "start_from": first.id}))


@pytest.mark.parametrize("dataset", ["mnist", "fashion_mnist"])
def test_the_last_layer_starts_anew_where_classes_are_others(dataset):
    config = TrainingConfig(dataset=dataset, architecture="dense", start_from="mnist-dense")
    network, given = fresh_network(plan_of(config)), load_network(RunStore().get("mnist-dense").model_path)
    same = [
        np.array_equal(network.get_layer(name).kernel, given.get_layer(name).kernel)
        for name in ("embedding", "logits")
    ]
    assert same == [True, dataset == "mnist"]


def test_a_student_comes_to_answer_as_its_teacher(store):
    alone, student = (
        train(TrainingConfig(**QUICK | {"epochs": 8, "teacher": teacher}))
        for teacher in (None, "fashion_mnist-cnn")
    )
    teacher = store.get("fashion_mnist-cnn")
    answers = [
        softmax(run.evaluation_arrays("validation")["logits"] / TrainingConfig.teacher_temperature)
        for run in (teacher, alone, student)
    ]
    far, near = (np.abs(answer - answers[0]).sum(axis=1).mean() for answer in answers[1:])
    assert near < 0.97 * far


def test_averaged_weights_are_kept_and_training_goes_on_from_the_others(store):
    plain = train(TrainingConfig(**QUICK | {"epochs": 4, "schedule": "constant"}))
    averaged = train(TrainingConfig(**QUICK | {"epochs": 4, "schedule": "constant", "ema": 0.5}))
    losses = [[record["loss"] for record in run.history()] for run in (plain, averaged)]
    assert losses[0] == pytest.approx(losses[1], rel=1e-3)  # the same steps
    answers = [run.evaluation_arrays("validation")["logits"] for run in (plain, averaged)]
    assert not np.allclose(*answers, atol=1e-3)  # other weights


def test_a_moving_average_forgets_the_random_weights_that_it_began_with(store):
    accuracies = [
        [record["validation_accuracy"] for record in run.history()]
        for run in (train(TrainingConfig(**QUICK | {"epochs": 2, "ema": ema})) for ema in (0.0, 0.999))
    ]
    assert accuracies[1][0] == accuracies[0][0]
    assert accuracies[1][1] == pytest.approx(accuracies[0][0], abs=0.1)  # hardly a step further


def test_epochs_without_easy_images_are_shorter_and_remember_what_was_hard(store):
    run = train(TrainingConfig(**QUICK | {"epochs": 3, "skip_easy": 0.6}))
    assert run.status.steps == 3 * (800 // 128)
    with np.load(run.folder / "selection.npz") as kept:
        shown = kept["times"][-1] > 0
        np.testing.assert_array_equal(np.isfinite(kept["losses"][-1]), shown)
        assert 800 < shown.sum() < 2_000


def test_early_stopping_ends_a_run_that_no_longer_improves(store):
    run = train(TrainingConfig(**QUICK | {"epochs": 30, "learning_rate": 1e-7, "early_stopping": 2}))
    assert run.status.state is RunState.DONE
    assert run.status.epoch < 30


def test_the_images_that_fool_the_network_most_are_listed(store):
    run = train(TrainingConfig(**QUICK))
    samples = run.fooled()
    labels = datasets.load("fashion_mnist").validation.labels
    assert 0 < len(samples) <= 24
    assert all(sample["predicted"] != labels[sample["index"]] for sample in samples)
    confidences = [sample["confidence"] for sample in samples]
    assert confidences == sorted(confidences, reverse=True)


@pytest.mark.parametrize("schedule", SCHEDULES)
def test_every_schedule_trains(store, schedule):
    config = TrainingConfig(**QUICK | {"schedule": schedule, "epochs": 2})
    run = train(config)
    assert TrainingConfig.from_dict(run.config) == config
    assert run.status.state is RunState.DONE


def test_what_a_finished_run_holds(store):
    run = train(TrainingConfig(**QUICK | {"epochs": 3}))
    status = run.status
    assert (status.epoch, status.epochs, status.step, status.steps) == (3, 3, 45, 45)
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


@pytest.mark.skipif(os.name != "posix", reason="how large a file may become is limited by POSIX")
def test_a_full_disk_is_a_sentence(store):
    import resource

    run = store.create(TrainingConfig(**QUICK).to_dict())
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(
        resource.RLIMIT_FSIZE, (100_000, before[1])
    )  # the worker inherits it: weights do not fit
    try:
        LocalExecutor().submit(run)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    wait(lambda: run.status.state is RunState.FAILED)
    assert "Cannot write" in run.status.error
    assert "Free some space" in run.status.error


def test_a_worker_whose_folder_is_deleted_ends_and_makes_no_new_one(store):
    run = start(store, **LONG)
    wait(lambda: run.status.state is not RunState.QUEUED)
    shutil.rmtree(run.folder)
    wait(lambda: not list(_workers(run)))
    assert not run.folder.exists()
    assert run.id not in [other.id for other in store.list()]


def test_people_who_start_runs_at_once_never_mix(store):
    configs = [TrainingConfig(**QUICK, name=str(number)).to_dict() for number in range(16)]
    with ThreadPoolExecutor(8) as pool:
        runs = list(pool.map(store.create, configs))
        list(pool.map(lambda run: store.request_stop(run.id), runs[::2]))
    assert [run.name for run in runs] == [str(number) for number in range(16)]
    assert [bool(run.stop_requested) for run in runs] == [True, False] * 8
    for run in runs:
        RunWriter(run).end(RunState.STOPPED)


def test_a_run_that_cannot_be_trained_says_why(store):
    run = store.create(TrainingConfig(**QUICK).to_dict())
    path = run.folder / "config.json"
    record = json.loads(path.read_text())
    record["training"]["dataset"] = "vanished"
    path.write_text(json.dumps(record))
    LocalExecutor().submit(run)
    wait(lambda: run.status.state is RunState.FAILED)
    assert "no dataset 'vanished'" in run.status.error
    wait(lambda: "vanished" in run.log_tail())


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
def test_a_run_can_be_left_at_once(store):
    run = start(store, **LONG)
    wait(lambda: run.status.epoch >= 1)
    store.request_stop(run.id, evaluate=False)
    wait(lambda: run.status.state is RunState.STOPPED)
    assert not run.evaluated
    assert run.model_path.is_file()


@pytest.mark.slow
def test_a_killed_run_ends_where_an_unbroken_one_does(store):
    settings = QUICK | {"limit": 10_000, "epochs": 12, "skip_easy": 0.5}
    unbroken = train(TrainingConfig(**settings))
    run = start(store, **settings)
    wait(lambda: run.status.epoch >= 3)
    _kill(run)
    assert run.status.state is RunState.INTERRUPTED
    with pytest.raises(RunError, match="nothing to stop"):
        store.request_stop(run.id)
    resume(run, LocalExecutor())
    with pytest.raises(RunError, match="nothing to resume"):
        resume(run, LocalExecutor())
    wait(lambda: run.status.state is RunState.DONE)
    assert [record["epoch"] for record in run.history()] == list(range(1, 13))
    loss, expected = (each.history()[-1]["loss"] for each in (run, unbroken))
    assert loss == pytest.approx(expected, rel=0.05)
    assert run.status.test_accuracy == pytest.approx(unbroken.status.test_accuracy, abs=0.01)


def _workers(run):
    """The process ids of the workers of a run."""
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command = (process / "cmdline").read_bytes()
        except OSError:
            continue  # it has just ended
        if b"fmnist_core.training.worker" in command and os.fsencode(run.folder) in command:
            yield int(process.name)


def _kill(run):
    """Kill the worker of a run as the system would when memory is short."""
    for process in _workers(run):
        os.kill(process, signal.SIGKILL)
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
    store.request_stop(first.id, evaluate=False)
    wait(lambda: second.status.state is RunState.DONE)
    assert first.status.state is RunState.STOPPED
