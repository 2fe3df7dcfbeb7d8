import pytest

from fmnist_core.errors import ConfigError, RunError
from fmnist_core.runs import RunStore

CONFIG = {"dataset": "fashion_mnist", "architecture": "dense", "epochs": 3, "name": "My first"}


@pytest.fixture
def run(artifacts):
    return RunStore().create(CONFIG)


def files(run):
    return {name: (run.folder / name).read_bytes() for name in ("config.json", "status.json")}


def test_a_new_name_is_used_everywhere_and_the_first_one_stays_readable(run):
    before = files(run)
    RunStore().label(run.id, name="  Better name ")
    assert (run.name, run.first_name, run.config["name"]) == ("Better name", "My first", "My first")
    assert RunStore().get(run.id).name == "Better name"
    assert files(run) == before, "what the worker writes is its own"
    RunStore().label(run.id, name="")
    assert run.name == "My first"


def test_one_label_changes_and_the_others_stay(run):
    RunStore().label(run.id, note="Too many epochs.", tags=["long, ", " slow ", "long", ""])
    RunStore().label(run.id, name="Renamed")
    assert (run.labels.name, run.labels.note) == ("Renamed", "Too many epochs.")
    assert run.labels.tags == ("long", "slow")


@pytest.mark.parametrize(
    "changes",
    [
        {"name": "n" * 81},
        {"name": "two\nlines"},
        {"note": "n" * 2001},
        {"tags": ["a\nb"]},
        {"tags": ["t" * 31]},
        {"tags": [str(number) for number in range(13)]},
    ],
)
def test_what_is_too_long_is_refused_and_nothing_changes(run, changes):
    RunStore().label(run.id, name="Kept")
    with pytest.raises(ConfigError):
        RunStore().label(run.id, **changes)
    assert run.name == "Kept"


@pytest.mark.parametrize("content", ["", "{", "[]", '{"name": 3}', '{"tags": 3}', '{"tags": [null]}'])
def test_broken_labels_hide_no_run(run, content):
    (run.folder / "labels.json").write_text(content)
    assert run.name == "My first"
    RunStore().label(run.id, name="Mended")
    assert run.name == "Mended"


def test_the_zoo_and_a_read_only_installation_keep_their_names(run, make_run, monkeypatch):
    shipped = make_run("fashion_mnist-dense", zoo=True)
    with pytest.raises(RunError, match="keeps its name"):
        RunStore().label(shipped.id, name="Mine")
    monkeypatch.setenv("FMNIST_READ_ONLY", "1")
    with pytest.raises(RunError, match="read-only"):
        RunStore().label(run.id, name="Mine")
