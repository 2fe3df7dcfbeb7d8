"""The order in which runs wait, without any worker."""

import json
from contextlib import ExitStack

import pytest

from fmnist_core import paths
from fmnist_core.errors import ConfigError, RunError
from fmnist_core.runs import Run, RunState, RunStore, RunWriter
from fmnist_core.runs.files import write_json
from fmnist_core.training import TrainingConfig
from fmnist_core.training.queue import max_jobs, move, wait_for_slot, waiting


@pytest.fixture
def queued(tmp_path, monkeypatch):
    monkeypatch.setenv("FMNIST_ARTIFACTS", str(tmp_path))
    return [RunStore().create(TrainingConfig(name=name).to_dict()) for name in "abcd"]


def names() -> str:
    return "".join(run.name for run in waiting(RunStore()))


def test_the_oldest_goes_first_until_somebody_moves_one(queued):
    assert names() == "abcd"
    move(queued[2], -1)
    assert names() == "acbd"
    move(queued[0], 1)
    assert names() == "cabd"
    move(queued[3], -10)
    assert names() == "dcab"
    move(queued[3], 10)
    assert names() == "cabd"


def test_a_run_that_comes_later_waits_behind_those_that_were_moved(queued):
    move(queued[3], -3)
    RunStore().create(TrainingConfig(name="e").to_dict())
    assert names() == "dabce"
    RunWriter(queued[3]).update(state=RunState.STARTING)
    assert names() == "abce"


def test_only_a_run_that_waits_can_be_moved(queued, monkeypatch):
    RunWriter(queued[0]).update(state=RunState.STOPPED)
    with pytest.raises(RunError, match="does not wait"):
        move(queued[0], 1)
    monkeypatch.setenv("FMNIST_READ_ONLY", "1")
    with pytest.raises(RunError, match="read-only"):
        move(queued[1], 1)


@pytest.mark.parametrize("text", ["{half", "[]", json.dumps({"order": 3})])
def test_an_unreadable_order_is_none(queued, text):
    (paths.runs_dir() / ".queue.json").write_text(text)
    assert names() == "abcd"
    move(queued[1], -1)
    assert names() == "bacd"


@pytest.mark.parametrize(("jobs", "granted"), [(None, "a"), ("2", "ab"), ("9", "abcd")])
def test_as_many_runs_train_at_a_time_as_are_allowed(queued, monkeypatch, jobs, granted):
    if jobs:
        monkeypatch.setenv("FMNIST_MAX_JOBS", jobs)
    started = ""
    with ExitStack() as slots:
        for run in queued:
            RunStore().request_stop(run.id)  # so that it does not wait where no slot is free
            if slots.enter_context(wait_for_slot(run)):
                started += run.name
                RunWriter(run).update(state=RunState.STARTING)
    assert started == granted


@pytest.mark.parametrize("jobs", ["0", "-1", "two", "1.5"])
def test_a_number_of_jobs_that_is_none_is_refused(monkeypatch, jobs):
    monkeypatch.setenv("FMNIST_MAX_JOBS", jobs)
    with pytest.raises(ConfigError, match=f"whole number above zero. Received: '{jobs}'"):
        max_jobs()


@pytest.mark.parametrize("field", ["teacher", "start_from"])
def test_a_run_waits_until_those_that_it_learns_from_have_ended(queued, monkeypatch, field):
    monkeypatch.setenv("FMNIST_MAX_JOBS", "9")
    first, last = queued[0], queued[3]
    config = {"dataset": "fashion_mnist", "architecture": "cnn", field: last.id}
    write_json(first.folder / "config.json", first.record | {"training": config})
    RunWriter(last).update(state=RunState.STARTING)
    RunStore().request_stop(first.id)  # so that it does not wait for ever
    with last.lock, wait_for_slot(Run(first.folder)) as granted:
        assert not granted
    with last.lock, wait_for_slot(queued[1]) as granted:  # nobody else has to wait for it
        assert granted
    RunWriter(last).end(RunState.DONE)
    with wait_for_slot(Run(first.folder)) as granted:
        assert granted
