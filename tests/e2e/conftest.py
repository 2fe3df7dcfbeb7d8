"""A running app and a browser for the tests in this folder."""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from benchmarks.serving import CHROMIUM_FLAGS

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
PATIENCE = 120_000  # milliseconds; a server's first page loads TensorFlow, and trainings share its cores
_log_files = []


def pytest_collection_modifyitems(items):
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.e2e)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if report.failed and HERE in item.path.parents:
        for log in _log_files:
            report.sections.append((f"Log of {log.name}", log.read_text(errors="replace")[-5000:]))
    return report


@pytest.fixture(scope="session")
def serve(tmp_path_factory):
    """A context manager: `with serve(script, artifacts) as url` runs a Streamlit script while it lasts."""

    @contextlib.contextmanager
    def run(script, artifacts):
        port = _free_port()
        log = tmp_path_factory.mktemp("log") / f"{Path(script).stem}.log"
        command = [sys.executable, "-m", "streamlit", "run", str(script)]
        command += ["--server.headless=true", f"--server.port={port}", "--server.address=127.0.0.1"]
        command += ["--server.fileWatcherType=none", "--browser.gatherUsageStats=false"]
        environment = {**os.environ, "FMNIST_ARTIFACTS": str(artifacts), "TF_CPP_MIN_LOG_LEVEL": "3"}
        environment.pop("TF_ENABLE_ONEDNN_OPTS")  # as people start it
        with log.open("wb") as out:
            process = subprocess.Popen(
                command, cwd=ROOT, env=environment, stdout=out, stderr=subprocess.STDOUT
            )
        _log_files.append(log)
        try:
            _wait_until_healthy(process, port, log)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            _log_files.remove(log)

    return run


@pytest.fixture(scope="session")
def artifacts(tmp_path_factory):
    """The folder that the app under test writes to; empty at the start."""
    return tmp_path_factory.mktemp("artifacts")


@pytest.fixture(scope="session")
def app_url(serve, artifacts):
    """The address of the running app."""
    with serve(ROOT / "streamlit_app.py", artifacts) as url:
        yield url


@pytest.fixture(scope="session")
def browser(launch):
    """Chromium, without a window."""
    with launch() as chromium:
        yield chromium


@pytest.fixture(scope="session")
def launch():
    """A context manager: `with launch(*flags) as browser` runs Chromium while it lasts."""
    executable = shutil.which("chromium")
    if executable is None:
        message = "Chromium is missing: install it with `apt-get install chromium` to run the browser tests."
        if os.environ.get("FMNIST_REQUIRE_BROWSER") == "1":
            pytest.fail(message, pytrace=False)
        pytest.skip(message)
    playwright = pytest.importorskip("playwright.sync_api", reason="`pip install -r requirements-dev.txt`")
    playwright.expect.set_options(timeout=PATIENCE)
    with playwright.sync_playwright() as driver:

        @contextlib.contextmanager
        def run(*flags):
            chromium = driver.chromium.launch(executable_path=executable, args=[*CHROMIUM_FLAGS, *flags])
            yield chromium
            chromium.close()

        yield run


@pytest.fixture
def page(browser):
    """A fresh page, 1440 px wide; the test fails if a script breaks or the page ends with an exception."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    context.set_default_timeout(PATIENCE)
    broken = []
    context.on("weberror", lambda web_error: broken.append(str(web_error.error)))
    tab = context.new_page()
    yield tab
    exceptions = tab.locator("[data-testid=stException]").all_inner_texts()
    context.close()
    assert not broken, f"A script in the browser broke: {broken[0]}"
    assert not exceptions, f"The page shows an exception: {exceptions[0]}"


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_until_healthy(process, port, log, seconds=60):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        if _healthy(port):
            return
        time.sleep(0.2)
    pytest.fail(f"Streamlit did not start:\n{log.read_text(errors='replace')[-5000:]}", pytrace=False)


def _healthy(port):
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=2):
            return True
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False
