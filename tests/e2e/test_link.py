"""Choices in the link, when the browser reports two things before it hears of the first."""

from pathlib import Path

import pytest

expect = pytest.importorskip("playwright.sync_api").expect

APP = Path(__file__).parent / "apps" / "link_app.py"
BOTH = """async ([first, second, pause]) => {
    const radios = [...document.querySelectorAll("[role=radio]")]
    const click = (name) => radios.find((radio) => radio.innerText.trim() === name).click()
    click(first)
    await new Promise((done) => setTimeout(done, pause))
    click(second)
}"""


def ready(page):
    return expect(page.get_by_text("Ready:"))


def test_a_second_click_before_the_browser_knows_of_the_first_loses_neither(serve, artifacts, page):
    with serve(APP, artifacts) as url:
        for pause in (3, 9, 20, 30, 40, 60):  # ms; with some the second click carries the old link
            page.goto(url)
            ready(page).to_contain_text("{}")
            page.evaluate(BOTH, ["pear", "milk", pause])
            ready(page).to_contain_text("'fruit': 'pear', 'drink': 'milk'")
            for name in ("pear", "milk"):
                expect(page.get_by_role("radio", name=name)).to_be_checked()
        page.get_by_role("radio", name="tea").click()
        ready(page).to_contain_text("{'fruit': 'pear'}")
        page.go_back()
        ready(page).to_contain_text("'fruit': 'pear', 'drink': 'milk'")
        expect(page.get_by_role("radio", name="milk")).to_be_checked()
