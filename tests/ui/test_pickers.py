import json
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from fmnist_core import paths

APP = Path(__file__).parent / "apps" / "pickers" / "app.py"


@pytest.fixture
def app(artifacts, monkeypatch, tmp_path, make_run):
    """Two pages with all pickers, three runs in the zoo and one of the user's."""
    bundled = tmp_path / "bundled"
    bundled.mkdir()
    (bundled / "datasets").symlink_to(paths.BUNDLED / "datasets")
    monkeypatch.setattr(paths, "BUNDLED", bundled)
    make_run("fashion_mnist-cnn", zoo=True)
    make_run("fashion_mnist-dense", zoo=True, name="Dense " + "x" * 74)
    make_run("mnist-cnn", "mnist", zoo=True)
    make_run("mine", name="My own")
    return open_at("one")


def open_at(page, test=None, **query):
    """Open a page as Streamlit does after a click: on a change of page the link starts empty."""
    test = test or AppTest.from_file(str(APP), default_timeout=60).run()
    test.switch_page(f"{page}.py")
    test.context = {"url": f"http://localhost/{page}"}
    test.query_params.clear()
    for name, value in query.items():
        test.query_params[name] = value
    test.run()
    assert not test.exception, test.exception[0].value
    return test


def chosen(test):
    assert not test.exception, test.exception[0].value
    return json.loads(test.json[0].value)


def pick(test, widget, value):
    test.get_by_key(f"{widget} picker").set_value(value)
    return test.run()


def test_defaults_leave_the_link_alone(app):
    assert chosen(app) == {"dataset": "fashion_mnist", "run": "fashion_mnist-cnn"}
    assert not app.query_params


def test_runs_are_listed_zoo_first_with_their_accuracy(app):
    labels = app.selectbox(key="run picker").options
    assert labels[0] == "fashion_mnist-cnn, 90.0\u202f%"
    assert labels[1].startswith("Dense xxx")
    assert labels[2] == "My own, 90.0\u202f%"


def test_runs_that_would_look_alike_can_be_told_apart_and_chosen(app, make_run):
    for name in ("older", "newer"):
        make_run(name, name="Twice trained")
    app.run()
    labels = app.selectbox(key="run picker").options
    assert len(set(labels)) == len(labels)
    pick(app, "run", "newer")
    assert app.query_params["run"] == "newer"
    pick(app, "run", "older")
    assert app.query_params["run"] == "older"


def test_a_choice_is_in_the_link_and_stays_on_the_next_page(app):
    pick(app, "run", "mine")
    assert app.query_params["run"] == "mine"
    open_at("two", app)
    assert chosen(app)["run"] == "mine"
    assert app.query_params["run"] == "mine"


def test_going_back_on_a_page_undoes_the_choice(app):
    pick(app, "run", "mine")
    app.query_params.clear()
    app.run()
    assert chosen(app)["run"] == "fashion_mnist-cnn"


def test_going_back_on_a_later_page_keeps_what_it_started_with(app):
    pick(app, "run", "mine")
    open_at("two", app)
    app.query_params.clear()
    app.run()
    assert chosen(app)["run"] == "mine"


def test_another_dataset_brings_its_own_run(app):
    pick(app, "run", "mine")
    pick(app, "dataset", "mnist")
    assert chosen(app) == {"dataset": "mnist", "run": "mnist-cnn"}
    assert "run" not in app.query_params
    pick(app, "dataset", "fashion_mnist")
    assert chosen(app)["run"] == "mine"


def test_a_link_to_a_run_opens_its_dataset(app):
    open_at("two", app, run="mnist-cnn")
    assert chosen(app)["dataset"] == "mnist"
    assert not app.warning


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"run": "nonsense"}, "There is no run 'nonsense'"),
        ({"run": "../../etc"}, "There is no run"),
        ({"run": ""}, "There is no run"),
        ({"run": ["mine", "nonsense"]}, "There is no run"),
        ({"run": "**bold**"}, r"There is no run '\*\*bold\*\*'"),
        ({"run": "fashion"}, "2 runs begin with"),
        ({"dataset": "fashion_mnist", "run": "mnist-cnn"}, "belongs to another dataset"),
    ],
)
def test_an_impossible_run_gets_a_sentence_and_the_default(app, query, sentence):
    open_at("one", app, **query)
    assert chosen(app)["run"] == "fashion_mnist-cnn"
    assert sentence in app.warning[0].value


def test_a_run_without_evaluation_gets_a_sentence(app, make_run):
    make_run("half", state="failed")
    open_at("one", app, run="half")
    assert "half is failed and has no evaluation" in app.warning[0].value


def test_nonsense_in_the_link_never_breaks_a_page(app):
    query = {"dataset": "\x00", "class": ["Shirt", "", "Foo", "Shirt"]}
    open_at("one", app, **query)
    assert chosen(app)["dataset"] == "fashion_mnist"


def test_a_new_run_is_there_at_once(app, make_run):
    make_run("newest")
    app.run()
    assert any(label.startswith("newest") for label in app.selectbox(key="run picker").options)


def test_no_run_at_all_is_said_with_a_way_out(artifacts, monkeypatch, tmp_path):
    bundled = tmp_path / "bundled"
    bundled.mkdir()
    (bundled / "datasets").symlink_to(paths.BUNDLED / "datasets")
    monkeypatch.setattr(paths, "BUNDLED", bundled)
    test = open_at("one")
    assert chosen(test)["run"] is None
    assert "no trained network" in test.caption[0].value


def test_a_link_may_name_a_run_by_the_beginning_of_its_id(app):
    test = open_at("one", app, run="fashion_mnist-d")
    assert chosen(test)["run"] == "fashion_mnist-dense"
    assert not test.warning


def test_another_dataset_drops_what_belongs_to_the_first(app):
    test = open_at("one", app, sample="test-3", true="Coat", split="train")
    pick(test, "dataset", "mnist")
    assert dict(test.query_params) == {"dataset": "mnist", "split": "train"}
