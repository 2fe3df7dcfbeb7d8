"""What the zoo answers to pictures, from a shell."""

import json

import numpy as np
import pytest
from PIL import Image

from fmnist_core.datasets import load
from fmnist_core.runs import RunStore


@pytest.fixture(scope="module")
def boot():
    return load("fashion_mnist").test.images[0]  # an ankle boot that every network knows


@pytest.fixture
def picture(tmp_path, boot):
    path = tmp_path / "boot.png"
    Image.fromarray(boot).save(path)
    return path


def test_predict_answers_with_the_class_of_a_test_image(json_of, picture):
    (answer,) = json_of("predict", picture)
    assert answer["file"] == str(picture)
    assert answer["label"] == "Ankle boot"
    assert answer["class_index"] == 9
    assert answer["kind"] == "dataset image"
    assert answer["abstained"] is False
    assert len(answer["probabilities"]) == 10
    assert sum(answer["probabilities"]) == pytest.approx(1, abs=1e-4)
    assert answer["confidence"] == max(answer["probabilities"])
    assert answer["milliseconds"] > 0


def test_predict_goes_on_after_a_file_that_fails(run_cli, picture, tmp_path):
    broken = tmp_path / "text.png"
    broken.write_text("no picture")
    status, out, _ = run_cli("predict", broken, tmp_path / "missing.png", picture, "--json")
    first, second, third = json.loads(out)
    assert status == 1
    assert set(first) == set(second) == {"file", "error"}
    assert third["label"] == "Ankle boot"


def test_predict_digits_with_the_run_of_their_dataset(json_of, tmp_path):
    path = tmp_path / "seven.png"
    Image.fromarray(load("mnist").test.images[0]).save(path)
    assert json_of("predict", path, "--dataset", "mnist")[0]["label"] == "7"
    assert json_of("predict", path, "--run", "mnist-dense")[0]["label"] == "7"


def test_a_run_of_another_dataset_is_refused(run_cli, picture):
    status, _, err = run_cli("predict", picture, "--run", "mnist-cnn", "--dataset", "fashion_mnist")
    assert status == 2
    assert "trained on mnist" in err


def test_similar_finds_the_image_itself_and_its_kind(json_of, picture):
    rows = json_of("similar", picture, "--k", "5")
    assert len(rows) == 5
    assert {"index": 0, "split": "test"}.items() <= rows[0].items()
    assert rows[0]["distance"] == pytest.approx(0, abs=1e-2)
    distances = [row["distance"] for row in rows]
    assert distances == sorted(distances)
    assert [row["label"] for row in rows].count("Ankle boot") >= 4


def test_similar_says_what_the_neighbours_speak_for(run_cli, picture):
    status, out, _ = run_cli("similar", picture, "--k", "5")
    assert status == 0
    assert out.splitlines()[-1] == "Ankle boot: all 5 nearest are labelled so."


def test_explain_writes_an_overlay(json_of, picture, tmp_path):
    out = tmp_path / "overlay.png"
    answer = json_of("explain", picture, "--method", "gradcam", "--out", out)
    assert answer["class"] == "Ankle boot"
    overlay = np.asarray(Image.open(out))
    assert overlay.ndim == 3
    assert np.ptp(overlay.astype(int).max(axis=2) - overlay.astype(int).min(axis=2)) > 50  # it has colours
    other = json_of("explain", picture, "--class", "sneaker", "--out", tmp_path / "other.png")
    assert other["class"] == "Sneaker"


def test_explain_lists_its_methods(json_of):
    assert "gradcam" in [row["name"] for row in json_of("explain", "--list")]


def test_an_unknown_class_lists_the_known_ones(run_cli, picture):
    status, _, err = run_cli("explain", picture, "--class", "hat")
    assert status == 2
    assert "Ankle boot" in err


@pytest.mark.parametrize("name", ["fashion_mnist-cnn", "fashion_mnist-dense", "mnist-cnn", "mnist-dense"])
def test_evaluate_reproduces_the_stored_figures(json_of, name):
    run = RunStore().get(name)
    for split in ("test", "validation"):
        figures = json_of("evaluate", name, "--split", split)
        assert figures["accuracy"] == getattr(run.status, f"{split}_accuracy")
    assert np.sum(figures["confusion"]) == 5_000


def test_compare_pairs_runs_on_the_same_samples(json_of, run_cli):
    assert json_of("compare", "fashion_mnist-dense", "fashion_mnist-cnn")["paired"]["p_value"] < 0.05
    assert json_of("compare", "fashion_mnist-cnn", "mnist-cnn")["paired"] is None
    status, out, _ = run_cli("compare", "fashion_mnist-dense", "fashion_mnist-cnn")
    assert status == 0
    assert "McNemar" in out
