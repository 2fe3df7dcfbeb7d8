"""Where the processes look that this one starts, without starting any."""

import subprocess
import types

import pytest

from fmnist_core.errors import FmnistError
from fmnist_core.runs import RunStore
from fmnist_core.training import LocalExecutor, TrainingConfig
from fmnist_core.training.forecast import measure


@pytest.fixture
def environment(tmp_path, monkeypatch):
    """The environment of the latest process, which ends at once; the artifacts are named relatively."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FMNIST_ARTIFACTS", "mine")
    given = {}

    def start(*_, env, **__):
        given.update(env)
        return types.SimpleNamespace(wait=int, returncode=1, stdout="", stderr="")

    monkeypatch.setattr(subprocess, "Popen", start)
    monkeypatch.setattr(subprocess, "run", start)
    return given


def test_a_worker_has_the_artifacts_of_the_process_that_starts_it(environment, tmp_path, monkeypatch):
    monkeypatch.setattr("fmnist_core.runs.store.environment", dict)
    LocalExecutor().submit(RunStore().create(TrainingConfig().to_dict()))
    assert environment["FMNIST_ARTIFACTS"] == str(tmp_path / "mine")
    assert environment["PYTHONUNBUFFERED"] == "1"


def test_a_speed_is_measured_with_the_artifacts_of_the_process_that_asks(environment, tmp_path):
    with pytest.raises(FmnistError, match="cannot be measured"):
        measure(TrainingConfig())
    assert environment["FMNIST_ARTIFACTS"] == str(tmp_path / "mine")


@pytest.mark.parametrize(("chosen", "expected"), [(None, "1"), ("0", "0")])
def test_training_uses_onednn_unless_somebody_chose_otherwise(environment, monkeypatch, chosen, expected):
    monkeypatch.delenv("TF_ENABLE_ONEDNN_OPTS", raising=False)
    monkeypatch.setattr("fmnist_core.training.executor._ONEDNN", {"TF_ENABLE_ONEDNN_OPTS": "1"})
    if chosen:
        monkeypatch.setenv("TF_ENABLE_ONEDNN_OPTS", chosen)
    with pytest.raises(FmnistError, match="cannot be measured"):
        measure(TrainingConfig())
    assert environment["TF_ENABLE_ONEDNN_OPTS"] == expected
