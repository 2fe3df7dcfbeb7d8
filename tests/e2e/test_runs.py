import re
import shutil

import numpy as np
import pytest

from fmnist_core import datasets

expect = pytest.importorskip("playwright.sync_api").expect

SANDAL, SHIRT, BAG = 5, 6, 8


@pytest.fixture
def two_runs(make_run):
    """Two runs: `before` takes 12 shirts for bags, `after` takes 3 sandals for bags. These indices."""
    labels = datasets.load("fashion_mnist").labels("test")
    runs = {"before": np.flatnonzero(labels == SHIRT)[:12], "after": np.flatnonzero(labels == SANDAL)[:3]}
    for name, wrong in runs.items():
        run = make_run(name, name=name.capitalize())
        answers = labels.copy()
        answers[wrong] = BAG
        arrays = dict(np.load(run.folder / "evaluation.npz"))
        logits = (5 * np.eye(10)[answers]).astype(np.float32)
        arrays |= {"test_indices": np.arange(len(labels)), "test_labels": labels, "test_logits": logits}
        np.savez(run.folder / "evaluation.npz", **arrays)
    yield {name: wrong.tolist() for name, wrong in runs.items()}
    for name in runs:
        shutil.rmtree(run.folder.with_name(name))  # the app keeps running for other tests


def shown(page, number):
    expect(page.locator(".tile")).to_have_count(number)
    labels = page.locator(".tile").evaluate_all("tiles => tiles.map(tile => tile.ariaLabel)")
    return sorted(int(re.search(r"test (\d+)", label)[1]) for label in labels)


def test_the_images_that_flipped_and_a_new_name(page, app_url, two_runs):
    page.goto(f"{app_url}/runs?runs=before,after&baseline=before")
    assert shown(page, 3) == two_runs["after"]
    page.get_by_role("radio", name="Wrong → right (12)").click()
    assert shown(page, 12) == two_runs["before"]
    expect(page.locator("[data-test-script-state=notRunning]")).to_be_attached()

    page.locator(".tile").first.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Wrong: Bag")
    expect(dialog).to_contain_text("Right: Shirt")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)

    page.goto(f"{app_url}/runs?runs=after")
    page.get_by_role("button", name="Name, note and tags").click()
    page.get_by_role("textbox", name="Name").fill("A better name")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="A better name")).to_be_visible()
