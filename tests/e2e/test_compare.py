import re

import pytest

from fmnist_core.runs import RunStore
from ui.words import percent

expect = pytest.importorskip("playwright.sync_api").expect


def test_a_network_is_chosen_and_its_hardest_pair_leads_to_the_images(page, app_url):
    dense = RunStore().get("fashion_mnist-dense")
    page.goto(app_url)
    page.get_by_role("link", name="Compare", exact=True).first.click()
    page.get_by_role("radio", name="Dense baseline").click()
    page.wait_for_url(re.compile("architecture=dense"))
    expect(page.get_by_text(percent(dense.status.test_accuracy), exact=True).first).to_be_visible()
    expect(page.locator("[data-test-script-state=notRunning]")).to_be_attached()
    expect(page.get_by_text(re.compile("times.* as many errors on Fashion-MNIST"))).to_be_visible()
    pair = page.get_by_role("link", name=re.compile(r"Shirt called .*: \d+ of 1,000")).first
    counted = int(re.search(r": (\d+) of", pair.inner_text())[1])
    pair.click()
    page.wait_for_url(re.compile(r"/confusion\?.*true=Shirt"))
    expect(page.get_by_text(re.compile(f"^{counted} images of Shirt called"))).to_be_visible()
    expect(page.locator(".tile")).to_have_count(counted)
    page.go_back()
    expect(page.get_by_role("heading", name="Compare")).to_be_visible()
