import re
import shutil

import numpy as np
import pytest

from fmnist_core import datasets

expect = pytest.importorskip("playwright.sync_api").expect

PATIENCE = 120_000  # milliseconds; the first page of a server takes its time
COAT, SHIRT, BAG = 4, 6, 8
# Where the middle of a cell is on the screen: Plotly itself knows.
CELL = """([row, column]) => {
  const figure = document.querySelector(".st-key-confusion-matrix .js-plotly-plot")
  const { xaxis, yaxis } = figure._fullLayout
  const box = figure.getBoundingClientRect()
  return [box.x + xaxis._offset + xaxis.d2p(column), box.y + yaxis._offset + yaxis.d2p(row)]
}"""


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
    """The page of the run, reached from the app's first page."""
    page.goto(app_url)
    expect(page.get_by_role("heading", name="Fashion-MNIST explorer")).to_be_visible(timeout=PATIENCE)
    page.goto(f"{app_url}/confusion?run=journey")
    expect(page.locator(".st-key-confusion-matrix .heatmaplayer")).to_be_attached(timeout=PATIENCE)
    return page


def click_cell(page, true, predicted):
    chart = page.locator(".st-key-confusion-matrix .js-plotly-plot")
    expect(chart).to_have_count(1)
    chart.hover(position={"x": 5, "y": 5})  # scrolls it into view
    page.wait_for_timeout(300)  # Plotly takes clicks only once it has seen the mouse rest
    page.mouse.click(*page.evaluate(CELL, [true, predicted]))


def says(page, text):
    expect(page.get_by_text(text)).to_be_visible(timeout=PATIENCE)
    expect(page.locator("[data-test-script-state=notRunning]")).to_be_attached(timeout=PATIENCE)


def shown(page):
    expect(page.locator(".tile").first).to_be_visible(timeout=PATIENCE)
    labels = page.locator(".tile").evaluate_all("tiles => tiles.map(tile => tile.ariaLabel)")
    return sorted(int(re.search(r"test (\d+)", label)[1]) for label in labels)


def test_a_click_on_a_cell_shows_exactly_its_images_and_the_link_reproduces_them(matrix, browser, wrong):
    click_cell(matrix, SHIRT, COAT)
    says(matrix, "30 images of Shirt called Coat")
    assert shown(matrix) == wrong
    assert "true=Shirt&predicted=Coat" in matrix.url

    fresh = browser.new_context().new_page()
    fresh.goto(matrix.url)
    says(fresh, "30 images of Shirt called Coat")
    assert shown(fresh) == wrong
    fresh.context.close()


def test_cells_can_be_clicked_one_after_another_and_twice_and_back_returns(matrix):
    click_cell(matrix, SHIRT, COAT)
    says(matrix, "30 images of Shirt called Coat")
    click_cell(matrix, BAG, SHIRT)
    says(matrix, "No test image of Bag was called Shirt.")
    click_cell(matrix, BAG, SHIRT)
    matrix.wait_for_timeout(1000)
    says(matrix, "No test image of Bag was called Shirt.")
    click_cell(matrix, COAT, COAT)
    says(matrix, "1,000 images of Coat called Coat")
    matrix.go_back()
    says(matrix, "No test image of Bag was called Shirt.")
    matrix.go_back()
    says(matrix, "30 images of Shirt called Coat")


def test_an_image_opens_large_and_closes_with_escape(matrix, wrong):
    click_cell(matrix, SHIRT, COAT)
    expect(matrix.locator(".tile")).to_have_count(30, timeout=PATIENCE)
    matrix.locator(".tile").first.click()
    expect(matrix.get_by_role("dialog")).to_contain_text("Called Coat with", timeout=PATIENCE)
    assert re.search(r"sample=test-\d+", matrix.url)
    matrix.keyboard.press("Escape")
    expect(matrix.get_by_role("dialog")).to_have_count(0, timeout=PATIENCE)
    expect(matrix).not_to_have_url(re.compile("sample="), timeout=PATIENCE)
