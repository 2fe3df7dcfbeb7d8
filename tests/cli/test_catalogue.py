import gzip

import numpy as np
import pytest

from fmnist_core import paths
from fmnist_core.datasets import ClassInfo, DatasetSpec
from fmnist_core.datasets.idx import write_idx
from fmnist_core.datasets.spec import write_spec
from fmnist_core.networks import ARCHITECTURES


def test_datasets(json_of, run_cli):
    fashion, mnist = (row for row in json_of("datasets") if row["name"] in ("fashion_mnist", "mnist"))
    assert fashion["splits"] == {"train": 55_000, "validation": 5_000, "test": 10_000}
    assert fashion["classes"][9] == "Ankle boot"
    assert (fashion["flips_allowed"], mnist["flips_allowed"]) == (True, False)
    assert fashion["licence"]
    assert fashion["source"]
    status, out, _ = run_cli("datasets")
    assert status == 0
    assert "55,000" in out


def _drop_in(folder, labels):
    """Write a dataset of two classes with the same images and labels to train on and to test with."""
    folder.mkdir(parents=True)
    classes = (ClassInfo("a", ""), ClassInfo("b", ""))
    texts = {"title": "Mine", "description": "", "licence": "", "source": ""}
    write_spec(DatasetSpec(folder.name, classes=classes, flips_allowed=True, folder=folder, **texts), folder)
    for name in ("train", "t10k"):
        write_idx(folder / f"{name}-images-idx3-ubyte", np.zeros((len(labels), 8, 8)))
        write_idx(folder / f"{name}-labels-idx1-ubyte", np.array(labels))
    return folder


def test_datasets_with_bad_content_hide_no_other(run_cli, json_of, tmp_path):
    folder = tmp_path / "datasets"
    _drop_in(folder / "strange", [0, 0, 1, 7])
    _drop_in(folder / "rare", [0, 0, 0, 1])
    cut = _drop_in(folder / "cut", [0, 0, 1, 1]) / "t10k-labels-idx1-ubyte"
    cut.write_bytes(gzip.decompress(cut.read_bytes())[:-1])
    _drop_in(folder / "whole", [0, 0, 1, 1])
    assert [row["name"] for row in json_of("datasets")] == ["fashion_mnist", "mnist", "whole"]
    status, out, err = run_cli("datasets")
    assert status == 0
    assert "cut" not in out
    first, second, third = err.splitlines()
    assert first.startswith("cut/t10k-labels-idx1-ubyte promises 4 bytes")
    assert second.startswith("In the dataset 'rare', the class 'b' has too few training images, 1")
    assert third.startswith("strange/train-labels-idx1-ubyte has the label 7")


def test_architectures(json_of):
    rows = json_of("architectures")
    assert [row["name"] for row in rows] == list(ARCHITECTURES)
    assert {"title", "parameters", "pretrained", "input_size", "purpose"} <= set(rows[0])


@pytest.mark.parametrize(
    "command", ["", "datasets", "train", "runs", "evaluate", "compare", "predict", "similar", "explain"]
)
def test_help_has_an_example(run_cli, command):
    status, out, _ = run_cli(*command.split(), "--help")
    assert status == 0
    assert "example: python -m fmnist_core" in out


@pytest.mark.parametrize(
    "command",
    [
        ["fly"],
        ["train", "--epochs", "many"],
        ["train", "--epochs", "0"],
        ["train", "--optimizer", "magic"],
        ["predict", "x.png", "--run", ""],
        ["runs", "show", "nonsense"],
        ["evaluate", "nonsense"],
        ["predict"],
        ["explain"],
        ["similar", "x.png", "--k", "0"],
    ],
)
def test_wrong_usage_is_one_line_and_exit_2(run_cli, command):
    status, out, err = run_cli(*command)
    assert status == 2
    assert out == ""
    assert len(err.strip().splitlines()) == 1


def test_without_the_dataset_that_is_trained_on_by_default_the_others_are_served(
    run_cli, tmp_path, monkeypatch
):
    monkeypatch.setattr(paths, "BUNDLED", tmp_path / "nothing")
    _drop_in(tmp_path / "datasets" / "whole", [0, 0, 1, 1])
    status, out, _ = run_cli("datasets")
    assert status == 0
    assert "whole" in out
    status, _, err = run_cli("train")
    assert status == 2
    assert "There is no dataset 'fashion_mnist'" in err
