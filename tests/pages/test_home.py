import subprocess
import sys

import pytest

from fmnist_core import paths
from fmnist_core.runs import RunStore

HEAVY = ("tensorflow", "keras", "pandas", "sklearn", "scipy")


@pytest.fixture
def no_zoo(monkeypatch, tmp_path):
    """Hide the models that ship with the project, but not its datasets."""
    bundled = tmp_path / "bundled"
    bundled.mkdir()
    (bundled / "datasets").symlink_to(paths.BUNDLED / "datasets")
    monkeypatch.setattr(paths, "BUNDLED", bundled)


def test_says_what_this_is_and_shows_ten_classes(app):
    page = app.open("home")
    assert page.title[0].value == "Fashion-MNIST explorer"
    images = page.get("image")
    captions = [image.proto.imgs[0].caption for image in images]
    assert captions[0] == "T-shirt/top"
    assert captions[-1] == "Ankle boot"
    assert len(captions) == 10


def test_offers_three_ways_in(app):
    links = [link.value for link in app.open("home").page_link]
    assert links[:3] == ["**Classify your own**", "**See the errors**", "**Train a network**"]


def test_shows_each_zoo_model_with_its_uncertainty(app, no_zoo, make_run):
    make_run("mnist-cnn", "mnist", zoo=True)
    make_run("fashion_mnist-cnn", zoo=True)
    page = app.open("home")
    assert [metric.label for metric in page.metric] == [
        "Convolutional network, Fashion-MNIST",
        "Convolutional network, MNIST",
    ]
    assert page.metric[0].value == "90.0\u202f%"
    texts = [caption.value for caption in page.caption]
    assert (
        "88.0 to 91.7\u202f% with 95\u202f% confidence, on 1,000 test images, with 1,234 parameters" in texts
    )


def test_shows_the_models_that_ship_with_the_project(app):
    zoo = [run for run in RunStore().list() if run.zoo and run.evaluated]
    assert len(app.open("home").metric) == len(zoo)


def test_without_runs_says_so(app, no_zoo):
    page = app.open("home")
    assert not page.metric
    assert any("No trained network is here yet" in caption.value for caption in page.caption)


def test_counts_the_users_own_runs(app, no_zoo, make_run):
    make_run("one")
    make_run("two", state="running")
    assert app.open("home").page_link[-1].value == "And 1 of your own"


def test_a_run_with_a_broken_file_costs_only_its_own_figures(app, no_zoo, make_run):
    make_run("fashion_mnist-cnn", zoo=True)
    (make_run("fashion_mnist-dense", zoo=True).folder / "evaluation.npz").write_bytes(b"PK half a file")
    page = app.open("home")
    assert len(page.metric) == 1
    assert any("no readable evaluation" in caption.value for caption in page.caption)


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
