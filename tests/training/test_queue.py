"""The order in which runs wait, without any worker."""

import json

import pytest

from fmnist_core import paths
from fmnist_core.errors import RunError
from fmnist_core.runs import RunState, RunStore, RunWriter
from fmnist_core.training import TrainingConfig
from fmnist_core.training.queue import move, waiting


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
