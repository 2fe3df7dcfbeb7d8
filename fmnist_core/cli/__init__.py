"""The command line: `python -m fmnist_core COMMAND`.

Data goes to standard output, everything else to standard error. Exit status: 0 done, 1 some input failed
(the rest was done), 2 wrong usage, 130 ended by Ctrl-C.
"""

import argparse
import io
import os
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
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # the name of a file may be no text at all
    try:
        try:
            return _run(arguments)
        finally:
            print(end="", flush=True)  # here, because what fails when Python ends is answered by nobody
    except BrokenPipeError:  # the reader, such as `head`, has seen enough
        _discard_output()
        return 0
    except OSError as error:
        if error.filename is not None:  # of a file, and not of the output
            raise
        reason = error.strerror or error
        print(
            f"The output cannot be written: {reason}. Free some space or send it elsewhere.", file=sys.stderr
        )
        _discard_output()
        return 1
    except KeyboardInterrupt:
        return 130


def _run(arguments: Sequence[str] | None) -> int:
    parser = _Parser(
        prog="python -m fmnist_core",
        description="Train, inspect, explain and use image classifiers on Fashion-MNIST.",
        epilog="example: python -m fmnist_core predict shoe.png",
    )
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    try:
        for module in (catalogue, training, runs, evaluating, pictures):
            module.add_commands(commands)
        parser.set_defaults(json=False)
        options = parser.parse_args(arguments)
        return options.run_command(options)
    except FmnistError as error:
        print(error, file=sys.stderr)
        return 2 if isinstance(error, WRONG_USAGE) else 1


def _discard_output() -> None:
    """Send what is still to be written nowhere, or Python would fail with it once more when it ends."""
    with open(os.devnull, "w") as devnull:  # noqa: PTH123 - a device
        for stream in (1, 2):
            os.dup2(devnull.fileno(), stream)
