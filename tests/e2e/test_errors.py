import re

import pytest

from fmnist_core.annotations import AnnotationStore

expect = pytest.importorskip("playwright.sync_api").expect
RUN = "fashion_mnist-cnn"


def opened(page, place):
    """Wait until the image at a place of the selection, counted from 1, is large and at rest."""
    expect(page.get_by_text(re.compile(rf"^{place} of \d+$"))).to_be_visible()
    expect(page.locator("[data-test-script-state=notRunning]")).to_be_attached()


def shown_at(page):
    """Where the open image stands in the frame that the grid scrolls in, as a share of its height."""
    frame = page.locator(".st-key-mistakes-frame").bounding_box()
    box = page.locator(".tile.open").bounding_box()
    return (box["y"] - frame["y"]) / frame["height"]


def test_open_step_annotate_and_find_again_in_another_browser(page, app_url, artifacts, browser, monkeypatch):
    page.goto(f"{app_url}/errors?run={RUN}")
    tiles = page.locator(".st-key-mistakes-frame .tile")
    expect(tiles).to_have_count(200)

    tiles.nth(2).focus()
    page.keyboard.press("Enter")
    opened(page, 3)
    page.keyboard.press("ArrowRight")
    opened(page, 4)
    page.get_by_role("heading", name="Errors").click()
    page.keyboard.press("ArrowRight")  # outside the grid, too
    opened(page, 5)
    page.keyboard.press("w")
    expect(tiles.nth(4)).to_have_accessible_name(re.compile("label looks wrong$"))
    page.get_by_label("Note").fill("k")  # no shortcut while somebody writes
    tiles.nth(10).click()
    opened(page, 11)
    expect(tiles.nth(4)).to_have_accessible_name(re.compile("label looks wrong; “k”$"))
    expect(page.get_by_label("Note")).to_have_value("")

    tiles.nth(21).click(modifiers=["Shift"])
    expect(page.get_by_text("12 images chosen")).to_be_visible()
    page.get_by_role("combobox", name="Tags of all 12").fill("odd sole")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")  # an open list hides the rest of the page
    expect(page.get_by_role("button", name="Export 13 annotations")).to_be_visible()

    tiles.nth(150).click()
    opened(page, 151)
    fresh = browser.new_context().new_page()
    fresh.goto(page.url)
    opened(fresh, 151)
    name = tiles.nth(150).get_attribute("aria-label")
    expect(fresh.locator(".tile.open")).to_have_accessible_name(name)
    assert 0 <= shown_at(fresh) < 1
    fresh.goto(f"{app_url}/errors?run={RUN}&tag=odd+sole")
    expect(fresh.locator(".st-key-mistakes-frame .tile")).to_have_count(12)
    fresh.context.close()

    monkeypatch.setenv("FMNIST_ARTIFACTS", str(artifacts))
    noted = AnnotationStore("fashion_mnist").all().values()
    assert sorted(each.tags for each in noted) == [(), *[("odd sole",)] * 12]
    assert [each.verdict for each in noted if each.note == "k"] == ["label looks wrong"]


def choose(page, label, option):
    page.get_by_role("combobox", name=label).click()
    page.get_by_role("option", name=re.compile(rf"^{re.escape(option)}( \(|$)")).click()
    expect(page.locator("[data-test-script-state=notRunning]")).to_be_attached()


def test_filters_that_count_by_each_other_all_stay(page, app_url):
    page.goto(f"{app_url}/errors?run={RUN}")
    choices = [
        ("True class", "Pullover", "true=Pullover"),
        ("Predicted class", "Coat", "predicted=Coat"),
        ("Answers", "All", "answers=all"),
        ("Order", "Lowest loss first", "sort=-loss"),
    ]
    for number, (label, option, _) in enumerate(choices, 1):
        choose(page, label, option)
        for _, _, parameter in choices[:number]:
            expect(page).to_have_url(re.compile(re.escape(parameter)))
    for label, option, _ in choices:
        expect(page.get_by_role("combobox", name=label)).to_have_value(re.compile(rf"^{option}( \(|$)"))


def test_on_a_phone_an_opened_image_comes_into_sight(browser, app_url):
    context = browser.new_context(viewport={"width": 400, "height": 860}, has_touch=True)
    phone = context.new_page()
    phone.goto(f"{app_url}/errors?run={RUN}")
    tiles = phone.locator(".st-key-mistakes-frame .tile")
    expect(tiles).to_have_count(200)
    tiles.nth(7).tap()
    opened(phone, 8)
    expect(phone.get_by_role("button", name="Close")).to_be_in_viewport()
    phone.get_by_role("button", name="Close").tap()
    expect(tiles.nth(7)).to_be_focused()
    expect(tiles.nth(7)).to_be_in_viewport()
    context.close()
