"""How fast do the pages answer, and what do they send? The running app, over its socket and in Chromium.

Server time: a client without a browser opens a page on the app's socket and asks for another view of it by
its link, as every click on these pages does; time passes until the script has finished and all of its
messages are here. Click: the same in a headless Chromium, which takes the same processors, from the message
that a click sends until the script has finished. A one-line Streamlit app with a button, in the same run,
shows what Streamlit itself needs. Messages and bytes are those of opening a page in a fresh browser, without
Streamlit's own files. Needs Chromium and the packages of requirements-dev.txt.

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
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect
from websockets.typing import Subprotocol

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))


from benchmarks.serving import CHROMIUM_FLAGS, serve  # noqa: E402
from fmnist_core.runs.environment import machine  # noqa: E402

RUN = "fashion_mnist-cnn"
OTHERS = ("fashion_mnist-dense", "mnist-cnn")
WARM_UP = 5
ONE_BUTTON = 'import streamlit as st; st.button("Again")\n'
IDLE = "() => document.querySelector('[data-testid=stApp]')?.dataset.testScriptState === 'notRunning'"


@dataclass(frozen=True)
class Interaction:
    """A click that is repeated, each time another one.

    Attributes:
        name: for the table.
        page: where it happens.
        act: does it for the n-th time in a browser; None where that is not measured.
        link: the query that the n-th click leads to.
    """

    name: str
    page: str
    act: Callable[[Page, int], None] | None
    link: Callable[[int], str]


def _click_cell(page: Page, n: int) -> None:
    cells = page.get_by_role("gridcell")
    cells.nth((n * 7) % 100).click()


def _turn(page: Page, n: int) -> None:
    page.get_by_test_id("stPagination").get_by_text(str(n % 3 + 1), exact=True).first.click()


def _choose(label: str, options: tuple[str, ...]) -> Callable[[Page, int], None]:
    def act(page: Page, n: int) -> None:
        page.get_by_role("combobox", name=label).first.click()
        page.get_by_role("option", name=re.compile(f"^{options[n % len(options)]}")).first.click()

    return act


CLASSES = ("Shirt", "Coat", "Pullover", "Dress")
INTERACTIONS = (
    Interaction(
        "Confusion matrix: a cell",
        "confusion",
        _click_cell,
        lambda n: f"true={CLASSES[n % 4]}&predicted={CLASSES[(n + 1) % 4]}",
    ),
    Interaction(
        "Errors: filter by true class", "errors", _choose("True", CLASSES), lambda n: f"true={CLASSES[n % 4]}"
    ),
    Interaction("Errors: turn the page", "errors", _turn, lambda n: f"page={n % 3 + 1}"),
    Interaction("Errors: open an image", "errors", None, lambda n: f"sample=test-{(n * 37) % 1000}"),
    Interaction("Dataset: turn the page", "dataset", _turn, lambda n: f"page={n % 3 + 1}"),
    Interaction("Runs: two side by side", "runs", None, lambda n: f"runs={RUN},{OTHERS[n % 2]}"),
)


class Client:
    """What a browser says to the server, without a browser."""

    def __init__(self, address: str, page: str) -> None:
        self._page = page
        self._socket = connect(
            f"{address.replace('http', 'ws')}/_stcore/stream",
            subprotocols=[Subprotocol("streamlit")],
            max_size=None,
            legacy=True,
        )

    def milliseconds(self, query: str) -> float:
        """Ask for a view of the page; return how long it took until all of it was here."""
        state = ClientState(query_string=query, page_name=self._page)
        start = time.perf_counter()
        self._socket.send(BackMsg(rerun_script=state).SerializeToString())
        while True:
            message = ForwardMsg.FromString(self._socket.recv(timeout=60, decode=False))
            if message.WhichOneof("type") == "script_finished" and not message.script_finished:
                return 1000 * (time.perf_counter() - start)


def server_times(address: str, page: str, link: Callable[[int], str], repeats: int) -> list[float]:
    """Ask for one view of a page after the other; the first ones, which fill caches, do not count."""
    client = Client(address, page)
    return [client.milliseconds(f"run={RUN}&{link(n)}") for n in range(repeats + WARM_UP)][WARM_UP:]


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


def click_times(
    browser: Browser, address: str, act: Callable[[Page, int], None], repeats: int
) -> list[float]:
    """Repeat a click in a browser; the first ones do not count."""
    page, socket = opened(browser, address)
    times = [socket.milliseconds(page, lambda n=n: act(page, n)) for n in range(repeats + WARM_UP)]
    page.context.close()
    return [value for value in times[WARM_UP:] if value is not None]


def cells(times: list[float], floor: float) -> str:
    """Write median, 95th percentile and ratio as cells of a table."""
    if not times:
        return " | | "
    ordered = sorted(times)
    late = ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]
    middle = statistics.median(ordered)
    return f"{middle:.0f} ms | {late:.0f} ms | {middle / floor:.1f}"


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

    alone = server_times(plain, "", lambda n: f"n={n}", repeats)
    clicked = click_times(browser, plain, again, repeats)
    floors = statistics.median(alone), statistics.median(clicked)
    print(f"{repeats} times each: median, 95th percentile, ratio to the one-line app.\n")
    print("| | server time | 95 % | ratio | click | 95 % | ratio |\n|---|---:|---:|---:|---:|---:|---:|")
    print(f"| one-line Streamlit app | {cells(alone, floors[0])} | {cells(clicked, floors[1])} |")
    for each in INTERACTIONS:
        alone = server_times(app, each.page, each.link, repeats)
        address = f"{app}/{each.page}?run={RUN}"
        clicked = click_times(browser, address, each.act, repeats) if each.act else []
        print(f"| {each.name} | {cells(alone, floors[0])} | {cells(clicked, floors[1])} |", flush=True)
    print("\n| page | messages and requests | kB |\n|---|---:|---:|")
    for page in dict.fromkeys(("", *(each.page for each in INTERACTIONS), "compare", "classify")):
        count, size = weight(browser, f"{app}/{page}")
        print(f"| {page or 'home'} | {count} | {size / 1000:,.0f} |", flush=True)


if __name__ == "__main__":
    main()
