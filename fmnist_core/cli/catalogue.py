"""`datasets` and `architectures`: what there is to train."""

import argparse
import sys
from dataclasses import asdict
from typing import Any

from fmnist_core import datasets
from fmnist_core.cli.output import Commands, add_command, print_json, print_table
from fmnist_core.datasets import DatasetSpec
from fmnist_core.errors import DatasetError
from fmnist_core.networks import ARCHITECTURES


def add_commands(commands: Commands) -> None:
    """Add the two commands."""
    add_command(commands, "datasets", _datasets, "list the datasets", "datasets --json")
    add_command(commands, "architectures", _architectures, "list the architectures", "architectures --json")


def _datasets(options: argparse.Namespace) -> int:
    rows, broken = [], []
    for spec in datasets.specs().values():
        try:
            rows.append(_row(spec))
        except DatasetError as error:  # in its content: at that, `datasets.problems` does not look
            broken.append(str(error))
    for problem in broken + datasets.problems():
        print(problem, file=sys.stderr)
    if options.json:
        print_json(rows)
    else:
        print_table(
            ["name", "title", "train", "validation", "test", "classes"],
            [[row["name"], row["title"], *row["splits"].values(), len(row["classes"])] for row in rows],
        )
    return 0


def _row(spec: DatasetSpec) -> dict[str, Any]:
    return {
        "name": spec.name,
        "title": spec.title,
        "splits": datasets.load(spec.name).sizes,
        "classes": list(spec.class_names),
        "flips_allowed": spec.flips_allowed,
        "licence": spec.licence,
        "source": spec.source,
    }


def _architectures(options: argparse.Namespace) -> int:
    fields = ("name", "title", "parameters", "pretrained", "input_size", "purpose")
    rows = [{field: asdict(spec)[field] for field in fields} for spec in ARCHITECTURES.values()]
    if options.json:
        print_json(rows)
    else:
        print_table(fields, [list(row.values()) for row in rows])
    return 0
