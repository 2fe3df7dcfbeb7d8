"""The table of several answers, to download."""

import csv
import io

import numpy as np

from fmnist_core.images import Prepared
from fmnist_core.recognition import Prediction
from ui.batch import Answered, as_csv


def test_a_table_has_a_row_a_file_and_says_what_could_not_be_read():
    prepared = Prepared(np.zeros((28, 28), np.uint8), "drawing", ())
    said = Prediction(prepared, np.array([0.25, 0.75], np.float32), True, "A word of warning.", (), 1.0, 2.0)
    text = as_csv(
        [Answered("a, b.png", "", said), Answered("=1+1.png", "", None, "It is no picture.")],
        ("round", "square"),
    )
    first, second = csv.DictReader(io.StringIO(text.decode("utf-8-sig")))
    assert first == {
        "file": "a, b.png",
        "kind": "drawing",
        "label": "square",
        "class_index": "1",
        "confidence": "0.750000",
        "abstained": "true",
        "warning": "A word of warning.",
        "error": "",
        "round": "0.250000",
        "square": "0.750000",
    }
    assert second["error"] == "It is no picture."
    assert set(second.values()) == {"'=1+1.png", "It is no picture.", ""}
