import json
import time
from pathlib import Path

import numpy as np
import pytest

from fmnist_core.errors import RunCorruptError, RunError, RunNotFoundError, StorageError
from fmnist_core.runs import Run, RunState, RunStore, RunWriter
from fmnist_core.runs.files import write_json

CONFIG = {"dataset": "fashion_mnist", "architecture": "dense", "epochs": 3, "name": "My first"}


@pytest.fixture
def store(tmp_path, monkeypatch):
    monkeypatch.setenv("FMNIST_ARTIFACTS", str(tmp_path))
    return RunStore()


def finish(run: Run, state: RunState = RunState.DONE, **fields) -> Run:
    writer = RunWriter(run)
    writer.save_evaluation(
        {
            f"{split}_{key}": values
            for split in ("validation", "test")
            for key, values in {
                "indices": np.arange(4),
                "labels": np.array([0, 1, 2, 3]),
                "logits": np.eye(4, 10, dtype=np.float32),
            }.items()
        }
    )
    writer.update(state=state, **fields)
    return run


def test_a_new_run_is_queued_and_keeps_its_config_and_origin(store):
    run = store.create(CONFIG)
    again = store.get(run.id)
    assert again.config == CONFIG
    assert (again.name, again.dataset, again.architecture) == ("My first", "fashion_mnist", "dense")
    assert again.status.state is RunState.QUEUED
    assert again.record["environment"]["packages"]["tensorflow"]
    assert not again.evaluated


def test_lists_newest_first(store):
    first = store.create(CONFIG)
    config = first.folder / "config.json"
    config.write_text(config.read_text().replace(first.created, "2020-01-01T00:00:00+00:00"))
    second = store.create(CONFIG)
    own = [run.id for run in store.list() if not run.zoo]
    assert own == [second.id, first.id]


def test_finds_a_run_by_unique_prefix_and_names_the_known_ones_otherwise(store):
    run = store.create(CONFIG)
    assert store.get(run.id[:-1]).id == run.id
    with pytest.raises(RunNotFoundError, match=r"no run 'nonsense'.*Known: .*" + run.id):
        store.get("nonsense")
    with pytest.raises(RunNotFoundError, match="no run ''"):
        store.get("")
    store.create(CONFIG)
    with pytest.raises(RunNotFoundError, match="Give more letters"):
        store.get("fashion_mnist-dense-")


def test_a_killed_worker_leaves_an_interrupted_run(store):
    run = store.create(CONFIG)
    writer = RunWriter(run)
    with run.lock:
        writer.update(state=RunState.RUNNING, epoch=1)
        assert store.get(run.id).status.state is RunState.RUNNING
    status = store.get(run.id).status
    assert status.state is RunState.INTERRUPTED
    assert "after 1 of 3 epochs" in status.error


def test_a_hung_worker_is_interrupted_too(store):
    run = store.create(CONFIG)
    path = run.folder / "status.json"
    stale = json.loads(path.read_text()) | {"state": "running", "heartbeat": time.time() - 3600}
    path.write_text(json.dumps(stale))
    with run.lock:
        assert run.status.state is RunState.INTERRUPTED


def test_a_run_whose_worker_never_started_is_interrupted(store):
    run = store.create(CONFIG)
    path = run.folder / "status.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"heartbeat": time.time() - 30}))
    assert run.status.state is RunState.INTERRUPTED


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "[1]",
        '{"state": "dancing"}',
        '{"state": "running", "heartbeat": "now"}',
        '{"state": "done", "validation_accuracy": "high"}',
        '{"state": "failed", "error": 3}',
        None,
    ],
)
def test_a_broken_status_is_a_state_not_a_crash(store, content):
    run = store.create(CONFIG)
    path = run.folder / "status.json"
    path.unlink() if content is None else path.write_text(content)
    status = store.get(run.id).status
    assert status.state is RunState.INTERRUPTED
    assert "cannot be read" in status.error


@pytest.mark.parametrize("content", ["", "{", '{"format": 99, "training": {}}', None])
def test_a_broken_config_is_reported_and_hides_no_other_run(store, content):
    broken, good = store.create(CONFIG), store.create(CONFIG)
    path = broken.folder / "config.json"
    path.unlink() if content is None else path.write_text(content)
    assert good.id in [run.id for run in store.list()]
    assert broken.id not in [run.id for run in store.list()]
    assert [problem for problem in store.problems() if broken.id in problem]
    with pytest.raises(RunCorruptError, match=broken.id):
        store.get(broken.id)


def test_runs_are_listed_even_where_one_does_not_say_when_it_was_made(store):
    timeless, other = store.create(CONFIG), store.create(CONFIG)
    write_json(timeless.folder / "config.json", timeless.record | {"created": None})
    assert {timeless.id, other.id} <= {run.id for run in store.list()}


def test_half_a_line_of_history_is_not_read(store):
    run = store.create(CONFIG)
    writer = RunWriter(run)
    writer.append_epoch({"epoch": 1, "loss": 0.5})
    with (run.folder / "history.jsonl").open("a") as file:
        file.write('{"epoch": 2, "lo')
    assert run.history() == [{"epoch": 1, "loss": 0.5}]


def test_rewind_forgets_later_epochs(store):
    run = store.create(CONFIG)
    writer = RunWriter(run)
    for epoch in (1, 2, 3):
        writer.append_epoch({"epoch": epoch})
        writer.append_step({"epoch": epoch - 0.5})
    writer.rewind(2)
    assert [record["epoch"] for record in run.history()] == [1, 2]
    assert [record["epoch"] for record in run.steps()] == [0.5, 1.5]


@pytest.mark.parametrize("best", [2, 2.5])
def test_rewind_forgets_the_evaluation_but_not_which_weights_are_kept(store, best):
    run = finish(store.create(CONFIG), best_epoch=best, validation_accuracy=0.75, test_accuracy=0.7)
    writer = RunWriter(run)
    for epoch in (1, 2, 2.5):
        writer.append_epoch({"epoch": epoch, "validation_accuracy": epoch / 4})
    writer.rewind(2)
    assert (run.status.best_epoch, run.status.validation_accuracy) == (best, 0.75)
    assert run.status.test_accuracy is None
    assert not run.evaluated


def test_evaluation_comes_back_as_written(store):
    run = finish(store.create(CONFIG))
    arrays = run.evaluation_arrays("test")
    assert run.evaluated
    assert arrays["labels"].tolist() == [0, 1, 2, 3]
    assert arrays["logits"].dtype == np.float32


@pytest.mark.parametrize("damage", ["missing", "truncated", "empty"])
def test_a_damaged_evaluation_gets_a_sentence(store, damage):
    run = finish(store.create(CONFIG))
    path = run.folder / "evaluation.npz"
    if damage == "missing":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes()[: 100 if damage == "truncated" else 0])
    with pytest.raises(RunCorruptError, match="no readable evaluation of the test split"):
        run.evaluation_arrays("test")
    RunWriter(run).update(state=RunState.STOPPED)
    with pytest.raises(RunCorruptError, match=f"train --resume {run.id}"):
        run.evaluation_arrays("test")
    RunWriter(run).update(state=RunState.QUEUED)
    with pytest.raises(RunCorruptError, match="It is queued: wait for its end"):
        run.evaluation_arrays("test")


def test_a_damaged_history_gets_a_sentence(store):
    run = store.create(CONFIG)
    (run.folder / "history.jsonl").write_bytes(b"\xff\xfe\n")
    with pytest.raises(RunCorruptError, match=r"history\.jsonl cannot be read"):
        run.history()


def test_a_worker_that_ends_while_it_is_looked_for_has_not_gone(store, monkeypatch):
    run = store.create(CONFIG)
    writer = RunWriter(run)
    writer.begin()

    def ends_meanwhile(_run, _status):
        writer.end(RunState.DONE)
        return False

    monkeypatch.setattr(Run, "_has_worker", ends_meanwhile)
    assert run.status.state is RunState.DONE


def test_the_default_run_knows_pictures_or_is_the_best_on_validation(store):
    with pytest.raises(RunNotFoundError, match="No trained run for the dataset 'toys'"):
        store.default("toys")
    worse = finish(store.create(CONFIG | {"dataset": "toys"}), validation_accuracy=0.8)
    better = finish(store.create(CONFIG | {"dataset": "toys"}), validation_accuracy=0.9)
    assert worse.evaluated
    assert store.default("toys").id == better.id
    broad = store.create(CONFIG | {"dataset": "toys", "augment": "pictures"})
    assert store.default("toys").id == better.id
    finish(broad, validation_accuracy=0.85)
    assert store.default("toys").id == broad.id


def test_delete_removes_finished_runs_only(store, monkeypatch):
    run = store.create(CONFIG)
    with pytest.raises(RunError, match="still queued"):
        store.delete(run.id)
    finish(run)
    monkeypatch.setenv("FMNIST_READ_ONLY", "1")
    with pytest.raises(RunError, match="read-only"):
        store.delete(run.id)
    monkeypatch.delenv("FMNIST_READ_ONLY")
    store.delete(run.id)
    assert not run.folder.exists()
    assert not list(run.folder.parent.iterdir())


def test_the_zoo_cannot_be_deleted(store, tmp_path):
    run = finish(store.create(CONFIG))
    (tmp_path / "zoo").mkdir()
    run.folder.rename(tmp_path / "zoo" / run.id)
    assert store.get(run.id).zoo
    with pytest.raises(RunError, match="ships with the project"):
        store.delete(run.id)


def test_stop_is_asked_of_active_runs_only(store):
    run = store.create(CONFIG)
    store.request_stop(run.id)
    assert run.stop_requested == "evaluate"
    store.request_stop(run.id, evaluate=False)
    assert run.stop_requested == "leave"
    finish(run)
    with pytest.raises(RunError, match="nothing to stop"):
        store.request_stop(run.id)


def test_a_disk_that_refuses_gets_a_sentence(store, tmp_path):
    (tmp_path / "runs").write_text("a file where the folder should be")
    with pytest.raises(StorageError, match=r"Cannot write .*FMNIST_ARTIFACTS"):
        store.create(CONFIG)


def test_a_failed_write_leaves_the_old_file_and_no_litter(store):
    run = store.create(CONFIG)
    before = sorted(Path(run.folder).iterdir())
    with pytest.raises(TypeError):
        RunWriter(run).update(error=object())
    assert run.status.state is RunState.QUEUED
    assert sorted(Path(run.folder).iterdir()) == before
