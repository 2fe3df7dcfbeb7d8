"""How fast do the pages answer, and what do they send? The running app, driven in a headless Chromium.

Server time is what passes between the message that a click sends and the message that the script has
finished, as the browser sees both on its socket. The one-line Streamlit app, whose button is pressed in the
same run, shows what Streamlit itself needs. Messages and bytes are those of opening the page in a fresh
browser, without Streamlit's own files. Needs Chromium and the packages of requirements-dev.txt.

    python benchmarks/pages.py --repeats 40
"""

import argparse
import os
import platform
import re
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, Response, WebSocket, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg  # noqa: E402

from benchmarks.serving import CHROMIUM_FLAGS, serve  # noqa: E402
from fmnist_core.runs.environment import machine  # noqa: E402

RUN = "fashion_mnist-cnn"
ONE_BUTTON = 'import streamlit as st; st.button("Again")\n'
IDLE = "() => document.querySelector('[data-testid=stApp]')?.dataset.testScriptState === 'notRunning'"


@dataclass(frozen=True)
class Interaction:
    """A click that is repeated, each time another one.

    Attributes:
        name: for the table.
        address: where it happens.
        act: does it for the n-th time.
    """

    name: str
    address: str
    act: Callable[[Page, int], None]


def _click_cell(page: Page, n: int) -> None:
    cells = page.get_by_role("gridcell")
    cells.nth((n * 7) % 100).click()


def _turn(page: Page, n: int) -> None:
    page.get_by_test_id("stPagination").get_by_text(str(n % 3 + 1), exact=True).first.click()


def _press(page: Page, n: int) -> None:
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")


def _choose(label: str, options: tuple[str, ...]) -> Callable[[Page, int], None]:
    def act(page: Page, n: int) -> None:
        page.get_by_role("combobox", name=label).first.click()
        page.get_by_role("option", name=re.compile(f"^{options[n % len(options)]}")).first.click()

    return act


CLASSES = ("Shirt", "Coat", "Pullover", "Dress")
INTERACTIONS = (
    Interaction("Confusion matrix: a cell", f"confusion?run={RUN}", _click_cell),
    Interaction("Errors: filter by true class", f"errors?run={RUN}", _choose("True", CLASSES)),
    Interaction("Errors: turn the page", f"errors?run={RUN}", _turn),
    Interaction("Dataset: turn the page", "dataset", _turn),
)


class Socket:
    """Listens to the messages between a page and its server."""

    def __init__(self, page: Page) -> None:
        self.sent: float | None = None
        self.finished: float | None = None
        page.on("websocket", self._listen)

    def _listen(self, socket: WebSocket) -> None:
        socket.on("framesent", lambda _: self._note_sent())
        socket.on("framereceived", self._note_received)

    def _note_sent(self) -> None:
        if self.sent is None:
            self.sent = time.perf_counter()

    def _note_received(self, payload: bytes | str) -> None:
        message = ForwardMsg.FromString(payload if isinstance(payload, bytes) else payload.encode())
        if message.WhichOneof("type") == "script_finished" and self.sent is not None:
            self.finished = time.perf_counter()

    def milliseconds(self, page: Page, act: Callable[[], None]) -> float | None:
        """Do something; return how long the server worked on it, None where it was not asked."""
        self._begin()
        act()
        page.wait_for_timeout(100)  # let the message go out
        page.wait_for_function(IDLE)
        page.wait_for_timeout(50)
        return self._passed()

    def _begin(self) -> None:
        self.sent = self.finished = None

    def _passed(self) -> float | None:
        return 1000 * (self.finished - self.sent) if self.sent and self.finished else None


def measured(page: Page, socket: Socket, act: Callable[[Page, int], None], repeats: int) -> list[float]:
    """Repeat an interaction; the first three, which load what stays loaded, do not count."""
    times = [socket.milliseconds(page, lambda n=n: act(page, n)) for n in range(repeats + 3)]
    return [value for value in times[3:] if value is not None]


def row(name: str, times: list[float], floor: float) -> str:
    ordered = sorted(times)
    late = ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]
    middle = statistics.median(ordered)
    return f"| {name} | {len(times)} | {middle:.0f} ms | {late:.0f} ms | {middle / floor:.1f} |"


def opened(browser: Browser, address: str) -> tuple[Page, Socket]:
    page = browser.new_context(viewport={"width": 1440, "height": 1000}).new_page()
    socket = Socket(page)
    page.goto(address)
    page.wait_for_function(IDLE, timeout=60_000)
    page.wait_for_timeout(1_000)
    return page, socket


def weight(browser: Browser, address: str) -> tuple[int, int]:
    """Return requests and bytes that opening a page takes, without Streamlit's own files."""
    page = browser.new_context(viewport={"width": 1440, "height": 1000}).new_page()
    sizes: list[int] = []

    def note(answer: Response) -> None:
        if "/static/" not in answer.url:
            sizes.append(len(answer.body()))

    def listen(socket: WebSocket) -> None:
        socket.on("framereceived", lambda payload: sizes.append(len(payload)))

    page.on("response", note)
    page.on("websocket", listen)
    page.goto(address)
    page.wait_for_function(IDLE, timeout=60_000)
    page.wait_for_timeout(2_000)
    page.context.close()
    return len(sizes), sum(sizes)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--repeats", type=int, default=40, help="clicks of each kind (default 40)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        os.environ["FMNIST_ARTIFACTS"] = folder
        script = Path(folder) / "one_line.py"
        script.write_text(ONE_BUTTON)
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=CHROMIUM_FLAGS)
        with serve(script) as plain, serve(ROOT / "streamlit_app.py") as app:
            report(browser, plain, app, options.repeats)
        browser.close()
    print(f"\n{machine()['processor']}, {machine()['cores']} cores, Python {platform.python_version()}.")


def report(browser: Browser, plain: str, app: str, repeats: int) -> None:
    def again(page: Page, n: int) -> None:
        page.get_by_role("button", name="Again").click()

    page, socket = opened(browser, plain)
    times = measured(page, socket, again, repeats)
    floor = statistics.median(times)
    page.context.close()
    print("| click | times | median | 95th percentile | ratio |\n|---|---:|---:|---:|---:|")
    print(row("one-line Streamlit app: a button", times, floor))
    for each in INTERACTIONS:
        page, socket = opened(browser, f"{app}/{each.address}")
        print(row(each.name, measured(page, socket, each.act, repeats), floor), flush=True)
        page.context.close()
    print("\n| page | messages and requests | kB |\n|---|---:|---:|")
    for address in dict.fromkeys(("", *(each.address for each in INTERACTIONS), f"classify?run={RUN}")):
        count, size = weight(browser, f"{app}/{address}")
        print(f"| {address or 'home'} | {count} | {size / 1000:,.0f} |", flush=True)


if __name__ == "__main__":
    main()
