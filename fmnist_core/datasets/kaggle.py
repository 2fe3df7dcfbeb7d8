"""Import of the CSV form in which Kaggle offers Fashion-MNIST and MNIST: a label and its pixels on a line."""

import csv
import shutil
import uuid
from collections.abc import Iterator
from dataclasses import replace
from math import isqrt
from pathlib import Path

import numpy as np

from fmnist_core.datasets.dataset import FILES
from fmnist_core.datasets.idx import write_idx
from fmnist_core.datasets.spec import DatasetSpec, write_spec
from fmnist_core.datasets.splits import validation_indices
from fmnist_core.errors import DatasetError, StorageError

_HEADER = "label,pixel1,...,pixel784"
_BYTES = {str(value): value for value in range(256)}  # twice as fast as int(), and refuses 300


def import_kaggle_csv(train_csv: Path, test_csv: Path, spec: DatasetSpec) -> DatasetSpec:
    """Turn two CSV files into a dataset folder.

    The folder appears complete or not at all, and then in `specs` if it lies where datasets are looked for.

    Args:
        train_csv: File with the header `label,pixel1,...` and one image a line, pixels 0 to 255, row by row.
        test_csv: The same for the test images.
        spec: What to call the dataset, and where to write it: `spec.folder` is named like the dataset and
            must not exist. Its `md5` is not used.

    Returns:
        The spec as written.

    Raises:
        DatasetError: A file is missing or a line of it is wrong, images differ in size, a class has fewer
            than two training images, or the folder exists or is not named like the dataset.
        StorageError: The folder cannot be written.
    """
    if spec.folder.name != spec.name:
        raise DatasetError(f"The folder {spec.folder} must be named like the dataset, {spec.name!r}.")
    if spec.folder.exists():
        raise DatasetError(
            f"The folder {spec.folder} exists already; choose another name or delete it first."
        )
    train, test = _read_csv(train_csv, spec), _read_csv(test_csv, spec)
    if train[0].shape[1:] != test[0].shape[1:]:
        raise DatasetError(
            f"{train_csv} holds images {train[0].shape[1]} pixels wide but {test_csv} {test[0].shape[1]}; "
            "all images of a dataset need one size."
        )
    validation_indices(train[1], spec)
    spec = replace(spec, md5={})
    _write_folder(spec, {"train": train, "test": test})
    return spec


def _read_csv(path: Path, spec: DatasetSpec) -> tuple[np.ndarray, np.ndarray]:
    """Return images uint8 (n, side, side) and labels int64 (n,)."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file)
            side = _read_side(path, next(reader, []))
            content = b"".join(_rows(path, reader, side, spec))
    except OSError as error:
        raise DatasetError(f"{path} cannot be read: {error.strerror or error}.") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise DatasetError(f"{path} is not a CSV file: {error}; expected lines like {_HEADER}.") from error
    if not content:
        raise DatasetError(f"{path} has a header but no images; at least one line is needed.")
    table = np.frombuffer(content, np.uint8).reshape(-1, 1 + side * side)
    return table[:, 1:].reshape(-1, side, side), table[:, 0].astype(np.int64)


def _read_side(path: Path, header: list[str]) -> int:
    """Return the width of the (square) images that a header announces."""
    pixels = len(header) - 1
    side = isqrt(max(pixels, 0))
    # Kaggle's Fashion-MNIST counts pixels from 1, its digits from 0.
    named = any(header == ["label", *(f"pixel{i + first}" for i in range(pixels))] for first in (0, 1))
    if not named or side == 0 or side * side != pixels:
        found = ",".join(header)[:60] or "nothing"
        raise DatasetError(
            f"{path}, line 1: expected the header {_HEADER} (any square number of pixels), found {found}."
        )
    return side


def _rows(path: Path, reader: Iterator[list[str]], side: int, spec: DatasetSpec) -> Iterator[bytes]:
    """Yield the label and pixels of each line, one byte each."""
    for line, fields in enumerate(reader, start=2):
        if not fields:
            continue
        if len(fields) != 1 + side * side:
            raise DatasetError(
                f"{path}, line {line}: expected {1 + side * side} values, found {len(fields)}."
            )
        try:
            row = bytes(map(_BYTES.__getitem__, fields))
        except KeyError as error:
            raise DatasetError(
                f"{path}, line {line}: every value must be a whole number from 0 to 255, found {error}."
            ) from error
        if row[0] >= len(spec.classes):
            raise DatasetError(
                f"{path}, line {line}: the label {row[0]} has no class; labels go from 0 to "
                f"{len(spec.classes) - 1}."
            )
        yield row


def _write_folder(spec: DatasetSpec, tables: dict[str, tuple[np.ndarray, np.ndarray]]) -> None:
    """Write everything beside its place under a hidden name, then rename."""
    temporary = spec.folder.parent / f".import-{spec.name}-{uuid.uuid4().hex}"
    try:
        temporary.mkdir(parents=True)
        for published, arrays in tables.items():
            for name, values in zip(FILES[published], arrays, strict=True):
                write_idx(temporary / f"{name}.gz", values)
        write_spec(spec, temporary)
        temporary.rename(spec.folder)
    except OSError as error:
        raise StorageError(f"{spec.folder} cannot be written: {error.strerror or error}.") from error
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
