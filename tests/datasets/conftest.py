import gzip
import json
import struct

import numpy as np
import pytest

FILES = (
    "train-images-idx3-ubyte",
    "train-labels-idx1-ubyte",
    "t10k-images-idx3-ubyte",
    "t10k-labels-idx1-ubyte",
)


def idx_bytes(values):
    """Encode an array independently of the code under test."""
    values = np.asarray(values, np.uint8)
    return bytes([0, 0, 8, values.ndim]) + struct.pack(f">{values.ndim}I", *values.shape) + values.tobytes()


def small_arrays(train=36, test=9, side=(5, 4), classes=3):
    rng = np.random.default_rng(0)
    return {
        FILES[0]: rng.integers(0, 256, (train, *side)),
        FILES[1]: np.arange(train) % classes,
        FILES[2]: rng.integers(0, 256, (test, *side)),
        FILES[3]: np.arange(test) % classes,
    }


def small_json(changes):
    """Return the values of a dataset.json; a change to None takes a key away."""
    names = ("circle", "square", "star")
    classes = [{"name": each, "description": ""} for each in names]
    values = {"title": "Shapes", "classes": classes, "flips_allowed": True} | changes
    return {key: value for key, value in values.items() if value is not None}


@pytest.fixture
def shapes():
    """The arrays of the small dataset, by file name."""
    return small_arrays()


@pytest.fixture
def user_folder(tmp_path, monkeypatch):
    """The user's own dataset folder, empty."""
    monkeypatch.setenv("FMNIST_ARTIFACTS", str(tmp_path))
    folder = tmp_path / "datasets"
    folder.mkdir()
    return folder


@pytest.fixture
def drop_in(user_folder):
    """Write a small dataset of three classes; returns its folder."""

    def write(folder_name="shapes", *, packed=False, arrays=None, **changes):
        folder = user_folder / folder_name
        folder.mkdir()
        for stem, values in (small_arrays() | (arrays or {})).items():
            content = idx_bytes(values)
            if packed:
                (folder / f"{stem}.gz").write_bytes(gzip.compress(content))
            else:
                (folder / stem).write_bytes(content)
        (folder / "dataset.json").write_text(json.dumps(small_json({"name": folder_name} | changes)))
        return folder

    return write
