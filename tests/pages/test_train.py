import json
import re
import shutil
import time
from dataclasses import fields, replace

import pytest

from fmnist_core.errors import FmnistError
from fmnist_core.runs import Run, RunState, RunStore, RunWriter
from fmnist_core.runs.files import write_json
from fmnist_core.training import LocalExecutor, TrainingConfig, queue
from fmnist_core.training.config import FROM_SCRATCH
from fmnist_core.training.forecast import Speed, forecast
from fmnist_core.training.presets import PRESETS, fitted, preset_config
from ui import presets, run_words, training_form

SMALL = TrainingConfig(architecture="dense", epochs=4, limit=2000, name="Small")
FOOLED = {"index": 5, "predicted": 3, "confidence": 0.97}


@pytest.fixture
def started(monkeypatch) -> list[Run]:
    """The runs that were handed to a worker; none of them is really trained."""
    runs = []
    monkeypatch.setattr(LocalExecutor, "submit", lambda self, run: runs.append(run))
    return runs


@pytest.fixture
def running():
    """A run of the user's own that trains, seen from outside: its lock is held and its heartbeat fresh."""
    run = RunStore().create(SMALL.to_dict())
    writer = RunWriter(run)
    writer.update(state=RunState.RUNNING, epoch=1, epochs=4, step=20, steps=64, seconds=10.0)
    writer.update(images_per_second=1234.5, learning_rate=1e-3, accuracy=0.6, validation_accuracy=0.7)
    record = {"loss": 1.0, "accuracy": 0.6, "validation_loss": 0.9, "validation_accuracy": 0.7}
    writer.append_epoch({"epoch": 1, **record})
    writer.append_step({"step": 20, "epoch": 1.25, "loss": 0.9, "accuracy": 0.65})
    with run.lock:
        yield run


def texts(page) -> str:
    parts = [*page.markdown, *page.caption, *page.error, *page.warning]
    return "\n".join(str(part.value) for part in parts)


def metrics(page) -> dict[str, str]:
    return {metric.label: metric.value for metric in page.metric}


def labels(page) -> list[str]:
    return [button.label for button in page.button]


def end(run: Run, state: RunState, **fields) -> Run:
    RunWriter(run).update(state=state, epochs=4, **fields)
    return run


def test_without_runs_there_is_a_form_and_a_sentence(app):
    page = app.open("train")
    assert page.title[0].value == "Train"
    assert "Nothing has been trained here yet" in texts(page)
    presets = [preset.title for preset in PRESETS.values()]
    assert labels(page) == [*presets, "How long will it take?", "Start training"]


def test_each_choice_is_explained_beside_it(app):
    page = app.open("train")
    assert "Adaptive moments" in texts(page)
    page.selectbox(key="train optimizer").select("sgd").run()
    assert "Stochastic gradient descent" in texts(page)
    assert page.number_input(key="train learning_rate").placeholder == "0.05"
    assert not page.number_input(key="train momentum").disabled


def test_the_defaults_of_the_form_are_those_of_the_configuration(app, started):
    app.open("train").button(key="train start").click().run()
    config = TrainingConfig.from_dict(started[0].config)
    assert config == TrainingConfig(name="Convolutional network 1")


def test_every_field_of_a_configuration_is_in_the_form(app):
    page = app.open("train")
    assert all(page.get_by_key(f"train {field}") for field in FROM_SCRATCH)
    page.get_by_key("train architecture").set_value("transfer").run()
    for field in fields(TrainingConfig):
        assert field.name in FROM_SCRATCH or page.get_by_key(f"train {field.name}"), field.name


def test_a_pretrained_network_is_asked_for_its_backbone_and_no_other_is(app, started):
    page = app.open("train")
    page.get_by_key("train architecture").set_value("transfer").run()
    page.selectbox(key="train backbone").select("mobilenet_v2")
    page.number_input(key="train fine_tune_epochs").set_value(2).run()
    page.button(key="train start").click().run()
    assert (started[0].config["backbone"], started[0].config["fine_tune_epochs"]) == ("mobilenet_v2", 2)
    page.get_by_key("train architecture").set_value("dense").run()
    assert not page.error
    assert "train backbone" not in [box.key for box in page.selectbox]


@pytest.mark.parametrize("named", [None, "efficientnet_lite0"])
def test_a_pretrained_run_is_a_starting_point_whether_its_backbone_was_named_or_not(app, artifacts, named):
    run = RunStore().create(TrainingConfig(architecture="transfer", backbone=named).to_dict())
    run.model_path.touch()
    page = app.open("train")
    page.get_by_key("train architecture").set_value("transfer").run()
    assert len(page.selectbox(key="train start_from").options) == 1
    page.selectbox(key="train backbone").select("mobilenet_v2").run()
    assert page.selectbox(key="train start_from").options == []


def test_a_run_of_the_same_network_can_be_the_starting_point(app, started, make_run):
    run = make_run("mine", "mnist", name="Digits")
    run.model_path.touch()
    page = app.open("train")
    page.selectbox(key="train start_from").select("mine").run()
    page.button(key="train start").click().run()
    assert started[0].config["start_from"] == "mine"
    page.get_by_key("train architecture").set_value("dense").run()
    assert page.selectbox(key="train start_from").value is None


def test_runs_on_the_same_dataset_can_be_the_teachers(app, started):
    page = app.open("train")
    page.multiselect(key="train teacher").select("fashion_mnist-resnet").select("fashion_mnist-tiny").run()
    page.number_input(key="train teacher_temperature").set_value(1.5).run()
    page.button(key="train start").click().run()
    config = TrainingConfig.from_dict(started[0].config)
    assert config.teachers == ["fashion_mnist-resnet", "fashion_mnist-tiny"]
    assert config.teacher_temperature == 1.5
    page.get_by_key("train dataset").set_value("mnist").run()
    assert page.multiselect(key="train teacher").value == []
    assert page.number_input(key="train teacher_temperature").disabled
    page.get_by_key("train architecture").set_value("transfer").run()
    assert "train teacher" not in [box.key for box in page.multiselect]


def test_warm_up_is_for_the_schedules_that_know_it(app):
    page = app.open("train")
    assert not page.number_input(key="train warm_up").disabled
    page.selectbox(key="train schedule").select("one-cycle").run()
    assert page.number_input(key="train warm_up").disabled


def test_starts_what_the_form_says_and_watches_it(app, started):
    page = app.open("train")
    page.get_by_key("train dataset").set_value("mnist")
    page.get_by_key("train architecture").set_value("dense")
    page.number_input(key="train epochs").set_value(3)
    page.number_input(key="train limit").set_value(2000)
    page.number_input(key="train dropout").set_value(0.5)
    page.text_input(key="train name").set_value("My first").run()
    page.button(key="train start").click().run()
    assert not page.exception
    (run,) = started
    wanted = {"dataset": "mnist", "architecture": "dense", "epochs": 3, "limit": 2000, "dropout": 0.5}
    assert wanted.items() <= run.config.items()
    assert run.name == "My first"
    assert page.query_params["run"] == run.id
    assert "Next in line" in texts(page)


def test_an_impossible_setting_is_said_in_words_and_cannot_be_started(app):
    page = app.open("train")
    page.number_input(key="train epochs").set_value(0).run()
    assert "“Epochs” should be a whole number from 1 to 1000" in texts(page)
    assert page.button(key="train start").disabled
    page.number_input(key="train epochs").set_value(1).run()
    assert not page.error


def test_a_setting_that_is_out_of_use_cannot_be_impossible(app):
    page = app.open("train")
    page.selectbox(key="train optimizer").select("sgd").run()
    page.number_input(key="train momentum").set_value(1.5).run()
    assert "“Momentum” should be" in texts(page)
    page.selectbox(key="train optimizer").select("adam").run()
    assert not page.error
    assert not page.button(key="train start").disabled


def test_a_setting_in_the_way_is_called_as_in_the_form(app):
    page = app.open("train")
    page.number_input(key="train skip_easy").set_value(0.5).run()
    page.selectbox(key="train augment").select("mixup").run()
    assert "“Skipped images” is for augmentations that do not blend images" in texts(page)


SPEED = Speed(start=10.0, step=0.02, answer=1e-4, save=0.1)


@pytest.fixture
def measured(monkeypatch) -> list[TrainingConfig]:
    """The configurations whose speed was measured; no step of them is really taken."""
    asked = []
    monkeypatch.setattr(presets, "measure", lambda config: asked.append(config) or SPEED)
    return asked


def test_how_long_a_training_takes_is_measured_on_request_and_kept_with_the_run(app, started, measured):
    page = app.open("train")
    page.number_input(key="train epochs").set_value(2).run()
    page.button(key="train measure").click().run()
    assert len(measured) == 1
    said = forecast(replace(measured[0], epochs=2), SPEED)
    assert f"About **{run_words.duration(said.total)}** on this machine: 10 s to get ready" in texts(page)


def test_what_was_promised_stands_beside_what_it_took(app, started, monkeypatch):
    monkeypatch.setattr(presets, "known_speed", lambda config: SPEED)
    page = app.open("train")
    page.button(key="train start").click().run()
    (run,) = started
    assert run.promised == forecast(TrainingConfig.from_dict(run.config), SPEED).total
    figures = {"test_accuracy": 0.85, "validation_accuracy": 0.86}
    end(run, RunState.DONE, epoch=4, worked=1.1 * run.promised, **figures)
    page.run()
    assert f"Promised {run_words.duration(run.promised)}, took" in texts(page)
    assert "10.0\u202f% longer" in texts(page)


def test_a_preset_fills_in_what_fits_its_time(app, started, measured):
    name = "three-minutes"
    page = app.open("train")
    page.get_by_key("train dataset").set_value("mnist").run()
    page.button(key=f"train preset {name}").click().run()
    assert not page.exception
    assert f"{PRESETS[name].title}: the form now holds its settings" in page.toast[0].value
    page.button(key="train start").click().run()
    wanted = fitted(preset_config(name, "mnist"), PRESETS[name].seconds, SPEED)
    assert TrainingConfig.from_dict(started[0].config) == replace(wanted, name=started[0].name)


def test_a_speed_is_not_measured_beside_a_run_that_trains(app, running):
    page = app.open("train")
    assert page.button(key="train measure").disabled
    assert page.button(key="train preset one-minute").disabled


def test_a_speed_that_cannot_be_measured_is_a_sentence(app, monkeypatch):
    def fail(config):
        raise FmnistError("How long this takes cannot be measured: no network.")

    monkeypatch.setattr(presets, "measure", fail)
    page = app.open("train")
    page.button(key="train preset best").click().run()
    assert page.warning[0].value == "How long this takes cannot be measured: no network."


@pytest.mark.slow
def test_the_augmentation_is_shown_on_real_images(app):
    page = app.open("train")
    page.toggle(key="train preview").set_value(True).run()
    assert not page.exception
    assert len(page.get("image")) == training_form.PREVIEWED
    page.selectbox(key="train augment").select("none").run()
    assert "Nothing changes" in texts(page)


def test_a_double_click_starts_one_run(app, started, monkeypatch):
    monkeypatch.setattr(training_form, "DOUBLE_CLICK_SECONDS", 1000)
    page = app.open("train")
    page.button(key="train start").click().run()
    page.button(key="train start").click().run()
    assert len(started) == 1


def test_a_full_disk_is_a_sentence(app, artifacts):
    page = app.open("train")
    artifacts.write_text("a file where the folder should be")
    page.button(key="train start").click().run()
    assert not page.exception
    assert "FMNIST_ARTIFACTS" in texts(page)


def test_read_only_shows_the_form_but_starts_nothing(app, monkeypatch, running):
    monkeypatch.setenv("FMNIST_READ_ONLY", "1")
    page = app.open("train")
    assert "read-only" in texts(page)
    assert page.button(key="train start").disabled
    assert page.number_input(key="train epochs").disabled
    assert "Stop" not in labels(page)
    assert metrics(page)["Validation accuracy"] == "70.0\u202f%"


def test_shows_how_far_a_run_is(app, running):
    page = app.open("train", run=running.id)
    assert "Epoch 2 of 4" in texts(page)
    shown = metrics(page)
    assert re.fullmatch(r"\d+ s", shown.pop("Time left"))
    assert shown == {
        "Training for": "10 s",
        "Images a second": "1,234",
        "Learning rate": "0.001",
        "Training accuracy": "60.0\u202f%",
        "Validation accuracy": "70.0\u202f%",
    }
    assert len(page.get("plotly_chart")) == 1


def test_a_visitor_without_a_link_sees_the_run_under_way(app, running, make_run):
    make_run("newer")
    assert "Epoch 2 of 4" in texts(app.open("train"))


def test_a_visitor_without_a_link_sees_the_run_at_work_to_its_end(app, running):
    queued = RunStore().create(SMALL.to_dict())
    page = app.open("train")
    assert page.get_by_key("run picker of train").value == running.id
    end(queued, RunState.STOPPED)
    end(running, RunState.DONE, test_accuracy=0.8)
    page.run()
    assert page.get_by_key("run picker of train").value == running.id
    assert "80.0\u202f% of the test images" in texts(page)


def test_a_link_to_a_run_that_is_gone_shows_another_and_says_so(app, running):
    page = app.open("train", run="gone")
    assert "gone is not among your own" in texts(page)
    assert "Epoch 2 of 4" in texts(page)


def test_stop_asks_the_worker_to_stop(app, running):
    page = app.open("train", run=running.id)
    page.button(key=f"stop {running.id}").click().run()
    assert running.stop_requested
    assert page.button(key=f"stop {running.id}").disabled
    assert page.button(key=f"stop {running.id}").label == "Stopping"


def test_stop_without_evaluating_asks_the_worker_to_leave(app, running):
    page = app.open("train", run=running.id)
    page.button(key=f"leave {running.id}").click().run()
    assert running.stop_requested == "leave"
    assert page.button(key=f"leave {running.id}").disabled
    assert page.button(key=f"stop {running.id}").label == "Stopping"


def test_a_run_that_was_left_says_so_and_resumes(app):
    run = end(RunStore().create(SMALL.to_dict()), RunState.STOPPED, epoch=2, validation_accuracy=0.8)
    page = app.open("train", run=run.id)
    assert "Stopped without an evaluation." in texts(page)
    assert {"Resume", "Duplicate with changes"} <= set(labels(page))


def test_what_fools_the_network_waits_for_the_first_epoch(app, running):
    page = app.open("train", run=running.id)
    assert "What fools it most right now" in texts(page)
    assert "when the first epoch ends" in texts(page)
    write_json(running.folder / "fooled.json", {"samples": [FOOLED]})
    page.run()
    assert not page.exception
    assert "Choose one to read more" in texts(page)


def test_what_fooled_it_stays_when_the_run_has_ended(app, running):
    write_json(running.folder / "fooled.json", {"samples": [FOOLED, FOOLED | {"index": 10**6}]})
    end(running, RunState.STOPPED, epoch=1, validation_accuracy=0.8)
    assert "What fooled it most after its last epoch" in texts(app.open("train", run=running.id))


def test_the_command_that_trains_the_same(app, running):
    command = app.open("train", run=running.id).code[0].value
    assert command.startswith("python -m fmnist_core train --architecture=dense --epochs=4")
    assert "--name=Small" in command


CHANGED = TrainingConfig(
    dataset="mnist",
    architecture="tiny",
    optimizer="adamw",
    learning_rate=0.002,
    weight_decay=0.01,
    warm_up=0.1,
    ema=0.99,
    early_stopping=3,
    dropout=0.3,
    limit=2000,
    seed=7,
    name="Mine",
)


def changes(page, started) -> dict:
    """Start what the form says; return where it differs from the configuration above."""
    page.button(key="train start").click().run()
    assert not page.exception
    return {key: value for key, value in started[-1].config.items() if CHANGED.to_dict()[key] != value}


def test_a_run_is_duplicated_with_changes(app, started):
    run = end(RunStore().create(CHANGED.to_dict()), RunState.FAILED, error="The disk is full.")
    page = app.open("train", run=run.id)
    page.button(key=f"duplicate {run.id}").click().run()
    assert "Filled in from Mine" in texts(page)
    assert page.query_params["like"] == run.id
    page.number_input(key="train epochs").set_value(3).run()
    assert changes(page, started) == {"epochs": 3, "name": "Tiny network 1"}
    assert "like" not in page.query_params
    assert page.query_params["run"] == started[0].id


def test_duplicating_again_drops_the_changes(app):
    run = end(RunStore().create(CHANGED.to_dict()), RunState.DONE, test_accuracy=0.9)
    page = app.open("train", run=run.id, like=run.id)
    page.number_input(key="train seed").set_value(8).run()
    assert page.number_input(key="train seed").value == 8
    page.button(key=f"duplicate {run.id}").click().run()
    assert page.number_input(key="train seed").value == 7


def test_a_link_fills_the_form_from_a_run_of_an_older_version(app, started, make_run):
    make_run(
        "shipped", "mnist", zoo=True, name="Shipped"
    )  # with few settings: the others have their defaults
    page = app.open("train", like="shipped")
    assert "Filled in from Shipped" in texts(page)
    page.button(key="train start").click().run()
    wanted = TrainingConfig(dataset="mnist", epochs=2, name="Convolutional network 1")
    assert TrainingConfig.from_dict(started[0].config) == wanted


@pytest.mark.parametrize("like", ["gone", "", "../runs", "*a*"])
def test_a_link_to_settings_that_are_gone_fills_in_nothing(app, started, like):
    page = app.open("train", like=like)
    assert "cannot be filled in" in texts(page)
    page.button(key="train start").click().run()
    assert TrainingConfig.from_dict(started[0].config) == TrainingConfig(name="Convolutional network 1")


def test_settings_of_a_newer_version_are_not_filled_in(app):
    run = RunStore().create({**SMALL.to_dict(), "invented_later": 1})
    page = app.open("train", run=run.id, like=run.id)
    assert "Unknown key" in texts(page)
    assert page.number_input(key="train epochs").value != SMALL.epochs


def test_a_run_under_way_is_not_duplicated(app, running):
    assert "Duplicate with changes" not in labels(app.open("train", run=running.id))


def test_the_page_notices_the_end_and_stops_polling(app, running):
    page = app.open("train", run=running.id)
    end(running, RunState.DONE, epoch=4, seconds=40.0, test_accuracy=0.85, validation_accuracy=0.86)
    page.run()
    assert not page.exception
    assert "Ended with epoch 4 of 4 after 40 s. 85.0\u202f% of the test images" in texts(page)
    assert "Stop" not in labels(page)


def test_a_finished_run_leads_on(app, make_run):
    run = make_run("mine", name="Mine")
    page = app.open("train", run=run.id)
    links = {link.value for link in page.page_link}
    assert {"What it confuses", "Its errors", "Try it"} <= links


def test_an_interrupted_run_shows_its_log_and_resumes(app, started):
    run = RunStore().create(SMALL.to_dict())
    end(run, RunState.RUNNING, epoch=2)
    (run.folder / "log.txt").write_text("line one\nkilled here\n")
    page = app.open("train", run=run.id)
    assert "after 2 of 4 epochs" in texts(page)
    assert "killed here" in page.code[0].value
    page.button(key=f"resume {run.id}").click().run()
    assert started == [run]
    assert run.status.state is RunState.QUEUED


def test_a_failed_run_says_why(app):
    run = end(RunStore().create(SMALL.to_dict()), RunState.FAILED, error="The disk is full.")
    page = app.open("train", run=run.id)
    assert page.error[0].value == "The disk is full."
    assert "Resume" in labels(page)


def test_others_under_way_are_listed_in_their_order_and_can_be_cancelled(app, running, started):
    waiting = RunStore().create({**SMALL.to_dict(), "name": "Waiting"})
    second = RunStore().create({**SMALL.to_dict(), "name": "Second"})
    page = app.open("train", run=running.id)
    assert [link.value for link in page.page_link] == ["Waiting", "Second"]
    assert page.button(key=f"move {waiting.id} -1").disabled
    assert page.button(key=f"move {second.id} 1").disabled
    page.button(key=f"cancel {second.id}").click().run()
    assert second.stop_requested
    assert not waiting.stop_requested


def test_a_run_that_waits_is_moved_ahead_of_another(app, running, started):
    first, second = (RunStore().create({**SMALL.to_dict(), "name": name}) for name in ("First", "Second"))
    page = app.open("train", run=second.id)
    assert "1 run comes first" in texts(page)
    page.button(key=f"move {second.id} -1").click().run()
    assert not page.exception
    assert queue.waiting(RunStore()) == [second, first]
    assert "1 run comes first" not in texts(page)
    end(first, RunState.STARTING)  # its turn has come while the page still shows it as waiting
    page.button(key=f"move {first.id} -1").click().run()
    assert "does not wait" in page.toast[0].value


@pytest.mark.parametrize("name", ["status.json", "history.jsonl", "steps.jsonl", "fooled.json"])
def test_a_broken_file_never_breaks_the_page(app, running, name):
    (running.folder / name).write_text("{half a\n")
    assert app.open("train", run=running.id).title[0].value == "Train"


def test_a_folder_that_is_deleted_under_the_page_breaks_nothing(app, running):
    page = app.open("train", run=running.id)
    shutil.rmtree(running.folder)
    page.run()
    assert not page.exception
    assert f"{run_words.plain(running.id)} is not among your own" in texts(page)


@pytest.mark.parametrize("text", ["{half", json.dumps({"format": 99, "training": {}}), "[]", ""])
def test_a_run_whose_configuration_cannot_be_read_breaks_nothing(app, running, text):
    (running.folder / "config.json").write_text(text)
    page = app.open("train", run=running.id)
    assert not page.exception
    assert f"{run_words.plain(running.id)} is not among your own" in texts(page)
    assert running.id in texts(app.open("runs"))


def test_two_visitors_start_and_stop_their_own_runs(app, started, monkeypatch):
    monkeypatch.setattr(training_form, "DOUBLE_CLICK_SECONDS", 0)
    one, two = app.open("train"), type(app)().open("train")
    for page in (one, two):
        page.button(key="train start").click().run()
    first, second = started
    assert (one.query_params["run"], two.query_params["run"]) == (first.id, second.id)
    assert len({first.id, second.id, first.name, second.name}) == 4
    one.button(key=f"stop {first.id}").click().run()
    assert (bool(first.stop_requested), bool(second.stop_requested)) == (True, False)


def test_a_long_name_and_a_stale_heartbeat(app):
    run = RunStore().create({**SMALL.to_dict(), "name": "n" * 80})
    status = json.loads((run.folder / "status.json").read_text())
    (run.folder / "status.json").write_text(json.dumps(status | {"heartbeat": time.time() - 3600}))
    page = app.open("train")
    assert "ended without a word" in texts(page)
