"""`train`: the same runs, workers and queue as the app's Train page."""

import argparse
import sys
import time
from dataclasses import fields

from fmnist_core import datasets
from fmnist_core.cli.output import Commands, add_command, percent, print_json
from fmnist_core.cli.progress import ProgressBar
from fmnist_core.cli.runs import summary
from fmnist_core.errors import RunError
from fmnist_core.networks import ARCHITECTURES
from fmnist_core.runs import Run, RunState, RunStore
from fmnist_core.training import (
    AUGMENTATIONS,
    OPTIMIZERS,
    PRECISIONS,
    SCHEDULES,
    LocalExecutor,
    TrainingConfig,
    resume,
)

POLL_SECONDS = 0.3


def add_commands(commands: Commands) -> None:
    """Add the command."""
    parser = add_command(
        commands,
        "train",
        _train,
        "train a network; Ctrl-C once stops after the batch, keeps the best weights and evaluates them",
        "train --dataset fashion_mnist --architecture cnn --epochs 10",
    )
    default = TrainingConfig()
    parser.add_argument("--dataset", default=default.dataset, choices=list(datasets.specs()))
    parser.add_argument("--architecture", default=default.architecture, choices=list(ARCHITECTURES))
    parser.add_argument("--epochs", type=int, default=default.epochs, metavar="N")
    parser.add_argument("--batch-size", type=int, default=default.batch_size, metavar="B")
    parser.add_argument("--optimizer", default=default.optimizer, choices=list(OPTIMIZERS))
    parser.add_argument("--learning-rate", type=float, metavar="X", help="default: the optimizer's own")
    parser.add_argument("--momentum", type=float, default=default.momentum, metavar="M", help="for sgd")
    parser.add_argument("--schedule", default=default.schedule, choices=list(SCHEDULES))
    parser.add_argument("--dropout", type=float, metavar="P", help="default: the architecture's own")
    parser.add_argument("--label-smoothing", type=float, default=default.label_smoothing, metavar="S")
    parser.add_argument("--augment", default=default.augment, choices=list(AUGMENTATIONS))
    parser.add_argument("--precision", default=default.precision, choices=list(PRECISIONS))
    parser.add_argument("--limit", type=int, metavar="N", help="train on so many images only")
    parser.add_argument("--seed", type=int, default=default.seed, metavar="S")
    parser.add_argument("--name", default=default.name, metavar="TEXT", help="what to call the run")
    parser.add_argument("--resume", metavar="RUN", help="go on with a run that ended early")


def arguments_of(config: TrainingConfig) -> list[str]:
    """Return the options that make `train` repeat a configuration; defaults are left out."""
    default = TrainingConfig().to_dict()
    words = []
    for key, value in config.to_dict().items():
        if value != default[key]:
            words += [f"--{key.replace('_', '-')}", str(value)]
    return words


def _train(options: argparse.Namespace) -> int:
    store, executor = RunStore(), LocalExecutor()
    if options.resume:
        run = store.get(options.resume)
        resume(run, executor)
    else:
        config = TrainingConfig(
            **{field.name: getattr(options, field.name) for field in fields(TrainingConfig)}
        )
        run = store.create(config.to_dict())
        executor.submit(run)
    print(f"{run.id}: training in a process of its own, {run.folder / 'log.txt'}", file=sys.stderr)
    _follow(run)
    return _report(run, as_json=options.json)


def _follow(run: Run) -> None:
    """Show progress until the run ends; the first Ctrl-C asks it to stop, the second lets go of it."""
    asked = False
    with ProgressBar() as bar:
        while True:
            try:
                status = run.status
                bar.show(status)
                if not status.state.active:
                    return
                time.sleep(POLL_SECONDS)
            except KeyboardInterrupt:
                if asked:
                    bar.note(f"Left alone; it ends by itself. See: python -m fmnist_core runs show {run.id}")
                    raise
                asked = True
                bar.note("Stopping after this batch; the best weights are kept and evaluated.")
                try:
                    RunStore().request_stop(run.id)
                except RunError as error:  # it has just ended by itself
                    bar.note(str(error))


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
