"""`train`: the same runs, workers and queue as the app's Train page."""

import argparse
import json
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from fmnist_core.cli.output import Commands, add_command, percent, print_json
from fmnist_core.cli.progress import ProgressBar
from fmnist_core.cli.runs import summary
from fmnist_core.cli.settings import add_settings
from fmnist_core.errors import ConfigError, RunError
from fmnist_core.runs import Run, RunState, RunStatus, RunStore
from fmnist_core.runs.store import refuse_if_read_only
from fmnist_core.training import LocalExecutor, TrainingConfig, resume
from fmnist_core.training.forecast import MEASURING_SECONDS, expected, known_speed, measure
from fmnist_core.training.other_runs import with_whole_ids
from fmnist_core.training.presets import PRESETS, fitted, preset_config

POLL_SECONDS = 0.3
WAKING_SECONDS = 5.0  # in which a worker writes that it lives, after the machine has slept


def add_commands(commands: Commands) -> None:
    """Add the command."""
    parser = add_command(
        commands,
        "train",
        _train,
        "train a network; Ctrl-C once stops after the batch, keeps the best weights and evaluates them",
        "train --dataset fashion_mnist --architecture cnn --epochs 10",
    )
    parser.add_argument("--config", type=Path, metavar="FILE", help="settings from a run's config.json")
    parser.add_argument(
        "--preset",
        choices=list(PRESETS),
        help="settings that fit a time on this machine, which is measured once",
    )
    add_settings(parser)
    parser.add_argument("--resume", metavar="RUN", help="go on with a run that ended early")


def _train(options: argparse.Namespace) -> int:
    refuse_if_read_only("train")
    store, executor = RunStore(), LocalExecutor()
    if options.resume is not None:
        _refuse_settings(options)
        run = store.get(options.resume)
        resume(run, executor)
    else:
        config = _config(options)
        promised = expected(config)
        if promised:
            print(f"About {promised.total:.0f} seconds on this machine.", file=sys.stderr)
        run = store.create(config.to_dict(), promised=promised.total if promised else None)
        executor.submit(run)
    print(f"{run.id}: training in a process of its own, {run.folder / 'log.txt'}", file=sys.stderr)
    _follow(run)
    return _report(run, as_json=options.json)


def _given(options: argparse.Namespace) -> dict[str, Any]:
    """Return the settings of the command line."""
    return {name: value for name, value in vars(options).items() if name in TrainingConfig.defaults()}


def _refuse_settings(options: argparse.Namespace) -> None:
    brought = [name for name in ("config", "preset") if getattr(options, name)] + list(_given(options))
    if brought:
        raise ConfigError(
            f"--resume goes on with a run's own settings. Received --{brought[0].replace('_', '-')}, too: "
            "leave it out, or train a new run with --start-from."
        )


def _config(options: argparse.Namespace) -> TrainingConfig:
    """Return the settings of the file or preset, with those of the command line in their place."""
    given = _given(options)
    if options.config and options.preset:
        raise ConfigError("--config and --preset both bring all settings. Give one of them.")
    if options.preset:
        return _preset(options.preset, given)
    settings = (_read(options.config) if options.config else {}) | given
    return with_whole_ids(TrainingConfig.from_dict(settings))


def _preset(name: str, given: dict[str, Any]) -> TrainingConfig:
    """Return a preset with some settings of one's own, and as many epochs as they leave time for."""
    config = preset_config(name, given.get("dataset", TrainingConfig.defaults()["dataset"]))
    config = with_whole_ids(replace(config, **given))
    seconds = PRESETS[name].seconds
    if "epochs" in given or seconds is None:
        return config
    speed = known_speed(config)
    if speed is None:
        print(f"Measuring this machine's speed, about {MEASURING_SECONDS} seconds, once.", file=sys.stderr)
        speed = measure(config)
    return fitted(config, seconds, speed)


def _read(path: Path) -> dict[str, Any]:
    try:
        settings = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise ConfigError(f"--config {path} cannot be read as JSON: {error}.") from error
    if isinstance(settings, dict) and isinstance(settings.get("training"), dict):
        settings = settings["training"]  # a run's whole config.json
    if not isinstance(settings, dict):
        raise ConfigError(f"--config {path} should hold one JSON object of settings.")
    return settings


def _follow(run: Run) -> None:
    """Show progress until the run ends; the first Ctrl-C asks it to stop, the second lets go of it."""
    asked = False
    with ProgressBar() as bar:
        while True:
            try:
                status = _woken(run)
                bar.show(status)
                if not status.state.active:
                    return
                time.sleep(POLL_SECONDS)
            except KeyboardInterrupt:
                if asked:
                    bar.note(f"Left alone; it ends by itself. See: python -m fmnist_core runs show {run.id}")
                    raise
                asked = True
                bar.note("Stopping; the best weights so far, if there are any, are kept and evaluated.")
                try:
                    RunStore().request_stop(run.id)
                except RunError as error:  # it has just ended by itself
                    bar.note(str(error))


def _woken(run: Run) -> RunStatus:
    """Return a run's state; that its worker is gone is looked at twice, as both may just have woken up."""
    status = run.status
    if status.state is RunState.INTERRUPTED:
        time.sleep(WAKING_SECONDS)
        return run.status
    return status


def _report(run: Run, *, as_json: bool) -> int:
    status = run.status
    if status.error:
        print(status.error, file=sys.stderr)
    if as_json:
        print_json(summary(run))
    else:
        print(
            f"{status.state}: validation {percent(status.validation_accuracy)}, "
            f"test {percent(status.test_accuracy)}",
            file=sys.stderr,
        )
        print(run.id)
    return 0 if status.state in (RunState.DONE, RunState.STOPPED) else 1
