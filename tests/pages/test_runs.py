import json

import numpy as np
import pytest

from fmnist_core import paths
from fmnist_core.runs import RunState, RunStore, RunWriter
from fmnist_core.runs.files import read_json, write_json
from fmnist_core.runs.labels import Labels
from fmnist_core.training import TrainingConfig

HISTORY = [
    {"epoch": epoch, "loss": 1 / epoch, "accuracy": 0.8, "validation_loss": 1.0, "validation_accuracy": 0.8}
    for epoch in (1, 2)
]


@pytest.fixture
def no_zoo(monkeypatch, tmp_path):
    """Hide the models that ship with the project, but not its datasets."""
    bundled = tmp_path / "bundled"
    bundled.mkdir()
    (bundled / "datasets").symlink_to(paths.BUNDLED / "datasets")
    monkeypatch.setattr(paths, "BUNDLED", bundled)


@pytest.fixture
def pair(no_zoo, artifacts):
    """Two finished runs that differ in the number of training images and the dropout."""
    runs = []
    for name, changes in (("First", {"limit": 2000}), ("Second", {"dropout": 0.5})):
        config = TrainingConfig(architecture="dense", epochs=2, name=name, **changes)
        run = RunStore().create(config.to_dict())
        writer = RunWriter(run)
        for record in HISTORY:
            writer.append_epoch(record)
        writer.update(state=RunState.DONE, epoch=2, test_accuracy=0.8, validation_accuracy=0.81, seconds=5.0)
        runs.append(run)
    return runs


def texts(page) -> str:
    parts = [*page.markdown, *page.caption, *page.error, *page.warning]
    return "\n".join(str(part.value) for part in parts)


def link(*runs) -> dict[str, str]:
    return {"runs": ",".join(run.id for run in runs)}


def test_without_runs_says_how_to_get_one(app, no_zoo):
    page = app.open("runs")
    assert "There is no run yet" in texts(page)
    assert [link.value for link in page.page_link] == ["Train a network"]


def test_lists_every_run_with_its_figures(app, no_zoo, make_run, pair):
    make_run("fashion_mnist-cnn", zoo=True, name="From the zoo")
    table = app.open("runs").dataframe[0].value
    assert sorted(table["name"]) == ["First", "From the zoo", "Second"]
    row = table[table["name"] == "First"].iloc[0].to_dict()
    assert row["dataset"] == "Fashion-MNIST"
    assert row["network"] == "Dense baseline"
    assert row["state"] == "Done"
    assert row["epochs"] == "2 of 2"
    assert row["test"] == pytest.approx(80.0)
    assert row["interval"] == "79.2 to 80.8\u202f%"
    assert row["n"] == 10_000
    assert row["origin"] == "Yours"


def test_nothing_selected_says_what_to_do(app, pair):
    page = app.open("runs")
    assert "Nothing is selected" in texts(page)
    assert not page.metric


def test_one_run_is_shown_in_full(app, pair):
    page = app.open("runs", **link(pair[0]))
    assert page.subheader[0].value == "First"
    settings, made_with = (dict(table.value.values.tolist()) for table in page.table)
    assert settings["Training images"] == "2,000"
    assert settings["Learning rate"] == "0.001"
    assert made_with["Id"] == pair[0].id
    assert made_with["TensorFlow"]
    assert len(page.get("plotly_chart")) == 1
    assert "79.2 to 80.8\u202f% with 95\u202f% confidence, on 10,000 images" in texts(page)


def test_a_failed_run_shows_why_and_the_tail_of_its_log(app, pair):
    RunWriter(pair[0]).update(state=RunState.FAILED, error="The disk is full.")
    (pair[0].folder / "log.txt").write_text("last words\n")
    page = app.open("runs", **link(pair[0]))
    assert page.error[0].value == "The disk is full."
    assert page.code[0].value == "last words"


def rows(table) -> dict[str, list[str]]:
    return dict(zip(table.value.index, table.value.values.tolist(), strict=True))


def test_two_runs_show_what_sets_them_apart_and_nothing_else(app, pair):
    RunWriter(pair[1]).update(test_accuracy=0.79, validation_accuracy=0.8)
    page = app.open("runs", **link(*pair))
    (table,) = page.table
    assert list(table.value.columns) == [":material/push_pin: Second", "First"]
    shown = rows(table)
    assert list(shown)[-2:] == ["Training images", "Dropout"]
    assert shown["Training images"] == ["all", "2,000"]
    assert shown["Test accuracy"] == ["79.0\u202f%", ":green-background[**80.0\u202f%**] :green[(+1.0)]"]
    assert "95\u202f% interval" in shown
    assert "Epochs" not in shown
    assert "have been evaluated" in texts(page)
    page.toggle(key="differences only").set_value(False).run()
    assert rows(page.table[0])["Epochs"] == ["2", "2"]
    assert len(page.get("plotly_chart")) == 1


def test_another_run_can_be_the_baseline(app, pair):
    RunWriter(pair[1]).update(test_accuracy=0.79)
    page = app.open("runs", **link(*pair), baseline=pair[0].id)
    assert list(page.table[0].value.columns) == [":material/push_pin: First", "Second"]
    assert rows(page.table[0])["Test accuracy"][1] == "79.0\u202f% :orange[(\u22121.0)]"


def test_runs_of_different_datasets_have_no_best(app, no_zoo, make_run):
    make_run("a")
    write_status(make_run("b", "mnist"), test_accuracy=0.99)
    page = app.open("runs", runs="a,b")
    assert "background" not in str(page.table[0].value)
    assert "None is marked as the best" in texts(page)
    assert "only runs of one dataset can be compared" in texts(page)


def write_status(run, **changes):
    write_json(run.folder / "status.json", read_json(run.folder / "status.json") | changes)


def test_runs_of_the_same_settings_say_so(app, no_zoo, make_run):
    make_run("a", name="Same")
    make_run("b", name="Same")
    page = app.open("runs", runs="a,b")
    assert "set up in the same way" in texts(page)
    pinned, other = page.table[0].value.columns
    assert {pinned.removeprefix(":material/push_pin: "), other} == {r"Same \(b\)", r"Same \(a\)"}
    assert "both are right on the same ones" in texts(page)


@pytest.fixture
def flipped(no_zoo, make_run):
    """Two runs, of which `after` is right on samples 0 to 8 and wrong on 500, where `before` is not."""
    make_run("before")
    after = make_run("after")
    arrays = dict(np.load(after.folder / "evaluation.npz"))
    logits = arrays["test_logits"]
    logits[:9] = 5 * np.eye(10)[arrays["test_labels"][:9]]
    logits[550] = 5 * np.eye(10)[3]
    np.savez(after.folder / "evaluation.npz", **arrays | {"test_logits": logits})
    return {"runs": "before,after", "baseline": "before"}


def test_what_changed_between_two_runs(app, flipped):
    page = app.open("runs", **flipped)
    told = texts(page)
    assert "**after** is right on **9** that **before** gets wrong, and wrong on **1**" in told
    assert "in 2\u202f% of cases (McNemar's exact test, p = 0.021): that **after** is better" in told
    assert page.table[1].value.values.tolist() == [
        ["baseline right", "899", "**1**"],
        ["baseline wrong", "**9**", "91"],
    ]
    classes = page.dataframe[-1].value
    assert classes["Gain"].tolist() == [0, 1, 1, 1, 1, 1, 1, 1, 1, 0]
    changes = page.get_by_key("change of this page").options
    assert changes[:2] == ["Right → wrong (1)", "Wrong → right (9)"]


def test_the_table_of_changes_marks_what_the_link_says(app, flipped):
    page = app.open("runs", **flipped, change="wrong_to_right", true="Trouser")
    state = page.session_state["changes of classes"]
    assert state["selection"]["cells"] == [(1, "Wrong → right")]
    page.get_by_key("true of this page").set_value("Any").run()
    assert page.session_state["changes of classes 1"]["selection"]["cells"] == []


def test_the_images_that_flipped_follow_the_link(app, flipped):
    page = app.open("runs", **flipped, change="wrong_to_right", true="Trouser")
    (gallery,) = [
        json.loads(part.proto.json) for part in page.get("bidi_component") if "items" in part.proto.json
    ]
    assert [item[1] for item in gallery["items"]] == [1]
    assert gallery["items"][0][-1].startswith("baseline: Pullover")
    page = app.open("runs", **flipped, change="wrong_to_right", true="Bag", sample="test-8")
    assert "Right: **Bag**, with" in texts(page)
    assert "Wrong: **Ankle boot**, with" in texts(page)


def test_a_run_is_renamed_noted_and_tagged(app, pair):
    page = app.open("runs", **link(pair[0]))
    page.button(key="edit").click().run()
    page.text_input(key="label name").set_value("New *name*")
    page.text_area(key="label note").set_value("Why it was made")
    next(button for button in page.button if button.label == "Save").click().run()
    assert not page.exception
    assert pair[0].labels == Labels("New *name*", "Why it was made")
    RunStore().label(pair[0].id, tags=["keep"])  # AppTest cannot type a new option
    page = app.open("runs", **link(pair[0]), tag="keep")
    assert page.subheader[0].value == r"New \*name\*"
    assert "Trained under the name First." in texts(page)
    assert "Why it was made" in texts(page)
    assert page.dataframe[0].value["name"].tolist() == ["New *name*"]


def test_other_curves_can_be_chosen(app, pair):
    page = app.open("runs", **link(*pair))
    page.get_by_key("measure of this page").set_value("loss").run()
    page.toggle(key="differences only").set_value(False).run()
    page.get_by_key("baseline of this page").set_value(pair[0].id).run()
    assert not page.exception
    link_now = {name: page.query_params[name] for name in ("measure", "rows", "baseline")}
    assert link_now == {"measure": "loss", "rows": "all", "baseline": pair[0].id}


def test_deletes_after_asking(app, pair):
    page = app.open("runs", **link(pair[0]))
    page.button(key="delete").click().run()
    assert pair[0].folder.exists()
    page.button(key="delete for good").click().run()
    assert not page.exception
    assert not pair[0].folder.exists()
    assert pair[1].folder.exists()
    assert "runs" not in page.query_params


def test_an_active_run_cannot_be_deleted(app, pair):
    with pair[0].lock:
        RunWriter(pair[0]).update(state=RunState.RUNNING)
        page = app.open("runs", **link(pair[0]))
        assert "stop it first" in texts(page)
        assert [button.key for button in page.button] == ["edit"]
    page = app.open("runs", **link(*pair))
    assert "Delete 2 runs" in [button.label for button in page.button]


def test_the_zoo_cannot_be_deleted(app, no_zoo, make_run):
    make_run("fashion_mnist-cnn", zoo=True)
    page = app.open("runs", runs="fashion_mnist-cnn")
    assert "ships with the app cannot be renamed or deleted" in texts(page)
    assert [button.label for button in page.button] == ["Duplicate with changes"]


def test_a_run_leads_to_the_form_with_its_settings(app, pair):
    page = app.open("runs", **link(pair[0]))
    page.button(key=f"duplicate {pair[0].id}").click().run()
    assert page.title[0].value == "Train"
    assert page.number_input(key="train limit").value == 2000
    assert page.query_params["like"] == pair[0].id


def test_shows_the_command_that_trains_the_same(app, pair):
    page = app.open("runs", **link(pair[1]))
    assert "--dropout=0.5 --name=Second" in page.code[0].value


def test_read_only_deletes_nothing(app, pair, monkeypatch):
    monkeypatch.setenv("FMNIST_READ_ONLY", "1")
    page = app.open("runs", **link(pair[0]))
    assert "nothing can be renamed or deleted here" in texts(page)
    assert not page.button


def test_a_link_to_a_run_that_is_gone_says_so(app, pair):
    page = app.open("runs", runs=f"gone,{pair[1].id}")
    assert "no longer here" in texts(page)
    assert page.subheader[0].value == "Second"


def test_a_folder_that_is_no_run_is_named_and_hides_nothing(app, pair, artifacts):
    (artifacts / "runs" / "broken").mkdir()
    page = app.open("runs")
    assert "broken: config.json cannot be read" in page.warning[0].value
    assert len(page.dataframe[0].value) == 2


@pytest.mark.parametrize("name", ["history.jsonl", "steps.jsonl", "status.json"])
def test_a_broken_file_never_breaks_the_page(app, pair, name):
    (pair[0].folder / name).write_text("{half a\n")
    assert app.open("runs", **link(pair[0])).subheader[0].value == "First"
    assert app.open("runs", **link(*pair)).subheader[0].value == "2 runs side by side"
