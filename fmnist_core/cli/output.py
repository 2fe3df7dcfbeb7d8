"""What the commands share: adding one, and printing its result."""

import argparse
import contextlib
import json
import os
import sys
from collections.abc import Callable, Generator, Iterable, Sequence
from typing import Any

Commands = Any  # what ArgumentParser.add_subparsers returns has no public name


def add_command(
    commands: Commands, name: str, run: Callable[[argparse.Namespace], int], help_text: str, example: str
) -> argparse.ArgumentParser:
    """Add a command with its help, an example and `--json`, and return its parser."""
    parser = commands.add_parser(
        name,
        help=help_text,
        description=help_text[0].upper() + help_text[1:] + ".",
        epilog=f"example: python -m fmnist_core {example}",
    )
    # Without a default, which would undo what was given before the name of an inner command.
    parser.add_argument(
        "--json",
        action="store_true",
        default=argparse.SUPPRESS,
        help="print one JSON document and nothing else",
    )
    parser.set_defaults(run_command=run)
    return parser


def print_json(value: object) -> None:
    """Print one JSON document, in JSON's own escapes where the output cannot encode it."""
    text = json.dumps(value, indent=2, ensure_ascii=False)
    try:
        text.encode(getattr(sys.stdout, "encoding", None) or "utf-8")
    except UnicodeEncodeError:
        text = json.dumps(value, indent=2)
    print(text)


def print_table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print aligned columns; numbers to the right."""
    table = [list(header), *([_text(cell) for cell in row] for row in rows)]
    numeric = [all(_is_number(row[i]) for row in table[1:]) for i in range(len(header))]
    widths = [max(len(row[i]) for row in table) for i in range(len(header))]
    for row in table:
        cells = (
            cell.rjust(width) if right else cell.ljust(width)
            for cell, width, right in zip(row, widths, numeric, strict=True)
        )
        print("  ".join(cells).rstrip())


def percent(share: float | None) -> str:
    """Return a share as a percentage with two decimals, or a dash."""
    return "-" if share is None else f"{share:.2%}"


def _text(cell: object) -> str:
    if isinstance(cell, int) and not isinstance(cell, bool):
        return f"{cell:,}"
    return "-" if cell is None else str(cell)


def _is_number(text: str) -> bool:
    return text == "-" or text.rstrip("%").replace(",", "").replace(".", "", 1).isdecimal()


@contextlib.contextmanager
def quiet_tensorflow() -> Generator[None]:
    """Import TensorFlow without the remarks that its native code prints about the machine.

    They go to the process's standard error before any Python can silence them.
    """
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    sys.stderr.flush()
    saved = os.dup(2)
    with open(os.devnull, "w") as devnull:  # noqa: PTH123 - a device
        os.dup2(devnull.fileno(), 2)
    try:
        import tensorflow as tf

        tf.config.list_physical_devices()
        tf.constant(0)
        yield
    finally:
        sys.stderr.flush()
        os.dup2(saved, 2)
        os.close(saved)
