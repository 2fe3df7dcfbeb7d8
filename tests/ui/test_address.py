"""Choices in the link, with a browser that hears late of what was written to it."""

import pytest
from streamlit.testing.v1 import AppTest

from ui import address


def two_choices():
    import streamlit as st

    from ui import address

    with address.kept("only"):
        for parameter, options in {"fruit": ["apple", "pear", "plum"], "drink": ["tea", "milk"]}.items():
            chosen = address.choice(parameter, options, options[0])
            index = options.index(chosen)
            st.selectbox(parameter, options, index, **address.tied(parameter, chosen, options[0]))
        st.button("Plum", on_click=address.go, kwargs={"fruit": "plum"})
        st.button("Nothing")


@pytest.fixture
def page(monkeypatch):
    monkeypatch.setattr(address, "GRACE", 600.0)  # however slow the machine
    return AppTest.from_function(two_choices).run()


def link(page) -> dict[str, str]:
    return dict(page.query_params)


def late(page, **query: str) -> None:
    """Let the browser have another link than the one that was written last."""
    page.query_params.clear()
    for name, text in query.items():
        page.query_params[name] = text


def test_a_choice_stands_in_the_link_but_for_the_default(page):
    page.selectbox[0].select("pear").run()
    assert link(page) == {"fruit": "pear"}
    page.selectbox[0].select("apple").run()
    assert link(page) == {}


def test_choices_made_before_the_browser_knows_of_the_last_ones_are_added_to_them(page):
    page.selectbox[0].select("pear").run()
    late(page)
    page.selectbox[1].select("milk").run()
    assert link(page) == {"fruit": "pear", "drink": "milk"}
    late(page, fruit="pear")  # it knows of the first, not yet of the second
    page.button[0].click().run()
    assert link(page) == {"fruit": "plum", "drink": "milk"}


def test_a_link_that_the_visitor_went_back_to_counts(page, monkeypatch):
    monkeypatch.setattr(address, "GRACE", 0.0)
    page.selectbox[0].select("pear").run()
    late(page)
    page.run()
    assert link(page) == {}
    assert page.selectbox[0].value == "apple"


def test_what_a_browser_that_is_behind_shows_is_no_choice(page):
    page.selectbox[0].select("pear").run()
    behind = page.selectbox[0].select("pear")  # in a browser that still shows what was there now
    page.run()
    page.button[0].click().run()
    assert page.selectbox[0].value == "plum"
    behind.run()
    assert page.selectbox[0].value == "plum"
    assert link(page) == {"fruit": "plum"}


def test_nothing_is_set_that_would_replace_what_was_clicked_meanwhile(page):
    assert not page.selectbox[0].proto.set_value
    page.button[0].click().run()
    assert page.selectbox[0].value == "plum"
    assert not page.selectbox[0].proto.set_value
    page.selectbox[0].select("pear").run()
    assert not page.selectbox[0].proto.set_value
