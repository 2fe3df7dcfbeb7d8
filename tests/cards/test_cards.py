"""Model cards: made from the files of a run, and up to date with them."""

import json
import re
from dataclasses import replace

import numpy as np
import pytest

from fmnist_core import paths
from fmnist_core.cards import CARD_FILE, SeedFigures, model_card, read_seeds, write_seeds
from fmnist_core.cards.seeds import SEEDS_FILE
from fmnist_core.datasets import specs
from fmnist_core.errors import RunCorruptError
from fmnist_core.inference import Classifier
from fmnist_core.runs import Run

ZOO = sorted((paths.BUNDLED / "zoo").iterdir())
SEED = SeedFigures(0, 0.9, 0.89, 0.9, 0.01, (0.9,) * 9 + (0.7,), 12.5)


@pytest.mark.parametrize("folder", ZOO, ids=lambda folder: folder.name)
def test_the_card_of_a_shipped_run_is_up_to_date(folder):
    text = (folder / CARD_FILE).read_text(encoding="utf-8")
    assert text == model_card(Run(folder, zoo=True)), "run tools/model_card.py"


@pytest.mark.parametrize("folder", ZOO, ids=lambda folder: folder.name)
def test_shipped_runs_record_their_own_seed_as_the_best_on_validation(folder):
    run = Run(folder, zoo=True)
    seeds = read_seeds(run)
    best = max(seeds, key=lambda each: (each.validation_accuracy, -each.seed))
    assert best.seed == run.config["seed"]
    assert best.test_accuracy == pytest.approx(run.status.test_accuracy)
    mirrored = run.dataset == "fashion_mnist" and run.config["augment"] != "none"
    assert (best.mirrored_test_accuracy is not None) == mirrored


def test_the_mirror_averaged_accuracy_of_a_shipped_run_can_be_measured_again():
    run = Run(paths.BUNDLED / "zoo" / "fashion_mnist-micro", zoo=True)
    (own,) = (each for each in read_seeds(run) if each.seed == run.config["seed"])
    names = specs()["fashion_mnist"].class_names
    figures = SeedFigures.of(run, names, Classifier.load(run).mirrored_test_logits())
    measured = figures.mirrored_test_accuracy
    assert measured == pytest.approx(own.mirrored_test_accuracy, abs=2e-4)  # processors round differently
    assert measured > run.status.test_accuracy
    assert np.mean(figures.mirrored_recalls) == pytest.approx(measured)


def test_digits_are_not_mirrored():
    run = Run(paths.BUNDLED / "zoo" / "mnist-cnn", zoo=True)
    assert Classifier.load(run).mirrored_test_logits() is None


def test_figures_of_the_card_are_those_of_the_answers(make_run):
    card = model_card(make_run("one"))
    assert "| **test** | 1,000 | 90.00 % | 87.98 to 91.71 % |" in card
    assert re.search(r"\| T-shirt/top \| 90.00 % \| 90.00 % \| 90.00 % \| 100 \| Trouser \(10\) \|", card)
    assert "100 of its 100 mistakes on test are sure ones" in card
    assert "White garments" in card
    assert "f4a8712d7a061bf5bd6d2ca38dc4d50a" in card
    assert "nothing is known of how much the figures vary" in card


def test_the_row_without_twins_leaves_out_the_listed_images(make_run):
    run = make_run("one")
    folder = paths.BUNDLED / "datasets" / "fashion_mnist"
    listed = {row[0] for row in json.loads((folder / "twins.json").read_text())["twins"]}
    kept = [i for i in range(1000) if i not in listed]
    accuracy = np.mean([i % 100 >= 10 for i in kept])
    assert f"| test, without twins | {len(kept)} | {100 * accuracy:.2f} % |" in model_card(run)


def test_a_run_that_learnt_from_made_pictures_says_so(make_run):
    run = make_run("one")
    assert "made picture" not in model_card(run)
    config = json.loads((run.folder / "config.json").read_text())
    config["training"]["augment"] = "pictures"
    (run.folder / "config.json").write_text(json.dumps(config))
    card = model_card(Run(run.folder))
    assert "made picture" in card
    assert "has seen photographs alone" not in card


def test_several_seeds_give_mean_and_deviation(make_run):
    run = make_run("one")
    figures = [replace(SEED, seed=seed, test_accuracy=0.88 + seed / 100) for seed in (2, 0, 1)]
    write_seeds(run, figures)
    assert [each.seed for each in read_seeds(run)] == [0, 1, 2]
    card = model_card(run)
    assert "| seed | validation | test | test, mirror-averaged | recall of Ankle boot |" in card
    assert "| **mean ± deviation** | 90.00 ± 0.00 % | 89.00 ± 1.00 % |" in card


def test_figures_of_a_seed_come_from_its_answers(make_run):
    run = make_run("one")
    record = json.loads((run.folder / "config.json").read_text())
    record["training"]["seed"] = 7
    (run.folder / "config.json").write_text(json.dumps(record))
    figures = SeedFigures.of(Run(run.folder), tuple("abcdefghij"), None)
    assert (figures.seed, figures.test_accuracy, figures.mirrored_test_accuracy) == (7, 0.9, None)
    assert figures.recalls == (0.9,) * 10
    assert (
        figures.calibration_error < 0.01
    )  # ten answers a class are wrong, all equally sure: one number mends it


@pytest.mark.parametrize("seeds", ['[{"seed": 1}]', "[1]", "1"])
def test_a_broken_file_of_seeds_is_named(make_run, seeds):
    run = make_run("one")
    (run.folder / SEEDS_FILE).write_text(f'{{"seeds": {seeds}}}')
    with pytest.raises(RunCorruptError, match=r"seeds\.json"):
        read_seeds(run)
