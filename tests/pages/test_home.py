import subprocess
import sys

import pytest

from fmnist_core import paths
from fmnist_core.datasets import specs
from fmnist_core.runs import RunStore

HEAVY = ("tensorflow", "keras", "pandas", "sklearn", "scipy")


@pytest.fixture
def no_zoo(monkeypatch, tmp_path):
    """Hide the models that ship with the project, but not its datasets."""
    bundled = tmp_path / "bundled"
    bundled.mkdir()
    (bundled / "datasets").symlink_to(paths.BUNDLED / "datasets")
    monkeypatch.setattr(paths, "BUNDLED", bundled)


def rows(page):
    """The rows of the table of models, without its head."""
    tables = [text.value for text in page.markdown if text.value.startswith("| Network")]
    return [line.strip("| ") for table in tables for line in table.splitlines()[2:]]


def test_says_what_this_is_and_shows_ten_classes(app):
    page = app.open("home")
    assert page.title[0].value == "Fashion-MNIST explorer"
    (images,) = page.get("image")
    assert [image.caption for image in images.proto.imgs] == list(specs()["fashion_mnist"].class_names)


def test_offers_three_ways_in(app):
    links = [link.value for link in app.open("home").page_link]
    assert links[:3] == ["**Classify your own**", "**See the errors**", "**Train a network**"]


def test_shows_each_zoo_model_with_its_uncertainty(app, no_zoo, make_run):
    make_run("mnist-cnn", "mnist", zoo=True, name="Convolutional network")
    make_run("fashion_mnist-cnn", zoo=True, name="Convolutional network")
    make_run("fashion_mnist-taught", zoo=True, name="The same, taught")
    assert rows(app.open("home")) == [
        "**Fashion-MNIST**",
        "Convolutional network | **90.0\u202f%** of 1,000 | 88.0 to 91.7\u202f% | 1,234",
        "The same, taught | **90.0\u202f%** of 1,000 | 88.0 to 91.7\u202f% | 1,234",
        "**MNIST**",
        "Convolutional network | **90.0\u202f%** of 1,000 | 88.0 to 91.7\u202f% | 1,234",
    ]


def test_shows_the_models_that_ship_with_the_project(app):
    zoo = [run for run in RunStore().list() if run.zoo and run.evaluated]
    assert len(rows(app.open("home"))) == len(zoo) + len({run.dataset for run in zoo})


def test_without_runs_says_so(app, no_zoo):
    page = app.open("home")
    assert not rows(page)
    assert any("No trained network is here yet" in caption.value for caption in page.caption)


def test_counts_the_users_own_runs(app, no_zoo, make_run):
    make_run("one")
    make_run("two", state="running")
    assert app.open("home").page_link[-1].value == "And 1 of your own"


def test_a_run_with_a_broken_file_costs_only_its_own_figures(app, no_zoo, make_run):
    make_run("fashion_mnist-cnn", zoo=True)
    (make_run("fashion_mnist-dense", zoo=True).folder / "evaluation.npz").write_bytes(b"PK half a file")
    assert [row.split(" | ")[1] for row in rows(app.open("home"))[1:]] == [
        "**90.0\u202f%** of 1,000",
        "cannot be read",
    ]


def test_imports_nothing_heavy():
    code = (
        "import sys, runpy\n"
        "from streamlit.testing.v1 import AppTest\n"
        "before = set(sys.modules)\n"
        "test = AppTest.from_file('streamlit_app.py', default_timeout=60).run()\n"
        "assert not test.exception, test.exception\n"
        f"print([name for name in {HEAVY} if name in set(sys.modules) - before])"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"
