"""The runs that a configuration names, before anything is trained."""

import json

import pytest

from fmnist_core.errors import ConfigError, RunNotFoundError
from fmnist_core.runs.status import RunState
from fmnist_core.training import TrainingConfig
from fmnist_core.training.other_runs import with_whole_ids


def test_beginnings_become_whole_ids():
    config = TrainingConfig(
        dataset="mnist", architecture="dense", teacher="mnist-resnet, mnist-c", start_from="mnist-d"
    )
    found = with_whole_ids(config)
    assert found.teachers == ["mnist-resnet", "mnist-cnn"]
    assert found.start_from == "mnist-dense"
    assert with_whole_ids(TrainingConfig()) == TrainingConfig()


@pytest.mark.parametrize("field", ["teacher", "start_from"])
@pytest.mark.parametrize(("run", "reason"), [("nope", "no run 'nope'"), ("fashion_mnist-resnet1x", "no run")])
def test_a_run_that_is_not_there_is_named(field, run, reason):
    with pytest.raises(RunNotFoundError, match=reason):
        with_whole_ids(TrainingConfig(**{field: run}))


@pytest.mark.parametrize("field", ["teacher", "start_from"])
def test_a_beginning_of_several_runs_is_refused(field):
    with pytest.raises(RunNotFoundError, match="runs begin with 'mnist-'"):
        with_whole_ids(TrainingConfig(**{field: "mnist-"}))


def test_a_teacher_knows_the_dataset():
    with pytest.raises(ConfigError, match=r"teacher names mnist-cnn, .* a run trained on fashion_mnist"):
        with_whole_ids(TrainingConfig(teacher="fashion_mnist-dense,mnist-cnn"))


def test_weights_to_start_from_are_those_of_the_architecture():
    with pytest.raises(ConfigError, match=r"start_from names mnist-dense, .*same architecture, cnn"):
        with_whole_ids(TrainingConfig(architecture="cnn", start_from="mnist-dense"))


def test_weights_to_start_from_are_those_of_the_backbone(make_run):
    run = make_run("mine")
    record = json.loads((run.folder / "config.json").read_text())
    record["training"] |= {"architecture": "transfer", "backbone": "mobilenet_v2"}
    (run.folder / "config.json").write_text(json.dumps(record))
    run.model_path.touch()
    config = TrainingConfig(architecture="transfer", start_from="mine")
    with pytest.raises(ConfigError, match=r"mine, whose backbone \(mobilenet_v2\) does not fit"):
        with_whole_ids(config)


@pytest.mark.parametrize("field", ["teacher", "start_from"])
def test_a_run_without_a_network_may_still_get_one(make_run, field):
    run = make_run("mine", state="failed")
    with pytest.raises(ConfigError, match=f"{field} names mine, which is failed and has no network"):
        with_whole_ids(TrainingConfig(**{field: "mine"}))
    status = json.loads((run.folder / "status.json").read_text())
    (run.folder / "status.json").write_text(json.dumps(status | {"state": RunState.QUEUED}))
    assert getattr(with_whole_ids(TrainingConfig(**{field: "mine"})), field) == "mine"
