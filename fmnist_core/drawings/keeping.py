"""Keeping made pictures in the cache, so that they are made only once."""

import logging
from collections.abc import Callable
from pathlib import Path
from tokenize import TokenError  # NumPy reads a header as Python

import numpy as np

from fmnist_core import paths
from fmnist_core.errors import StorageError
from fmnist_core.runs.files import replacing


def is_kept(name: str) -> bool:
    """Return whether there is a file of this name; whether it can be read is seen when it is."""
    return _path(name).is_file()


def kept(name: str, shape: tuple[int, ...], make: Callable[[], np.ndarray]) -> np.ndarray:
    """Return pictures from `cache/pictures`, or make and keep them; a disk that refuses is only logged.

    Args:
        name: of the file; it must say all that the pictures depend on.
        shape: of the pictures; a file that holds others does not count.
        make: returns them, uint8 of that shape.
    """
    path = _path(name)
    try:
        pictures = np.load(path, allow_pickle=False)
        if pictures.shape == shape and pictures.dtype == np.uint8:
            return pictures
    except (OSError, ValueError, EOFError, MemoryError, TokenError):
        pass  # not made yet, or not readable: make them
    made = make()
    try:
        with replacing(path) as temporary:
            np.save(temporary, made)
    except StorageError as error:
        logging.getLogger(__name__).warning("The pictures are not kept for next time. %s", error)
    return made


def _path(name: str) -> Path:
    return paths.cache_dir() / "pictures" / f"{name}.npy"
