import re
import shutil

import numpy as np
import pytest

from fmnist_core import datasets

expect = pytest.importorskip("playwright.sync_api").expect

COAT, SHIRT = 4, 6


@pytest.fixture
def wrong(make_run):
    """A run that calls the first 30 shirts of the test split coats, all else rightly: these 30 indices."""
    labels = datasets.load("fashion_mnist").labels("test")
    predictions = labels.copy()
    wrong = np.flatnonzero(labels == SHIRT)[:30]
    predictions[wrong] = COAT
    run = make_run("journey")
    arrays = dict(np.load(run.folder / "evaluation.npz"))
    logits = (5 * np.eye(10)[predictions]).astype(np.float32)
    arrays |= {"test_indices": np.arange(len(labels)), "test_labels": labels, "test_logits": logits}
    np.savez(run.folder / "evaluation.npz", **arrays)
    yield wrong.tolist()
    shutil.rmtree(run.folder)  # the app keeps running for other tests


@pytest.fixture
def matrix(page, app_url, wrong):
    """The page of the run, opened by its link."""
    page.goto(f"{app_url}/confusion?run=journey")
    expect(page.get_by_role("grid", name="Confusion matrix")).to_be_visible()
    return page


def cell(page, true, predicted):
    return page.get_by_role("gridcell", name=f"{true} called {predicted},")


def says(page, text):
    expect(page.get_by_text(text)).to_be_visible()
    expect(page.locator("[data-test-script-state=notRunning]")).to_be_attached()


def shown(page):
    expect(page.locator(".tile").first).to_be_visible()
    labels = page.locator(".tile").evaluate_all("tiles => tiles.map(tile => tile.ariaLabel)")
    return sorted(int(re.search(r"test (\d+)", label)[1]) for label in labels)


def test_a_click_on_a_cell_shows_exactly_its_images_and_the_link_reproduces_them(matrix, browser, wrong):
    cell(matrix, "Shirt", "Coat").click()
    says(matrix, "30 images of Shirt called Coat")
    assert shown(matrix) == wrong
    assert "true=Shirt&predicted=Coat" in matrix.url

    fresh = browser.new_context().new_page()
    fresh.goto(matrix.url)
    says(fresh, "30 images of Shirt called Coat")
    assert shown(fresh) == wrong
    fresh.context.close()


def test_cells_can_be_clicked_one_after_another_and_twice_and_back_returns(matrix):
    cell(matrix, "Shirt", "Coat").click()
    says(matrix, "30 images of Shirt called Coat")
    cell(matrix, "Bag", "Shirt").click()
    says(matrix, "No test image of Bag was called Shirt.")
    cell(matrix, "Bag", "Shirt").click()
    matrix.wait_for_timeout(1000)
    says(matrix, "No test image of Bag was called Shirt.")
    matrix.get_by_role("gridcell", name="Coat, rightly named").click()
    says(matrix, "1,000 images of Coat called Coat")
    matrix.go_back()
    says(matrix, "No test image of Bag was called Shirt.")
    matrix.go_back()
    says(matrix, "30 images of Shirt called Coat")


def test_names_and_several_cells_are_selected_with_mouse_and_keyboard(matrix, browser):
    matrix.get_by_role("columnheader", name=re.compile("^All called Coat")).click()
    says(matrix, "1,030 images called Coat, wrong answers first.")
    cell(matrix, "Shirt", "Coat").click()
    says(matrix, "30 images of Shirt called Coat, surest first.")
    matrix.get_by_role("rowheader", name=re.compile("^All images of Bag")).click(modifiers=["Shift"])
    cell(matrix, "Coat", "Dress").click(modifiers=["Control"])
    says(matrix, "1,030 images selected, wrong answers first.")
    cells = "true=Shirt&true=Bag&true=Coat&predicted=Coat&predicted=&predicted=Dress"
    expect(matrix).to_have_url(re.compile(cells))

    fresh = browser.new_context().new_page()
    fresh.goto(matrix.url)
    says(fresh, "1,030 images selected, wrong answers first.")
    expect(fresh.get_by_role("gridcell", selected=True)).to_have_count(3)  # the end of the row, too
    fresh.context.close()

    matrix.get_by_role("rowheader", name=re.compile("^All images of Bag")).click(modifiers=["Shift"])
    says(matrix, "30 images selected, surest first.")
    cell(matrix, "Shirt", "T-shirt/top").focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowUp", "Home", "Shift+Enter"):
        matrix.keyboard.press(key)
    says(matrix, "1,030 images selected, wrong answers first.")
    matrix.keyboard.press("Escape")
    says(matrix, "Nothing is selected yet.")
    # The boxes before the rows of the table are drawn on a canvas: rows are 35 pixels high.
    for number, images in ((6, "1,000 images of Shirt, wrong"), (8, "2,000 images selected, wrong")):
        matrix.get_by_test_id("stDataFrame").click(position={"x": 15, "y": 35 * (number + 1) + 17})
        says(matrix, f"{images} answers first.")


def test_an_image_opens_large_and_closes_with_escape(matrix, wrong):
    cell(matrix, "Shirt", "Coat").click()
    expect(matrix.locator(".tile")).to_have_count(30)
    matrix.locator(".tile").first.click()
    expect(matrix.get_by_role("dialog")).to_contain_text("Called Coat with")
    assert re.search(r"sample=test-\d+", matrix.url)
    matrix.keyboard.press("Escape")
    expect(matrix.get_by_role("dialog")).to_have_count(0)
    expect(matrix).not_to_have_url(re.compile("sample="))
