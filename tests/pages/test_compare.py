import json

import numpy as np
import pytest

from fmnist_core import paths
from fmnist_core.evaluation.baselines import BASELINES
from fmnist_core.runs.files import read_json, write_json


@pytest.fixture(autouse=True)
def no_zoo(monkeypatch, tmp_path):
    """Hide the models that ship with the project, but not its datasets."""
    bundled = tmp_path / "bundled"
    bundled.mkdir()
    (bundled / "datasets").symlink_to(paths.BUNDLED / "datasets")
    monkeypatch.setattr(paths, "BUNDLED", bundled)


def texts(page):
    return " ".join(each.value for each in [*page.markdown, *page.caption, *page.warning])


def charts(page):
    return [json.loads(chart.proto.spec) for chart in page.get("plotly_chart")]


def change(run, **settings):
    record = read_json(run.folder / "config.json")
    write_json(run.folder / "config.json", record | {"training": record["training"] | settings})


@pytest.fixture
def both(make_run):
    """One run on each dataset: a tenth is wrong on Fashion-MNIST, a fortieth on MNIST."""
    fashion, digits = make_run("fashion"), make_run("digits", "mnist")
    arrays = dict(np.load(digits.folder / "evaluation.npz"))
    labels = arrays["test_labels"]
    answers = np.eye(10, dtype=np.float32)[np.where(np.arange(1000) % 40 == 4, 9, labels)]
    np.savez(digits.folder / "evaluation.npz", **arrays | {"test_logits": answers})
    return fashion, digits


def test_accuracies_and_the_ratio_of_errors(app, both):
    page = app.open("compare")
    assert [metric.value for metric in page.metric] == ["90.0\u202f%", "97.5\u202f%"]
    assert "It makes **4.0 times** as many errors on Fashion-MNIST as on MNIST." in texts(page)


def test_no_ratio_where_nothing_is_wrong(app, both):
    _, digits = both
    arrays = dict(np.load(digits.folder / "evaluation.npz"))
    perfect = np.eye(10, dtype=np.float32)[arrays["test_labels"]]
    np.savez(digits.folder / "evaluation.npz", **arrays | {"test_logits": perfect})
    page = app.open("compare")
    assert "It makes no error on MNIST" in texts(page)
    assert "No two classes are confused" in texts(page)


def test_says_where_the_settings_differ(app, both):
    assert "Both were trained with the same settings." in texts(app.open("compare"))
    change(both[1], epochs=5)
    assert "epochs 2 on Fashion-MNIST and 5 on MNIST" in texts(app.open("compare"))


def test_the_hardest_pairs_link_to_their_images(app, both):
    link = next(link for link in app.open("compare").page_link if link.value == "4 called 9: 25 of 100")
    assert "run=digits&true=4&predicted=9" in link.proto.query_string


def test_curves_are_on_one_scale(app, both):
    for run, accuracy in zip(both, (0.8, 0.9), strict=True):
        record = {"epoch": 1, "validation_accuracy": accuracy}
        (run.folder / "history.jsonl").write_text(json.dumps(record) + "\n")
    assert [line["name"] for line in charts(app.open("compare"))[0]["data"]] == ["Fashion-MNIST", "MNIST"]


def test_stands_beside_the_published_baselines(app, both):
    figure = charts(app.open("compare"))[-1]
    fashion, digits = (trace["x"] for trace in figure["data"])
    assert fashion[0] == pytest.approx(0.9)
    assert digits[0] == pytest.approx(0.975)
    assert fashion[1:] == [row.fashion_mnist for row in BASELINES]
    assert any("83.5" in note["text"] for note in figure["layout"]["annotations"])


def test_a_missing_half_gets_a_sentence_and_a_link(app, make_run):
    make_run("fashion")
    page = app.open("compare")
    assert "Convolutional network has no evaluated run on MNIST yet." in texts(page)
    assert page.page_link[-1].value == "Train it on MNIST"
    assert not page.metric


def test_without_runs_says_how_to_get_one(app):
    page = app.open("compare")
    assert "There is no trained network yet." in texts(page)
    assert page.page_link[-1].value == "Train a network"


def test_a_broken_half_gets_a_sentence(app, both):
    (both[1].folder / "evaluation.npz").write_bytes(b"PK half a file")
    page = app.open("compare")
    assert "no readable evaluation" in texts(page)
    assert "One half of the comparison cannot be read." in texts(page)


def test_an_unknown_network_in_the_link_counts_as_not_said(app, both):
    assert len(app.open("compare", architecture="transformer").metric) == 2


def test_an_architecture_that_this_version_does_not_know(app, both):
    for run in both:
        change(run, architecture="capsule")
    assert len(app.open("compare", architecture="capsule").metric) == 2
