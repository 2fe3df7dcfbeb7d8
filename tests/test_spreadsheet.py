"""Tables that a spreadsheet opens."""

import csv
import io

import pytest

from fmnist_core.spreadsheet import csv_file


def read(file):
    return list(csv.reader(io.StringIO(file.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("text", ["=1+1.png", "+1", "-1", "@all", "\t=1", "\r=1"])
def test_no_text_is_computed(text):
    assert read(csv_file([["a", text]])) == [["a", f"'{text}"]]


def test_numbers_and_all_other_texts_stay_as_they_are():
    line = ["a=1", "", 'He said "no",\nthen yes', "\u2212 1", -1, -0.5, None]
    assert read(csv_file([line])) == [[*line[:4], "-1", "-0.5", ""]]


def test_other_letters_are_read_as_they_were_written():
    assert csv_file([["Müll.png"]]) == b"\xef\xbb\xbfM\xc3\xbcll.png\r\n"
