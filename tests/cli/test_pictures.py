"""What the zoo answers to pictures, from a shell."""

import json
import os

import numpy as np
import pytest
from PIL import Image

from fmnist_core.cli import pictures
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


def test_predict_says_a_name_that_is_no_text(run_cli, picture, tmp_path):
    strange = os.fsdecode(os.fsencode(tmp_path) + b"/\xff.png")
    picture.rename(strange)
    status, out, err = run_cli("predict", strange, "--json", "--run", "fashion_mnist-dense")
    assert status == 0, err
    assert json.loads(out)[0]["file"] == strange
    status, out, err = run_cli("predict", strange, "--run", "fashion_mnist-dense")
    assert status == 0, err
    assert r"\udcff.png" in out


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


@pytest.mark.parametrize(("text", "number"), [("A", 0), ("a", 2), ("BAG", 1), ("bag", 1), ("2", 2)])
def test_a_class_is_named_as_it_is_written_or_nearly_so(text, number):
    assert pictures._class_number(text, ("A", "Bag", "a")) == number


@pytest.fixture
def unloaded(monkeypatch):
    """No network is loaded: that takes seconds, and what is refused can be refused before."""
    monkeypatch.setattr(pictures, "_classifier", lambda run: pytest.fail("loaded a network"))


@pytest.mark.usefixtures("unloaded")
@pytest.mark.parametrize("out", ["", ".", "/", "folder", "/dev/null"])
def test_an_overlay_is_written_to_a_file(run_cli, picture, tmp_path, monkeypatch, out):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder").mkdir()
    status, _, err = run_cli("explain", picture, "--out", out)
    assert status == 2
    assert err == f"--out should be a PNG file to write. Received: {out or '.'}.\n"


@pytest.mark.usefixtures("unloaded")
@pytest.mark.parametrize("out", ["boot.png/overlay.png", "x" * 300])
def test_a_place_that_cannot_be_written_calls_for_another(run_cli, picture, tmp_path, monkeypatch, out):
    monkeypatch.chdir(tmp_path)
    status, _, err = run_cli("explain", picture, "--out", out)
    assert status == 1
    assert err.startswith(f"Cannot write {out}: ")
    assert err.endswith(". Give another --out.\n")


@pytest.mark.parametrize("command", ["explain", "similar"])
def test_a_run_whose_dataset_is_gone_explains_nothing(
    make_run, run_cli, picture, monkeypatch, artifacts, command
):
    monkeypatch.setenv("FMNIST_ARTIFACTS", str(artifacts))  # run_cli has moved it
    make_run("mine", "vanished")
    status, _, err = run_cli(command, picture, "--run", "mine")
    assert status == 1
    assert "no dataset 'vanished'" in err


def test_explain_lists_its_methods(json_of):
    assert "gradcam" in [row["name"] for row in json_of("explain", "--list")]


@pytest.mark.usefixtures("unloaded")
@pytest.mark.parametrize("option", ["--class", "--against"])
@pytest.mark.parametrize("name", ["hat", "10", pytest.param("9" * 5_000, id="huge")])
def test_an_unknown_class_lists_the_known_ones(run_cli, picture, option, name):
    status, _, err = run_cli("explain", picture, option, name)
    assert status == 2
    assert "Ankle boot" in err


def test_the_help_says_which_run_answers_where_none_is_named(run_cli):
    words = " ".join(run_cli("predict", "--help")[1].split())
    assert "default: the run that knows drawings and photos, or else the best" in words


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
