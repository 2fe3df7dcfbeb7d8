"""Reading and writing the small files of a run so that nobody ever sees half of one."""

import json
import os
import secrets
import zipfile
import zlib
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from fmnist_core.errors import RunCorruptError, StorageError

REMEDY = "Free some space or permissions there, or point FMNIST_ARTIFACTS to a folder that can be written."


@contextmanager
def storage(path: Path, remedy: str = REMEDY) -> Generator[None]:
    """Turn what the disk refuses into a `StorageError` that names the path, the reason and the remedy."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        raise StorageError(f"Cannot write {path}: {reason}. {remedy}") from error


@contextmanager
def replacing(path: Path, *, make_folder: bool = True, remedy: str = REMEDY) -> Generator[Path]:
    """Yield a temporary path beside `path` that takes its place, at once, when the block succeeds.

    Args:
        path: the file to write.
        make_folder: create its folder where it is missing. Not for what belongs to a run: somebody may have
            deleted that run meanwhile, and half of it must not come back.
        remedy: a sentence on what to do where the disk refuses.
    """
    with storage(path, remedy):
        if make_folder:
            path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_name(f".{secrets.token_hex(4)}{path.suffix}")
        try:
            yield temporary
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)


def dated(path: Path, written: int) -> None:
    """Give a file the time of what it was made from, in nanoseconds since 1970.

    Raises:
        StorageError: the disk refused.
    """
    with storage(path):
        os.utime(path, ns=(written, written))


def write_json(path: Path, value: object, *, make_folder: bool = True) -> None:
    """Write `value` as JSON, replacing the file at once; see `replacing`.

    Raises:
        StorageError: the disk refused.
    """
    with replacing(path, make_folder=make_folder) as temporary:
        temporary.write_text(json.dumps(value, indent=2) + "\n", encoding="utf-8")


def read_json(path: Path) -> dict[str, Any]:
    """Read a JSON object.

    Raises:
        RunCorruptError: the file is missing, unreadable or no JSON object.
    """
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise RunCorruptError(f"{path.parent.name}: {path.name} cannot be read ({error}).") from error
    if not isinstance(value, dict):
        raise RunCorruptError(f"{path.parent.name}: {path.name} should hold one JSON object.")
    return value


# What NumPy and zipfile raise for an archive that is missing, cut off, altered, or something else altogether.
BROKEN_ARCHIVE = (
    OSError,
    ValueError,
    KeyError,
    IndexError,
    TypeError,
    AttributeError,
    EOFError,
    RuntimeError,
    NotImplementedError,
    zipfile.BadZipFile,
    zlib.error,
)


def append_line(path: Path, value: object) -> None:
    """Append `value` as one JSON line and flush it.

    Raises:
        StorageError: the disk refused.
    """
    with storage(path), path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(value) + "\n")


def read_lines(path: Path) -> list[dict[str, Any]]:
    """Read a file of JSON lines; a last line that is still being written is left out.

    Raises:
        RunCorruptError: the file cannot be read, or a complete line is no JSON.
    """
    try:
        return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n")[:-1]]
    except FileNotFoundError:
        return []
    except (OSError, ValueError) as error:
        raise RunCorruptError(f"{path.parent.name}: {path.name} cannot be read ({error}).") from error
