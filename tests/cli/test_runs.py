"""`train` and `runs`, in a real shell where the terminal matters."""

import argparse
import json
import os
import shlex
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace
from types import SimpleNamespace

import pytest

from fmnist_core.cli import training
from fmnist_core.cli.progress import ProgressBar
from fmnist_core.cli.settings import add_settings, arguments_of, command_of
from fmnist_core.errors import FmnistError
from fmnist_core.runs import RunState, RunStatus, RunStore, RunWriter
from fmnist_core.training import TrainingConfig, forecast
from fmnist_core.training.forecast import Speed
from fmnist_core.training.presets import PRESETS, fitted, preset_config

QUICK = ["--architecture", "dense", "--limit", "500", "--precision", "float32"]


def test_train_prints_the_run_id_and_keeps_progress_off_standard_output(run_cli):
    status, out, err = run_cli("train", *QUICK, "--epochs", "2", "--name", "From a shell")
    assert status == 0, err
    run = RunStore().get(out.strip())
    assert run.name == "From a shell"
    assert run.status.state == "done"
    assert "epoch 2 of 2" in err


def test_runs_lists_shows_diffs_and_deletes(json_of, run_cli):
    trained = json_of("train", *QUICK, "--epochs", "1")
    rows = json_of("runs")
    assert rows[0] == trained
    assert {"id", "name", "dataset", "architecture", "parameters", "state", "epoch", "epochs"} <= set(rows[0])
    assert {"zoo", "created", "validation_accuracy", "test_accuracy"} <= set(rows[0])
    assert [row["zoo"] for row in rows].count(True) >= 4
    shown = json_of("runs", "show", trained["id"])
    assert shown["config"]["limit"] == 500
    difference = json_of("runs", "diff", trained["id"], "fashion_mnist-dense")
    assert difference["limit"] == {"a": 500, "b": None}
    assert "architecture" not in difference
    status, _, err = run_cli("runs", "delete", "fashion_mnist-dense")
    assert status == 1
    assert "cannot be deleted" in err
    assert run_cli("runs", "delete", trained["id"])[0] == 0
    assert trained["id"] not in [row["id"] for row in json_of("runs")]


def test_a_run_is_renamed_noted_and_tagged(make_run, json_of, run_cli, monkeypatch, artifacts):
    monkeypatch.setenv("FMNIST_ARTIFACTS", str(artifacts))  # run_cli has moved it
    make_run("mine")
    labels = json_of("runs", "label", "mine", "--name", "Better", "--note", "Why", "--tag", "a", "--tag", "b")
    assert (labels["name"], labels["note"], labels["tags"]) == ("Better", "Why", ["a", "b"])
    assert run_cli("runs", "label", "mine", "--tag", "")[0] == 0
    (shown,) = [row for row in json_of("runs") if row["id"] == "mine"]
    assert (shown["name"], shown["tags"]) == ("Better", [])
    assert run_cli("runs", "label", "mine")[0] == 2
    assert run_cli("runs", "label", "mnist-cnn", "--name", "Mine")[0] == 1


def _interrupt_after(line_with, command, environment):
    """Press Ctrl-C once a line of standard error holds a text; return exit status, output and errors."""
    process = subprocess.Popen(
        command,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # Where the tests run in the background of a shell, Ctrl-C is ignored, and children inherit that.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    try:
        next(line for line in process.stderr if line_with in line)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=120)
    finally:
        process.kill()
        process.communicate()
    return process.returncode, out, err


@pytest.mark.slow
def test_ctrl_c_stops_and_evaluates(tmp_path, monkeypatch):
    monkeypatch.setenv("FMNIST_ARTIFACTS", str(tmp_path))
    command = [sys.executable, "-m", "fmnist_core", "train", "--architecture", "dense", "--epochs", "100"]
    try:
        status, out, err = _interrupt_after(
            "epoch 2 of", [*command, "--limit", "20000", "--precision", "float32"], os.environ
        )
    finally:
        for run in RunStore().list():
            if run.status.state.active:
                RunStore().request_stop(run.id)
    assert status == 0, err
    assert "Stopping; the best weights so far" in err
    assert "Traceback" not in err
    run = RunStore().get(out.strip())
    assert run.status.state is RunState.STOPPED
    assert run.status.test_accuracy > 0.5


CONFIGS = [
    TrainingConfig(dataset="mnist", optimizer="sgd", learning_rate=0.1, limit=500, name="- two words"),
    TrainingConfig(architecture="transfer", epochs=4, fine_tune_epochs=1, backbone="mobilenet_v2"),
    TrainingConfig(optimizer="adamw", weight_decay=0.01, warm_up=0.1, ema=0.999, early_stopping=3),
]


@pytest.mark.parametrize("config", CONFIGS)
def test_the_words_of_a_configuration_repeat_it(config):
    parser = argparse.ArgumentParser()
    add_settings(parser)
    assert TrainingConfig(**vars(parser.parse_args(arguments_of(config)))) == config


def test_the_command_quotes_what_a_shell_would_split():
    config = TrainingConfig(architecture="dense", ema=0.99, name="It's mine").to_dict()
    words = shlex.split(command_of(config))
    assert words[:4] == ["python", "-m", "fmnist_core", "train"]
    assert words[4:] == ["--architecture=dense", "--ema=0.99", "--name=It's mine"]
    with pytest.raises(FmnistError):
        command_of(config | {"invented_later": 1})


def test_settings_come_from_a_file_and_the_command_line_overrides_them(json_of, run_cli, tmp_path):
    settings = TrainingConfig(architecture="dense", limit=500, epochs=5, precision="float32").to_dict()
    path = tmp_path / "run.json"
    path.write_text(json.dumps({"format": 1, "training": settings}))
    trained = json_of("train", "--config", path, "--epochs", "1")
    assert trained["epochs"] == 1
    shown = json_of("runs", "show", trained["id"])
    assert shown["config"] == settings | {"epochs": 1}
    assert "--limit=500" in shown["command"]
    path.write_text("{")
    status, _, err = run_cli("train", "--config", path)
    assert status == 2
    assert "cannot be read as JSON" in err


@pytest.mark.parametrize("extra", [["--epochs", "20"], ["--preset", "best"]])
def test_a_resumed_run_keeps_its_settings(run_cli, extra):
    status, _, err = run_cli("train", "--resume", "mine", *extra)
    assert status == 2
    assert f"Received {extra[0]}, too" in err


def test_a_run_whose_dataset_is_gone_is_still_shown(make_run, json_of, run_cli, monkeypatch, artifacts):
    monkeypatch.setenv("FMNIST_ARTIFACTS", str(artifacts))  # run_cli has moved it
    run = make_run("mine", "vanished", state="failed")
    RunWriter(run).update(error="There is no dataset 'vanished'.")
    assert json_of("runs", "show", "mine")["command"] is None
    status, out, _ = run_cli("runs", "show", "mine")
    assert status == 0
    assert "There is no dataset 'vanished'." in out


@pytest.mark.parametrize(
    ("seconds", "written"), [(59.7, "1:00 left"), (59.4, "0:59 left"), (119.6, "2:00 left")]
)
def test_the_time_left_is_written_in_minutes_and_seconds(capsys, seconds, written):
    status = RunStatus(RunState.RUNNING, step=1, steps=2, seconds=seconds)
    with ProgressBar() as bar:
        bar.show(status)
    assert written in capsys.readouterr().err


def test_a_worker_that_slept_with_the_machine_is_waited_for(run_cli, monkeypatch):
    asleep = []

    def submit(_, run):
        asleep.append(run.lock)
        run.lock.acquire()
        status = RunStatus(RunState.RUNNING, heartbeat=time.time() - 3600)
        (run.folder / "status.json").write_text(json.dumps(status.to_dict()))
        threading.Timer(1, RunWriter(run).end, [RunState.STOPPED]).start()

    monkeypatch.setattr(training.LocalExecutor, "submit", submit)
    status, out, err = run_cli("train", *QUICK)
    asleep[0].release()
    assert (status, RunStore().get(out.strip()).status.state) == (0, RunState.STOPPED)
    assert "without a word" not in err


@pytest.fixture
def queued(monkeypatch):
    """Return the runs that are queued and never begin, on a machine that is slow in float32."""
    fast, slow = (Speed(start=10.0, step=step, answer=1e-4, save=0.1) for step in (0.02, 0.05))
    for module in ("fmnist_core.cli.training", "fmnist_core.training.forecast"):
        monkeypatch.setattr(
            f"{module}.known_speed", lambda config: slow if config.precision == "float32" else fast
        )
    runs = []
    monkeypatch.setattr(training.LocalExecutor, "submit", lambda self, run: runs.append(run))
    monkeypatch.setattr(training, "_follow", lambda run: None)
    return runs


def _own_runs():
    return [run for run in RunStore().list() if not run.zoo]


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        (["--teacher", "nope"], "There is no run 'nope'"),
        (["--teacher", "fashion_mnist-cnn,mnist-cnn"], "mnist-cnn, which was trained on mnist"),
        (["--teacher", "mnist-"], "runs begin with 'mnist-'"),
        (["--start-from", "fashion_mnist-dense"], "Choose a run of the same architecture"),
    ],
)
@pytest.mark.parametrize("more", [[], ["--preset", "three-minutes"]])
def test_other_runs_are_looked_at_before_one_is_made(run_cli, queued, monkeypatch, settings, reason, more):
    monkeypatch.setattr(training, "known_speed", lambda config: pytest.fail("no speed is needed"))
    status, _, err = run_cli("train", *settings, *more)
    assert (status, queued, _own_runs()) == (2, [], [])
    assert reason in err


def test_a_run_keeps_the_whole_ids_of_others(run_cli, queued):
    begin = ["--architecture", "dense", "--start-from", "fashion_mnist-d"]
    run_cli("train", *begin, "--teacher", "fashion_mnist-m")
    assert queued[0].config["start_from"] == "fashion_mnist-dense"
    assert queued[0].config["teacher"] == "fashion_mnist-micro"


def test_an_empty_run_to_resume_is_none_to_train_anew(run_cli, queued):
    status, _, err = run_cli("train", "--resume", "")
    assert (status, queued) == (2, [])
    assert "There is no run ''" in err


def test_a_read_only_installation_measures_nothing(run_cli, queued, monkeypatch):
    monkeypatch.setenv("FMNIST_READ_ONLY", "1")
    monkeypatch.setattr(training, "known_speed", lambda config: pytest.fail("no speed is needed"))
    status, _, err = run_cli("train", "--preset", "three-minutes")
    assert (status, queued) == (1, [])
    assert "read-only" in err


@pytest.mark.parametrize(
    "text", ["[" * 100_000, '{"learning_rate": 1' + 400 * "0" + "}"], ids=["deep", "huge"]
)
def test_a_file_of_impossible_settings_is_a_sentence(run_cli, queued, tmp_path, text):
    path = tmp_path / "run.json"
    path.write_text(text)
    status, _, err = run_cli("train", "--config", path)
    assert (status, queued) == (2, [])
    assert len(err.splitlines()) == 1


def test_a_second_ctrl_c_lets_go_of_a_run(run_cli, monkeypatch):
    def interrupted(_):
        raise KeyboardInterrupt

    monkeypatch.setattr(training.LocalExecutor, "submit", lambda self, run: None)
    monkeypatch.setattr(training, "time", SimpleNamespace(sleep=interrupted))
    status, out, err = run_cli("train", *QUICK)
    (run,) = _own_runs()
    assert (status, out) == (130, "")
    assert err.splitlines()[-1] == (
        f"Left alone; it ends by itself. See: python -m fmnist_core runs show {run.id}"
    )


@pytest.mark.parametrize("precision", ["float32", "auto"])
def test_a_preset_brings_as_many_epochs_as_fit_with_ones_own_settings(run_cli, queued, precision):
    _, _, err = run_cli("train", "--preset", "three-minutes", "--dataset", "mnist", "--precision", precision)
    config = replace(preset_config("three-minutes", "mnist"), precision=precision)
    speed = forecast.known_speed(config)
    wanted = fitted(config, PRESETS["three-minutes"].seconds, speed)
    assert TrainingConfig.from_dict(queued[0].config) == wanted
    assert 160 < queued[0].promised == forecast.forecast(wanted, speed).total <= 180
    assert f"About {queued[0].promised:.0f} seconds" in err


def test_epochs_of_ones_own_are_not_fitted(run_cli, queued, monkeypatch):
    monkeypatch.setattr(training, "known_speed", lambda config: pytest.fail("no speed is needed"))
    run_cli("train", "--preset", "three-minutes", "--epochs", "2")
    assert TrainingConfig.from_dict(queued[0].config) == replace(
        preset_config("three-minutes", "fashion_mnist"), epochs=2
    )


def test_a_preset_and_a_configuration_exclude_each_other(run_cli):
    status, _, err = run_cli("train", "--preset", "best", "--config", "run.json")
    assert status == 2
    assert "Give one of them" in err
