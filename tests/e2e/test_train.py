"""Training in a real browser: launch, watch, leave, come back, reload, stop."""

import re

import pytest

from fmnist_core.runs import Run, RunState, RunStore, RunWriter
from fmnist_core.training import TrainingConfig
from fmnist_core.training.queue import waiting

expect = pytest.importorskip("playwright.sync_api").expect

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


@pytest.fixture
def launched(page, app_url, artifacts):
    """A long dense run, started in the page; it never outlives the test."""
    page.goto(f"{app_url}/")
    page.get_by_role("link", name="Train", exact=True).first.click()
    page.get_by_role("radio", name="Dense baseline").click()
    fill(page, "Epochs", "500")
    fill(page, "Training images", "20000")  # enough that no machine comes to the end of it
    page.get_by_role("button", name="Start training").click()
    page.wait_for_url(re.compile(r"/train\?run=fashion_mnist-dense-"))
    run = Run(artifacts / "runs" / page.url.split("run=")[1])
    yield run
    (run.folder / "stop").touch()


def fill(page, label: str, text: str) -> None:
    field = page.get_by_role("spinbutton", name=label)
    field.fill(text)
    field.press("Tab")


def state(page, word: str) -> None:
    expect(page.get_by_test_id("stMain").get_by_text(re.compile(f"{word}$")).first).to_be_visible()


def epoch(page) -> int:
    text = page.get_by_text(re.compile(r"^Epoch \d+ of 500$")).first.inner_text()
    return int(text.split()[1])


def curve(page) -> str:
    """The path of the training loss as it is drawn."""
    return page.locator(".js-plotly-plot .scatterlayer .js-line").first.get_attribute("d")


def chart_place(page) -> dict[str, float]:
    """Where the chart is; waits while it is drawn anew."""
    box = """() => {
        const box = document.querySelector("[data-testid=stPlotlyChart]")?.getBoundingClientRect()
        return box?.width && box.toJSON()
    }"""
    return page.wait_for_function(box).json_value()


def test_launch_watch_leave_return_reload_and_stop(page, launched: Run):
    state(page, "Running")
    expect(page.locator(".js-plotly-plot .scatterlayer .js-line").first).to_be_attached()
    drawn, place = curve(page), chart_place(page)
    page.wait_for_function(
        "before => document.querySelector('.js-plotly-plot .js-line')?.getAttribute('d') !== before",
        arg=drawn,
    )
    assert chart_place(page) == place
    seen = epoch(page)

    address = page.url
    page.get_by_role("link", name="Home").click()
    expect(page.get_by_role("heading", name="Fashion-MNIST explorer")).to_be_visible()
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    page.get_by_role("link", name="Train", exact=True).first.click()
    state(page, "Running")
    assert epoch(page) >= seen
    expect(page).to_have_url(re.compile(launched.id))

    page.reload()
    state(page, "Running")
    expect(page).to_have_url(address)
    second = page.context.new_page()
    second.goto(address)
    state(second, "Running")

    page.get_by_role("button", name="Stop", exact=True).last.click()
    state(page, "Stopped")
    state(second, "Stopped")
    expect(page.get_by_text(re.compile(r"Stopped in epoch \d+ of 500 .* of the test images"))).to_be_visible()
    expect(page.get_by_role("button", name="Stop", exact=True)).to_have_count(0)
    status = launched.status
    assert status.state is RunState.STOPPED
    assert status.test_accuracy > 0.3

    page.get_by_role("link", name="What it confuses").click()
    page.wait_for_url(re.compile(rf"/confusion\?run={launched.id}"))


@pytest.fixture
def interrupted(artifacts, monkeypatch):
    """A long run whose worker is gone; no run outlives the test."""
    monkeypatch.setenv("FMNIST_ARTIFACTS", str(artifacts))
    config = TrainingConfig(architecture="dense", epochs=500, precision="float32", name="Long")
    run = RunStore().create(config.to_dict())
    RunWriter(run).end(RunState.INTERRUPTED, "The machine was switched off.")
    yield run
    for each in RunStore().list():
        if each.status.state.active:
            RunStore().request_stop(each.id, evaluate=False)


def launch_short(page) -> Run:
    """Start a short run from the form; return it when it waits."""
    before = page.url
    page.get_by_role("button", name="Start training").click()
    page.wait_for_function("before => location.href !== before", arg=before)
    state(page, "Queued")
    return RunStore().get(page.url.split("run=")[1])


def button(page, key: str, run: Run, rest: str = ""):
    # The first: while the list is drawn anew, what it replaces may still be there.
    return page.locator(f".st-key-{key}-{run.id}{rest.replace(' ', '-')} button").first


def test_resume_then_queue_reorder_and_cancel(page, app_url, interrupted: Run):
    page.goto(f"{app_url}/train?run={interrupted.id}")
    expect(page.get_by_text("The machine was switched off.")).to_be_visible()
    page.get_by_role("button", name="Resume").click()
    state(page, "Running")
    page.get_by_role("radio", name="Dense baseline").click()
    fill(page, "Epochs", "1")
    fill(page, "Training images", "1000")
    first = launch_short(page)
    page.wait_for_timeout(2_000)  # a second click at once would count as the same
    second = launch_short(page)
    expect(page.get_by_text("Waiting for their turn")).to_be_visible()
    expect(page.get_by_text("Waits for its turn: 1 run comes first.").first).to_be_visible()

    button(page, "move", second, " -1").click()
    expect(page.get_by_text("Next in line: starts as soon as a place is free.").first).to_be_visible()
    assert [run.id for run in waiting(RunStore())] == [second.id, first.id]
    button(page, "cancel", first).click()
    expect(page.get_by_text("Waiting for their turn")).to_have_count(0)
    button(page, "stop", interrupted).click()
    state(page, "Done")
    assert interrupted.status.state is first.status.state is RunState.STOPPED
    assert second.status.state is RunState.DONE


def test_runs_are_selected_by_click_and_the_link_follows(page, app_url):
    page.goto(f"{app_url}/")
    page.get_by_role("link", name="Runs", exact=True).first.click()
    table = page.get_by_test_id("stDataFrame")
    box = table.bounding_box()
    page.mouse.click(box["x"] + 18, box["y"] + 52)  # the box at the left of the first row
    page.wait_for_url(re.compile(r"/runs\?runs="))
    expect(page.get_by_text("Settings", exact=True)).to_be_visible()
    page.reload()
    expect(page.get_by_text("Settings", exact=True)).to_be_visible()
    page.go_back()
    expect(page).to_have_url(re.compile("/runs$"))
    expect(page.get_by_text("Settings", exact=True)).to_have_count(0)


@pytest.mark.parametrize(("width", "beside"), [(1280, True), (1024, False), (820, False), (400, False)])
def test_the_form_can_be_read_at_any_width(page, app_url, width, beside):
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{app_url}/train")
    purpose, button = page.get_by_text("A first look."), page.get_by_role("button", name="Start training")
    expect(button).to_be_visible()
    assert purpose.bounding_box()["height"] < 40  # one line
    fill(page, "Training images", "55000")
    field = page.get_by_role("spinbutton", name="Training images")
    assert field.evaluate("field => field.scrollWidth <= field.clientWidth")
    form = page.get_by_test_id("stMain").locator("[data-testid=stVerticalBlock]").filter(has=button).last
    assert (
        form.bounding_box()["width"] < 0.7 * page.get_by_role("heading", name="Train").bounding_box()["width"]
    ) == beside
