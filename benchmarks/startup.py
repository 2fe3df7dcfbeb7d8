"""How late is the first page? This app beside a one-line Streamlit app, started the same way.

Each repeat starts both in a fresh process, one after the other, opens the first page in a headless Chromium
and waits until a heading is there and the script has finished: from then on the page answers. Time runs from
the start of the process. Needs Chromium and the packages of requirements-dev.txt.

    python benchmarks/startup.py --repeats 7
"""

import argparse
import os
import platform
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.serving import CHROMIUM_FLAGS, ONE_LINE, PATIENCE, serve  # noqa: E402
from fmnist_core.runs.environment import machine  # noqa: E402

INTERACTIVE = """() => document.querySelector('h1')?.textContent
    && document.querySelector('[data-testid="stApp"]')?.dataset.testScriptState === 'notRunning'"""


def seconds_until_interactive(script: Path, browser: Browser) -> float:
    """Start a Streamlit script in a fresh process and time it until its first page answers."""
    page = browser.new_context().new_page()  # a context of its own: nothing is cached from an earlier start
    started = time.perf_counter()
    with serve(script) as address:
        page.goto(address, wait_until="commit")
        page.wait_for_function(INTERACTIVE, polling=10, timeout=PATIENCE * 1000)
        seconds = time.perf_counter() - started
        page.context.close()
    return seconds


def measure(repeats: int) -> dict[str, list[float]]:
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        one_line = Path(folder) / "one_line.py"
        one_line.write_text(ONE_LINE)
        scripts = {"one-line Streamlit app": one_line, "this app": ROOT / "streamlit_app.py"}
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=CHROMIUM_FLAGS)
        times: dict[str, list[float]] = {name: [] for name in scripts}
        for repeat in range(repeats + 1):
            for name, script in scripts.items():
                seconds = seconds_until_interactive(script, browser)
                if repeat:  # the first round only fills the disk's cache
                    times[name].append(seconds)
        browser.close()
    return times


def table(times: dict[str, list[float]]) -> str:
    base = statistics.median(next(iter(times.values())))
    lines = ["| app | median | fastest | slowest | ratio |", "|---|---:|---:|---:|---:|"]
    for name, values in times.items():
        median = statistics.median(values)
        lines.append(
            f"| {name} | {median:.2f} s | {min(values):.2f} s | {max(values):.2f} s | {median / base:.2f} |"
        )
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--repeats", type=int, default=5, help="measured starts of each app (default 5)")
    repeats = parser.parse_args().repeats
    if repeats < 1:
        parser.error(f"--repeats must be at least 1; received {repeats}.")
    print(f"Seconds from the start of the process until the first page answers, {repeats} starts each.\n")
    print(table(measure(repeats)))
    where = f"{machine()['processor']}, {machine()['cores']} cores, Python {platform.python_version()}"
    print(f"\n{where}. Load of the machine meanwhile: {os.getloadavg()[0]:.1f}.")


if __name__ == "__main__":
    main()
