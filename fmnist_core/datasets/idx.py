"""The IDX format of MNIST: a big-endian header (magic number, sizes), then one byte a value.

A file may be gzipped; that is told from its content, because some browsers unpack a download and keep its
name.
"""

import gzip
import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import md5
from pathlib import Path
from typing import BinaryIO

import numpy as np

from fmnist_core.errors import DatasetError

IMAGES_MAGIC = 0x803
LABELS_MAGIC = 0x801
_KINDS = {IMAGES_MAGIC: "images", LABELS_MAGIC: "labels"}
_GZIP_MAGIC = b"\x1f\x8b"
_CHUNK = 1 << 20
# Over ten times the largest of the MNIST family (EMNIST ByClass); a header that promises more is damaged.
_MAX_BYTES = 1 << 33


@dataclass(frozen=True)
class IdxHeader:
    """What the first bytes of an IDX file promise.

    Attributes:
        count: Number of images or labels, at least 1.
        shape: Height and width of each image; empty for labels.
    """

    count: int
    shape: tuple[int, ...]

    @property
    def values(self) -> int:
        """Number of bytes that have to follow the header."""
        return int(np.prod((self.count, *self.shape), dtype=object))


def find_file(folder: Path, stem: str) -> Path:
    """Return the path of the IDX file `stem` in `folder`, with or without `.gz`.

    Raises:
        DatasetError: There is neither.
    """
    for path in (folder / stem, folder / f"{stem}.gz"):
        if path.is_file():
            return path
    raise DatasetError(f"{folder.name}/{stem} is missing, and so is {stem}.gz; add either to {folder}.")


def read_header(path: Path, magic: int) -> IdxHeader:
    """Return the header of an IDX file without reading its values.

    Args:
        path: The file, gzipped or not.
        magic: `IMAGES_MAGIC` or `LABELS_MAGIC`, whichever the file should hold.

    Raises:
        DatasetError: The file cannot be read, is empty or cut short, or holds something else.
    """
    return _read(path, magic, count=0)[0]


def read_images(path: Path, checksums: Mapping[str, str]) -> np.ndarray:
    """Return the images of an IDX file.

    Args:
        path: The file, gzipped or not.
        checksums: MD5 of the unpacked bytes by file name without `.gz`; a file not listed is not compared.

    Returns:
        Read-only uint8 array of shape (n, height, width).

    Raises:
        DatasetError: The file is not a whole IDX file of images, or differs from its checksum.
    """
    header, values = _read(path, IMAGES_MAGIC)
    _check_md5(path, values, checksums)
    images = np.frombuffer(values, np.uint8, offset=_header_length(IMAGES_MAGIC))
    images.setflags(write=False)
    return images.reshape(header.count, *header.shape)


def read_first_images(path: Path, count: int) -> np.ndarray:
    """Return the first images of an IDX file without unpacking the rest; its checksum is not compared.

    Args:
        path: The file, gzipped or not.
        count: How many; fewer come back where the file holds fewer.

    Returns:
        uint8 array of shape (count, height, width).

    Raises:
        DatasetError: The file is not an IDX file of images, or is cut short before them.
    """
    header, values = _read(path, IMAGES_MAGIC, count=count)
    images = np.frombuffer(values, np.uint8, offset=_header_length(IMAGES_MAGIC))
    return images.reshape(-1, *header.shape)


def read_labels(path: Path, classes: int, checksums: Mapping[str, str]) -> np.ndarray:
    """Return the labels of an IDX file.

    Args:
        path: The file, gzipped or not.
        classes: Number of classes; every label must be smaller.
        checksums: As for `read_images`.

    Returns:
        Read-only int64 array of shape (n,), values in [0, classes).

    Raises:
        DatasetError: The file is not a whole IDX file of labels, or a label has no class.
    """
    _, values = _read(path, LABELS_MAGIC)
    _check_md5(path, values, checksums)
    labels = np.frombuffer(values, np.uint8, offset=_header_length(LABELS_MAGIC)).astype(np.int64)
    unknown = np.flatnonzero(labels >= classes)
    if unknown.size:
        raise DatasetError(
            f"{short_name(path)} has the label {labels[unknown[0]]} at position {unknown[0]}, but "
            f"dataset.json lists {classes} classes (0 to {classes - 1}); add the class or correct the label."
        )
    labels.setflags(write=False)
    return labels


def write_idx(path: Path, values: np.ndarray) -> None:
    """Write images (n, height, width) or labels (n,) as a gzipped IDX file, the same bytes every time."""
    magic = IMAGES_MAGIC if values.ndim == 3 else LABELS_MAGIC
    header = struct.pack(f">{values.ndim + 1}I", magic, *values.shape)
    # Level 9 takes ten times as long for one per cent less.
    path.write_bytes(gzip.compress(header + values.astype(np.uint8).tobytes(), compresslevel=6, mtime=0))


def short_name(path: Path) -> str:
    """Return a file's name with its folder, as error messages show it."""
    return f"{path.parent.name}/{path.name}"


def _read(path: Path, magic: int, *, count: int | None = None) -> tuple[IdxHeader, bytes | bytearray]:
    """Return the header, and the unpacked file up to the given count of images or labels (all of them)."""
    try:
        with path.open("rb") as file:
            if path.stat().st_size == 0:
                raise DatasetError(f"{short_name(path)} is empty; put the complete file in its place.")
            packed = file.read(2) == _GZIP_MAGIC
            file.seek(0)
            stream = gzip.GzipFile(fileobj=file) if packed else file
            start = stream.read(_header_length(magic))
            header = _parse_header(path, start, magic)
            wanted = header if count is None else replace(header, count=min(count, header.count))
            return header, _read_values(path, stream, start, wanted, whole=count is None)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise DatasetError(f"{short_name(path)} is a damaged gzip file ({error}); copy it again.") from error
    except OSError as error:
        raise DatasetError(f"{short_name(path)} cannot be read: {error.strerror or error}.") from error


def _header_length(magic: int) -> int:
    """Return the bytes before the values: the magic number, and a size for each dimension (its last byte)."""
    return 4 + 4 * (magic & 0xFF)


def _parse_header(path: Path, start: bytes, magic: int) -> IdxHeader:
    found = int.from_bytes(start[:4], "big")
    if found in _KINDS and found != magic:
        raise DatasetError(
            f"{short_name(path)} holds {_KINDS[found]} (magic number {found}) where {_KINDS[magic]} "
            f"({magic}) belong; the files may be swapped."
        )
    if found != magic:
        raise DatasetError(
            f"{short_name(path)} is not an IDX file of {_KINDS[magic]}: it begins with "
            f"{start[:4].hex(' ') or 'nothing'}, expected {magic.to_bytes(4, 'big').hex(' ')}."
        )
    if len(start) < _header_length(magic):
        raise DatasetError(
            f"{short_name(path)} ends within its header, after {len(start)} bytes; copy it again."
        )
    count, *shape = struct.unpack(f">{len(start) // 4 - 1}I", start[4:])
    header = IdxHeader(count, tuple(shape))
    if header.values == 0:
        sizes = " x ".join(map(str, (count, *shape)))
        raise DatasetError(
            f"{short_name(path)} holds no {_KINDS[magic]} (size {sizes}); at least one is needed."
        )
    if header.values > _MAX_BYTES:
        raise DatasetError(
            f"{short_name(path)} promises {header.values:,} bytes, more than the limit of {_MAX_BYTES:,}; "
            "its header may be damaged."
        )
    return header


def _read_values(
    path: Path, stream: BinaryIO | gzip.GzipFile, start: bytes, header: IdxHeader, *, whole: bool
) -> bytearray:
    """Return header and values, never holding more than the file has or the header promises."""
    expected = len(start) + header.values
    content = bytearray(start)
    # One byte more than promised shows a surplus, and lets gzip reach its own checksum at the end.
    limit = expected + whole
    while len(content) < limit and (chunk := stream.read(min(_CHUNK, limit - len(content)))):
        content += chunk
    if len(content) != expected:
        found = "more" if len(content) > expected else f"only {len(content) - len(start):,}"
        raise DatasetError(
            f"{short_name(path)} promises {header.values:,} bytes of data but holds {found}; copy it again."
        )
    return content


def _check_md5(path: Path, content: bytes | bytearray, checksums: Mapping[str, str]) -> None:
    expected = checksums.get(path.name.removesuffix(".gz"))
    found = md5(content, usedforsecurity=False).hexdigest()
    if expected is not None and found != expected:
        raise DatasetError(
            f"{short_name(path)} has the MD5 {found} unpacked, but dataset.json says {expected}; "
            "put the published file in its place or correct dataset.json."
        )
