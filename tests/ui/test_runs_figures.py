import csv

import numpy as np
import pytest
from scipy.special import softmax
from sklearn.metrics import f1_score, log_loss

from fmnist_core.evaluation import Evaluation
from fmnist_core.runs import RunState, RunStore, RunWriter
from fmnist_core.training import TrainingConfig
from ui import runs_pair_words
from ui.runs_figures import list_csv, result_rows, setting_rows, table_csv


@pytest.fixture
def runs(artifacts):
    made = []
    for name, accuracy, seconds in (("=SUM(1)", 0.9, 60.0), ("Second", 0.92, 90.0), ("Third", None, None)):
        run = RunStore().create(TrainingConfig(architecture="dense", name=name).to_dict())
        RunWriter(run).update(state=RunState.DONE, test_accuracy=accuracy, seconds=seconds, best_epoch=2)
        made.append(run)
    return made


def lines_of(file):
    return file.decode("utf-8-sig").splitlines()


def row(rows, label):
    return next(each for each in rows if each.label == label)


def test_differences_are_to_the_first_and_the_best_is_marked(runs):
    rows = result_rows(runs, [None] * 3)
    accuracy, seconds = row(rows, "Test accuracy"), row(rows, "Trained for")
    assert (accuracy.changes, accuracy.gains, accuracy.best) == (["", "+2.0", ""], [0, 1, 0], {1})
    assert (seconds.changes, seconds.gains, seconds.best) == (["", "+30 s", ""], [0, -1, 0], {0})
    assert not row(rows, "Best epoch").differs
    assert row(rows, "Log loss").texts == ["–"] * 3
    assert row(rows, "95\u202f% interval").texts[0] == "89.4 to 90.6\u202f%"


def test_figures_of_the_answers_equal_scikit_learns(runs):
    random = np.random.default_rng(0)
    labels, logits = random.integers(0, 10, 300), random.normal(0, 2, (300, 10)).astype(np.float32)
    seen = Evaluation("test", labels, logits, np.arange(300), tuple("abcdefghij"))
    rows = result_rows(runs[:1], [seen])
    assert row(rows, "F1, mean of the classes").values[0] == pytest.approx(
        f1_score(labels, logits.argmax(axis=1), average="macro")
    )
    assert row(rows, "Log loss").values[0] == pytest.approx(
        log_loss(labels, softmax(logits.astype(np.float64), axis=1)), rel=1e-6
    )


def test_what_rounds_to_nothing_is_no_difference(runs):
    RunWriter(runs[1]).update(test_accuracy=0.90001)
    assert row(result_rows(runs, [None] * 3), "Test accuracy").changes[1] == ""


def test_the_table_as_csv_holds_numbers_and_computes_nothing(runs):
    RunStore().label(runs[1].id, note="@all")
    rows = [*result_rows(runs, [None] * 3), *setting_rows(runs)]
    header, ids, *lines = csv.reader(lines_of(table_csv([run.name for run in runs], runs, rows)))
    assert header == ["", "'=SUM(1)", "Second", "Third"]
    assert ids[1:] == [run.id for run in runs]
    told = {line[0]: line[1:] for line in lines}
    assert told["Test accuracy"] == ["0.9", "0.92", ""]
    assert told["Note"] == ["–", "'@all", "–"]


def test_the_list_as_csv_has_a_line_a_run(runs):
    RunStore().label(runs[1].id, name="Renamed", tags=["a", "b"])
    lines = list(csv.DictReader(lines_of(list_csv(runs))))
    assert [line["name"] for line in lines] == ["'=SUM(1)", "Renamed", "Third"]
    assert lines[1]["tags"] == "a, b"
    assert (lines[1]["test_accuracy"], lines[1]["epochs"], lines[1]["architecture"]) == (
        "0.92",
        "10",
        "dense",
    )


@pytest.mark.parametrize(
    ("p", "words"),
    [(1.0, "every time"), (0.34, "in 34\u202f% of cases"), (0.004, "0.40\u202f%"), (1e-9, "p < 0.0001")],
)
def test_chance_in_words(p, words):
    assert words in runs_pair_words._chance(p)
