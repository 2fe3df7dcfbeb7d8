"""A Streamlit script served to a headless Chromium, for benchmarks that look at the running app."""

import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Generator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ONE_LINE = 'import streamlit as st; st.title("One line")\n'
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 120  # seconds until a start counts as failed


@contextlib.contextmanager
def serve(script: Path) -> Generator[str]:
    """Run a Streamlit script in a fresh process while the block lasts; yields its address at once."""
    port = _free_port()
    flags = ["--server.headless=true", "--server.address=127.0.0.1", f"--server.port={port}"]
    server = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", str(script), "--browser.gatherUsageStats=false", *flags],
        cwd=script.parent,
        env=os.environ | {"TF_CPP_MIN_LOG_LEVEL": "3"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for_port(port, server)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_for_port(port: int, server: subprocess.Popen) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and server.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.01)
    raise RuntimeError(f"The server did not open port {port} (exit status {server.poll()}).")
