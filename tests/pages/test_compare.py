import json
import shutil

import numpy as np
import pytest

from fmnist_core import paths
from fmnist_core.evaluation import Evaluation
from fmnist_core.evaluation.baselines import BASELINES
from fmnist_core.runs.files import read_json, write_json
from fmnist_core.training import LocalExecutor, TrainingConfig
from ui.words import percent


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
    assert [metric.value for metric in page.metric][:2] == ["90.0\u202f%", "97.5\u202f%"]
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
    page = app.open("compare")
    assert "not trained alike" in texts(page)
    assert page.expander[0].label == "What differs: epochs"
    table = page.expander[0].table[0].value
    assert table.to_dict("list") == {"Setting": ["Epochs"], "Fashion-MNIST": ["2"], "MNIST": ["5"]}


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


@pytest.fixture
def submitted(monkeypatch):
    """The runs that were given to a worker, which none is started for."""
    runs = []
    monkeypatch.setattr(LocalExecutor, "submit", lambda self, run: runs.append(run))
    return runs


def test_a_missing_half_is_trained_by_a_button(app, make_run, submitted):
    fashion = make_run("fashion", name="Mine")
    change(fashion, limit=2000, dropout=0.3)
    page = app.open("compare")
    assert "there is no evaluated run of this network on MNIST yet." in texts(page)
    assert [metric.label for metric in page.metric] == ["Accuracy on Fashion-MNIST"]
    page.button(key="twin on mnist").click().run()
    (twin,) = submitted
    assert (
        twin.config
        == TrainingConfig.from_dict(
            fashion.config | {"dataset": "mnist", "name": "Mine on MNIST, 2,000 images"}
        ).to_dict()
    )
    assert "Its twin on MNIST is under way" in texts(page)
    assert not page.button


def test_an_exact_twin_is_trained_where_the_two_differ(app, both, submitted):
    change(both[1], epochs=5)
    page = app.open("compare")
    page.button(key="twin on mnist").click().run()
    assert [(run.dataset, run.config["epochs"]) for run in submitted] == [("mnist", 2)]


def test_twins_come_before_better_runs_that_were_trained_otherwise(app, both, make_run):
    better = make_run("better")
    change(better, epochs=50)
    write_json(
        better.folder / "status.json",
        read_json(better.folder / "status.json") | {"validation_accuracy": 0.99},
    )
    page = app.open("compare")
    assert "Both were trained with the same settings." in texts(page)


def test_accuracy_over_the_number_of_images_says_what_is_missing_and_trains_it(
    app, both, make_run, submitted
):
    change(make_run("some"), limit=1000)
    page = app.open("compare")
    table = page.table[0].value
    assert table["Training images"].tolist() == ["100", "1,000", "10,000", "All"]
    fashion, digits = (table[f"Test accuracy on {title}"].tolist() for title in ("Fashion-MNIST", "MNIST"))
    assert fashion[0] == digits[1] == ":orange[missing]"
    assert fashion[1].startswith("90.0\u202f% (89.4")
    (figure,) = [each for each in charts(page) if each["layout"]["xaxis"].get("type") == "log"]
    assert figure["data"][0]["x"] == [1000, 55000]
    page.button(key="train missing").click().run()
    wanted = [(run.dataset, run.config["limit"]) for run in submitted]
    assert wanted == [
        ("fashion_mnist", 100),
        ("mnist", 100),
        ("mnist", 1000),
        ("fashion_mnist", 10000),
        ("mnist", 10000),
    ]
    assert not any(button.key == "train missing" for button in page.button)
    assert page.table[0].value["Test accuracy on MNIST"][0] == ":gray[queued]"


def test_a_pair_of_fewer_images_can_be_chosen(app, both, make_run):
    some = make_run("some"), make_run("digits-some", "mnist")
    for run in some:
        change(run, limit=1000)
    page = app.open("compare", pair="some,digits-some")
    assert page.get_by_key("pair of this page").value == "some,digits-some"
    assert any("run=some" in link.proto.query_string for link in page.page_link)


def test_another_dataset_takes_a_place(app, both, artifacts, make_run):
    folder = artifacts / "datasets" / "stamps"
    shutil.copytree(paths.BUNDLED / "datasets" / "mnist", folder)
    spec = read_json(folder / "dataset.json")
    write_json(folder / "dataset.json", spec | {"name": "stamps", "title": "Stamps"})
    make_run("stamped", "stamps")
    page = app.open("compare", first="stamps", second="mnist")
    assert page.metric[0].label == "Accuracy on Stamps"
    assert not any(
        note["text"].startswith("people") for note in charts(page)[-1]["layout"].get("annotations", [])
    )


def test_read_only_trains_nothing(app, make_run, monkeypatch):
    monkeypatch.setenv("FMNIST_READ_ONLY", "1")
    make_run("fashion")
    page = app.open("compare")
    assert "nothing can be trained here" in texts(page)
    assert not page.button


def test_calibration_equals_the_evaluations(app, both):
    metrics = {metric.label: metric.value for metric in app.open("compare").metric}
    evaluation = Evaluation.of(both[0].evaluation_arrays("test"), "test", [str(n) for n in range(10)])
    assert metrics["Calibration error on Fashion-MNIST"] == percent(evaluation.ece)


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
    assert len(app.open("compare", architecture="transformer").metric) == 4


def test_an_architecture_that_this_version_does_not_know(app, both):
    for run in both:
        change(run, architecture="capsule")
    page = app.open("compare", architecture="capsule")
    assert len(page.metric) == 4
    assert "is not possible here. There is no architecture" in texts(page)
