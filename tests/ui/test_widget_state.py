"""Widgets whose options have texts that change, and clicks that come late."""

import pytest

from ui import widget_state

ONE, TWO = ({name: f"{name} ({number})" for name in ("apple", "pear")} for number in (1, 2))


@pytest.fixture
def session(monkeypatch):
    state = {}
    monkeypatch.setattr(widget_state.st, "session_state", state)
    return state


def test_a_select_with_a_new_text_for_what_it_shows_is_another_one(session):
    keys = [widget_state.shown("fruit", "apple", print, texts)["key"] for texts in (ONE, ONE, TWO)]
    assert keys[0] == keys[1] != keys[2]
    others = TWO | {"pear": "pear (9)"}
    assert widget_state.shown("fruit", "apple", print, others)["key"] == keys[2]


def test_a_click_on_the_one_with_the_old_text_counts(session):
    said = []
    old, new = (widget_state.shown("fruit", "apple", said.append, texts) for texts in (ONE, TWO))
    session[old["key"]] = "pear"
    old["on_change"]()
    assert said == ["pear"]
    after = widget_state.shown("fruit", "pear", said.append, TWO)
    assert after["key"] not in (old["key"], new["key"])  # the new one shows an apple
    session[old["key"]] = "apple"
    old["on_change"]()
    assert said == ["pear"]  # of a time before the pear


def test_a_choice_by_a_text_of_before_counts_for_what_it_stood_for(session):
    said = []
    for texts in (ONE, TWO):
        old = widget_state.shown("fruit", "", said.append, {"": "Any", **texts})
    session[old["key"]] = ONE["pear"]
    old["on_change"]()
    assert said == ["pear"]
    again = widget_state.shown("fruit", "pear", said.append, {"": "Any", **TWO})
    assert again["key"] != old["key"]  # the browser goes on showing the old text there


def test_a_text_that_nobody_knows_is_no_choice(session):
    said = []
    widget = widget_state.shown("fruit", "apple", said.append, ONE)
    session[widget["key"]] = "apple (0)"
    widget["on_change"]()
    assert said == []
    assert widget_state.shown("fruit", "apple", said.append, ONE)["key"] != widget["key"]


def test_several_choices_have_a_text_each(session):
    keys = [widget_state.shown("fruits", ["apple", "pear"], print, texts)["key"] for texts in (ONE, TWO)]
    assert keys[0] != keys[1]
