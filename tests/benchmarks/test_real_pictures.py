"""The table of real pictures, from a folder made here."""

import csv
import json
import re

import numpy as np
import pytest
from PIL import Image

from benchmarks import real_pictures
from benchmarks.real_pictures import Answer, Entry, drawn_again, entries, replayed, table
from fmnist_core.datasets import load, specs
from fmnist_core.errors import FmnistError
from fmnist_core.runs import RunStore

NAMES = {name: spec.class_names for name, spec in specs().items()}


def write_index(folder, rows, columns=("path", "kind", "label", "source")):
    with (folder / "INDEX.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows(rows)


@pytest.fixture
def folder(tmp_path):
    """Two garments, a digit, a text file that is called a picture, and one that is missing."""
    rows = [("broken.png", "photo", "3", ""), ("missing.jpg", "photo", "7|9", "")]
    for name, kind, number in (
        ("fashion_mnist", "enlarged", 0),
        ("fashion_mnist", "enlarged", 1),
        ("mnist", "digit_large", 0),
    ):
        test, path = load(name).test, f"{name}-{number}.png"
        Image.fromarray(test.images[number]).resize((280, 280)).save(tmp_path / path)
        rows.append((path, kind, str(test.labels[number]), "here"))
    (tmp_path / "broken.png").write_text("no picture")
    write_index(tmp_path, rows)
    box = [[[0, 100, 100, 0, 0], [0, 0, 100, 100, 0], [1, 2, 3, 4, 5]]]
    (tmp_path / "sketch_strokes.json").write_text(json.dumps({"fashion_mnist-0.png": {"strokes": box}}))
    return tmp_path


def test_the_whole_table_is_printed(folder, capsys):
    real_pictures.main(["--folder", str(folder), "--run", "fashion_mnist-dense", "--per-class"])
    out = capsys.readouterr().out
    assert f"5 pictures, answered by fashion_mnist-dense and {RunStore().default('mnist').id}." in out
    assert "| enlarged | 2 | 100.0% | 34.2% to 100.0% |" in out
    assert "| digit_large | 1 | 100.0% |" in out
    assert "| photo | 2 | 0.0% | 0.0% to 65.8% | 100.0% | - | - |" in out
    assert "| photo | Sneaker or Ankle boot | 1 |" in out
    assert "enlarged, drawn with brush 16 | 1 |" in out
    assert "Refused: broken.png: broken.png is no picture" in out
    assert "Refused: missing.jpg: " in out


def test_a_row_counts_what_is_right_unsure_and_wrong():
    def answer(best, abstained=False, labels=(7, 9)):
        return Answer(Entry("x", "shoes", frozenset(labels), Image.new("L", (9, 9))), best, abstained)

    given = [
        answer(7),
        answer(9),
        answer(8),
        answer(8, abstained=True),
        answer(5),
        answer(None, abstained=True),
    ]
    row = table(given, NAMES).splitlines()[-1]
    assert row.startswith("| shoes | 6 | 33.3% | ")
    assert row.endswith(" | 33.3% | 50.0% of 4 | Bag (2) |")


@pytest.mark.parametrize(
    ("rows", "columns", "sentence"),
    [
        ([("a.png", "photo")], ("path", "kind"), "has no column label"),
        ([], ("path", "kind", "label"), "lists no pictures"),
        ([("a.png", "photo", "shirt")], ("path", "kind", "label"), "line 2: needs a path.*'shirt'"),
        ([("a.png", "photo", "10")], ("path", "kind", "label"), "fashion_mnist has no class 10"),
    ],
)
def test_a_wrong_folder_is_refused_in_a_sentence(tmp_path, capsys, rows, columns, sentence):
    write_index(tmp_path, rows, columns)
    with pytest.raises(SystemExit) as stopped:
        real_pictures.main(["--folder", str(tmp_path)])
    assert stopped.value.code == 2
    err = capsys.readouterr().err
    assert err.count("\n") == 1
    assert re.search(sentence, err)


def test_a_folder_without_an_index_is_refused(tmp_path):
    with pytest.raises(FmnistError, match=r"has no INDEX\.csv\. Name a folder with one"):
        entries(tmp_path / "nowhere")


def test_strokes_that_cannot_be_read_are_named(folder):
    (folder / "sketch_strokes.json").write_text('{"a": 3}')
    with pytest.raises(FmnistError, match=r"sketch_strokes\.json cannot be read as strokes"):
        list(drawn_again(folder, entries(folder)))


def test_drawings_are_drawn_again_in_the_middle_with_each_brush(folder):
    again = list(drawn_again(folder, entries(folder)))
    assert [entry.kind for entry in again] == [f"enlarged, drawn with brush {width}" for width in (16, 8, 28)]
    ink = [np.count_nonzero(np.asarray(entry.picture) < 128) for entry in again]
    assert ink[1] < ink[0] < ink[2]
    sheet = np.asarray(replayed([np.array([[0, 0], [50, 100]])], 16)) < 128
    rows, columns = np.flatnonzero(sheet.any(axis=1)), np.flatnonzero(sheet.any(axis=0))
    assert rows[0] + rows[-1] == pytest.approx(280, abs=2)
    assert columns[0] + columns[-1] == pytest.approx(280, abs=2)
    assert rows[-1] - rows[0] == pytest.approx(224 + 16, abs=3)
