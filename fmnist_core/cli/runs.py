"""`runs`: list, show, compare the settings of, rename and delete runs."""

import argparse
import sys
from typing import Any

from fmnist_core.cli.output import Commands, add_command, percent, print_json, print_table
from fmnist_core.cli.settings import command_of
from fmnist_core.errors import ConfigError, FmnistError
from fmnist_core.networks import ARCHITECTURES
from fmnist_core.runs import Run, RunStore


def add_commands(commands: Commands) -> None:
    """Add `runs` and its sub-commands."""
    parser = add_command(commands, "runs", _list, "list the runs: the zoo and your own", "runs --json")
    inner = parser.add_subparsers(title="commands", metavar="COMMAND")
    show = add_command(inner, "show", _show, "show one run", "runs show mnist-cnn")
    show.add_argument("run", metavar="RUN", help="an id, or a unique beginning of one")
    diff = add_command(
        inner, "diff", _diff, "show where two runs differ", "runs diff fashion_mnist-dense fashion_mnist-cnn"
    )
    diff.add_argument("a", metavar="A")
    diff.add_argument("b", metavar="B")
    label = add_command(
        inner,
        "label",
        _label,
        "rename one of your own runs, or change its note or its tags",
        'runs label fashion_mnist-cnn-2026 --name "Wider" --tag small --tag keep',
    )
    label.add_argument("run", metavar="RUN", help="an id, or a unique beginning of one")
    label.add_argument("--name", help="what the run is called from now on; empty: as at first")
    label.add_argument("--note", help="a text to read beside it; empty: none")
    label.add_argument("--tag", action="append", dest="tags", help="a tag; give all that it should have")
    delete = add_command(
        inner, "delete", _delete, "delete one of your own runs", "runs delete fashion_mnist-cnn-2026"
    )
    delete.add_argument("run", metavar="RUN", help="an id, or a unique beginning of one")


def summary(run: Run) -> dict[str, Any]:
    """Return what the listing says of a run."""
    status = run.status
    known = ARCHITECTURES.get(run.architecture)
    return {
        "id": run.id,
        "name": run.name,
        "note": run.labels.note,
        "tags": list(run.labels.tags),
        "dataset": run.dataset,
        "architecture": run.architecture,
        "parameters": status.parameters or (known.parameters if known else None),
        "state": status.state,
        "epoch": status.epoch,
        "epochs": status.epochs,
        "zoo": run.zoo,
        "created": run.created,
        "validation_accuracy": status.validation_accuracy,
        "test_accuracy": status.test_accuracy,
    }


def _list(options: argparse.Namespace) -> int:
    store = RunStore()
    rows = [summary(run) for run in store.list()]
    for problem in store.problems():
        print(problem, file=sys.stderr)
    if options.json:
        print_json(rows)
        return 0
    print_table(
        ["id", "parameters", "state", "epoch", "validation", "test"],
        [
            [
                row["id"],
                row["parameters"],
                row["state"],
                f"{row['epoch']} of {row['epochs']}",
                percent(row["validation_accuracy"]),
                percent(row["test_accuracy"]),
            ]
            for row in rows
        ],
    )
    return 0


def _show(options: argparse.Namespace) -> int:
    run = RunStore().get(options.run)
    if options.json:
        environment = run.record.get("environment")
        details = {"config": run.config, "command": _command(run), "environment": environment}
        print_json(summary(run) | details | {"history": run.history(), "error": run.status.error})
        return 0
    print_table(["what", "value"], [[key, str(value)] for key, value in summary(run).items()])
    print()
    print_table(["setting", "value"], [[key, str(value)] for key, value in run.config.items()])
    if command := _command(run):
        print(f"\nTo repeat it: {command}")
    if run.status.error:
        print(f"\n{run.status.error}\n{run.log_tail()}".rstrip())
    return 0


def _command(run: Run) -> str | None:
    """Return what trains a run again; None where this version cannot, as its dataset is gone."""
    try:
        return command_of(run.config)
    except FmnistError:
        return None


def _diff(options: argparse.Namespace) -> int:
    store = RunStore()
    a, b = store.get(options.a), store.get(options.b)
    left, right = (run.config | _results(run) for run in (a, b))
    keys = [key for key in left | right if left.get(key) != right.get(key)]
    if options.json:
        print_json({key: {"a": left.get(key), "b": right.get(key)} for key in keys})
    else:
        print_table(["setting", a.id, b.id], [[key, str(left.get(key)), str(right.get(key))] for key in keys])
    return 0


def _results(run: Run) -> dict[str, Any]:
    status = run.status
    return {
        "parameters": status.parameters,
        "validation_accuracy": status.validation_accuracy,
        "test_accuracy": status.test_accuracy,
    }


def _label(options: argparse.Namespace) -> int:
    given = {key: getattr(options, key) for key in ("name", "note", "tags")}
    changes = {key: value for key, value in given.items() if value is not None}
    if not changes:
        raise ConfigError("Nothing to change was received. Give --name, --note or --tag.")
    run = RunStore().get(options.run)
    RunStore().label(run.id, **changes)
    if options.json:
        print_json(summary(run))
    else:
        print(f"{run.id} is now called {run.name}.", file=sys.stderr)
    return 0


def _delete(options: argparse.Namespace) -> int:
    store = RunStore()
    run = store.get(options.run)
    store.delete(run.id)
    if options.json:
        print_json({"deleted": run.id})
    else:
        print(f"Deleted {run.id}.", file=sys.stderr)
    return 0
