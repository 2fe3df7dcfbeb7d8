"""Taking the best of several finished runs into the zoo."""

import importlib.util
import json
from pathlib import Path
from types import SimpleNamespace
from zipfile import ZipFile

import pytest

from fmnist_core.cards import CARD_FILE, read_seeds
from fmnist_core.paths import BUNDLED
from fmnist_core.runs import Run

SCRIPT = Path(__file__).resolve().parent.parent.parent / "tools" / "build_zoo.py"


@pytest.fixture
def build_zoo(tmp_path, monkeypatch):
    spec = importlib.util.spec_from_file_location("build_zoo", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "ZOO", tmp_path / "zoo")
    monkeypatch.setattr(module, "compute_embeddings", lambda run: run.id)  # needs a network
    monkeypatch.setattr(module, "save_embeddings", lambda path, embeddings: path.write_text(embeddings))
    loaded = SimpleNamespace(
        class_names=[str(digit) for digit in range(10)],
        measure_familiarity=Path.touch,
        mirrored_test_logits=lambda: None,
    )
    monkeypatch.setattr(module.Classifier, "load", lambda run: loaded)
    return module


@pytest.fixture
def trained(make_run):
    def make(run_id, seed, validation_accuracy, **changes):
        run = make_run(run_id, "mnist")
        with ZipFile(run.folder / "model.keras", "w") as archive:
            archive.writestr("weights", 1_000 * run_id)
        (run.folder / "history.jsonl").touch()
        for name, values in (
            ("config.json", {"training": run.config | {"seed": seed, "augment": "light"} | changes}),
            ("status.json", {"validation_accuracy": validation_accuracy}),
        ):
            path = run.folder / name
            path.write_text(json.dumps(json.loads(path.read_text()) | values))
        return Run(run.folder)

    return make


def test_the_best_on_validation_ships_with_the_figures_of_all(build_zoo, trained):
    build_zoo.adopt([trained("a", 0, 0.91), trained("b", 1, 0.93), trained("c", 2, 0.92)], "mnist-cnn")
    shipped = Run(build_zoo.ZOO / "mnist-cnn")
    assert ZipFile(shipped.model_path).read("weights") == 1_000 * b"b"
    assert shipped.model_path.stat().st_size < 1_000
    assert shipped.config["seed"] == 1
    assert [each.seed for each in read_seeds(shipped)] == [0, 1, 2]
    assert "trained with 3 seeds" in (shipped.folder / CARD_FILE).read_text()


def test_the_zoo_fits_into_40_megabytes():
    assert sum(file.stat().st_size for file in (BUNDLED / "zoo").rglob("*")) < 40_000_000


@pytest.mark.parametrize(
    ("changes", "words"),
    [({"seed": 1, "epochs": 3}, "differ in epochs"), ({"seed": 0}, "the same seed")],
)
def test_runs_that_are_no_siblings_are_refused(build_zoo, trained, changes, words):
    seed = changes.pop("seed")
    with pytest.raises(SystemExit, match=words):
        build_zoo.adopt([trained("a", 0, 0.91), trained("b", seed, 0.93, **changes)], "mnist-cnn")
    assert not build_zoo.ZOO.exists()


def test_teachers_are_trained_before_their_pupils(build_zoo, monkeypatch):
    monkeypatch.setattr(build_zoo, "ZOO", BUNDLED / "zoo")
    order = build_zoo.teachers_first([folder.name for folder in build_zoo.ZOO.iterdir()])
    assert sorted(order) == sorted(folder.name for folder in build_zoo.ZOO.iterdir())
    for pupil in order:
        config = Run(build_zoo.ZOO / pupil).config
        others = [*(config.get("teacher") or "").split(","), config.get("start_from")]
        assert all(order.index(other) < order.index(pupil) for other in others if other)


def test_a_run_to_adopt_without_a_name_for_it_costs_one_sentence(build_zoo, monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["build_zoo.py", "--adopt", "some-run"])
    with pytest.raises(SystemExit):
        build_zoo.main()
    assert "--adopt needs one ID" in capsys.readouterr().err
