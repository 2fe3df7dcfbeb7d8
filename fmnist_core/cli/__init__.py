"""The command line: `python -m fmnist_core COMMAND`.

Data goes to standard output, everything else to standard error. Exit status: 0 done, 1 some input failed
(the rest was done), 2 wrong usage.
"""

import argparse
import sys
from collections.abc import Sequence
from typing import NoReturn

from fmnist_core.cli import catalogue, evaluating, pictures, runs, training
from fmnist_core.errors import ConfigError, FmnistError, NetworkError, RunNotFoundError

WRONG_USAGE = (ConfigError, NetworkError, RunNotFoundError)


class _Parser(argparse.ArgumentParser):
    """A parser whose errors are one line."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {message}. See {self.prog} --help.\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    parser = _Parser(
        prog="python -m fmnist_core",
        description="Train, inspect, explain and use image classifiers on Fashion-MNIST.",
        epilog="example: python -m fmnist_core predict shoe.png",
    )
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for module in (catalogue, training, runs, evaluating, pictures):
        module.add_commands(commands)
    options = parser.parse_args(arguments)
    try:
        return options.run_command(options)
    except FmnistError as error:
        print(error, file=sys.stderr)
        return 2 if isinstance(error, WRONG_USAGE) else 1
    except BrokenPipeError:  # the reader, such as `head`, has seen enough
        sys.stderr.close()
        return 0
