"""What can be undone on the sheet; the canvas itself is played by what it says."""

import pytest

from ui.sheet import Sheet

A, B, C = ({"left": place} for place in range(3))
MOVED = {"left": 9}


@pytest.fixture
def sheet(monkeypatch):
    sheet = Sheet()
    monkeypatch.setattr(Sheet, "_said", lambda self: sheet.said, raising=False)
    sheet.said = {"raw": {}, "data": None}
    return sheet


def say(sheet, *strokes):
    sheet.said = {"raw": {"objects": list(strokes)}, "data": "data:image/png;base64,"}
    sheet.take()


def test_each_stroke_is_undone_by_itself_even_if_two_came_at_once(sheet):
    say(sheet, A)
    say(sheet, A, B, C)
    sheet.back(1)
    assert sheet.strokes == [A, B]
    sheet.back(9)
    assert sheet.strokes == []


def test_a_move_and_a_deletion_are_undone_as_such(sheet):
    say(sheet, A)
    say(sheet, A, B)
    say(sheet, MOVED, B)
    say(sheet, B)
    sheet.back(1)
    assert sheet.strokes == [MOVED, B]
    sheet.back(1)
    assert sheet.strokes == [A, B]


def test_what_the_canvas_makes_of_what_it_is_to_show_is_no_change(sheet):
    say(sheet, A)
    say(sheet, A, B)
    sheet.back(1)
    say(sheet, {**A, "angle": 0})
    sheet.back(1)
    assert sheet.strokes == []
