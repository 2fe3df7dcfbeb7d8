"""Which datasets there are, found anew on each call, and the ones already loaded."""

import os
import threading
from pathlib import Path

from fmnist_core import paths
from fmnist_core.datasets.dataset import FILES, Dataset, check_files
from fmnist_core.datasets.idx import find_file
from fmnist_core.datasets.spec import DatasetSpec, read_spec
from fmnist_core.errors import DatasetError

_FIRST = "fashion_mnist"  # listed before all others, so that it is every list's default
Stamp = tuple[tuple[Path, int, int], ...]  # path, time and size of each file

_lock = threading.Lock()
_scanned: dict[Path, tuple[tuple, DatasetSpec | str]] = {}
_loaded: dict[str, tuple[DatasetSpec, Stamp, Dataset]] = {}


def specs() -> dict[str, DatasetSpec]:
    """Return the usable datasets by name, Fashion-MNIST first, the others by name.

    Folders are looked at on every call (a tenth of a millisecond), so a dataset dropped in appears without a
    restart. The user's folder wins over a bundled dataset of the same name. A broken folder is left out; see
    `problems`.
    """
    return _scan()[0]


def problems() -> list[str]:
    """Return one sentence for each dataset folder that `specs` leaves out."""
    return [sentence for _, sentence in _scan()[1]]


def load(name: str) -> Dataset:
    """Return the dataset called `name`. Its images are read when first used and then kept for the process.

    A dataset whose files have changed on disk since is read again.

    Raises:
        DatasetError: No usable dataset has this name.
    """
    found, broken = _scan()
    if name not in found:
        reasons = "".join(f" {sentence}" for folder, sentence in broken if folder == name)
        raise DatasetError(f"There is no dataset {name!r}; the known ones are {', '.join(found)}.{reasons}")
    spec = found[name]
    files = stamp(spec)
    with _lock:
        cached = _loaded.get(name)
        if cached is None or cached[:2] != (spec, files):
            cached = _loaded[name] = (spec, files, Dataset(spec))
        return cached[2]


def stamp(spec: DatasetSpec) -> Stamp:
    """Return what changes when files of a dataset are replaced, for the key of a cache.

    Raises:
        DatasetError: A file is missing.
    """
    files = (find_file(spec.folder, name) for names in FILES.values() for name in names)
    stats = ((path, path.stat()) for path in files)
    return tuple((path, stat.st_mtime_ns, stat.st_size) for path, stat in stats)


def _scan() -> tuple[dict[str, DatasetSpec], list[tuple[str, str]]]:
    """Return the usable datasets, and for each other folder its name and what is wrong."""
    found: dict[str, DatasetSpec] = {}
    broken: list[tuple[str, str]] = []
    for directory in paths.search_dirs("datasets"):
        for folder in _folders(directory, broken):
            spec = _usable(folder)
            if isinstance(spec, str):
                broken.append((folder.name, spec))
            else:
                found.setdefault(spec.name, spec)
    return {name: found[name] for name in sorted(found, key=lambda name: (name != _FIRST, name))}, broken


def _usable(folder: Path) -> DatasetSpec | str:
    """Return the spec of a folder, or what is wrong; read again only when a file of it has changed."""
    try:
        with os.scandir(folder) as entries:
            stats = sorted((each.name, stat) for each in entries if (stat := _stat(each)))
            key = tuple((name, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_size) for name, stat in stats)
    except OSError as error:
        return f"{folder} cannot be listed: {error.strerror or error}."
    known = _scanned.get(folder)
    if known is None or known[0] != key:
        known = _scanned[folder] = (key, _read(folder))
    return known[1]


def _stat(entry: os.DirEntry[str]) -> os.stat_result | None:
    """Return what is known of a file; None for an editor's link to nowhere, or a file that has just gone."""
    try:
        return entry.stat()
    except FileNotFoundError:
        return None


def _read(folder: Path) -> DatasetSpec | str:
    try:
        spec = read_spec(folder)
        check_files(spec)
    except DatasetError as error:
        return str(error)
    return spec


def _folders(directory: Path, broken: list[tuple[str, str]]) -> list[Path]:
    """Return the visible subfolders; a hidden one is an import under way."""
    try:
        return sorted(path for path in directory.iterdir() if path.is_dir() and not path.name.startswith("."))
    except FileNotFoundError:
        return []
    except OSError as error:
        broken.append((directory.name, f"{directory} cannot be listed: {error.strerror or error}."))
        return []
