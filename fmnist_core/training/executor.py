"""Executors start training somewhere and stop it: here, in a process of this machine."""

import os
import platform
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from fmnist_core import paths
from fmnist_core.errors import RunError
from fmnist_core.runs import Run, RunState, RunStore
from fmnist_core.runs.files import storage, write_json
from fmnist_core.runs.run import STOP
from fmnist_core.runs.store import refuse_if_read_only

_ROOT = Path(__file__).resolve().parent.parent.parent
# TensorFlow itself chooses oneDNN on processors from AVX-512 VNNI on only; on older ones it trains about
# three times as fast, too (benchmarks/RESULTS.md). Not so the app's answers: one image takes longer there.
_ONEDNN = {"TF_ENABLE_ONEDNN_OPTS": "1"} if platform.machine() in ("x86_64", "AMD64") else {}


def worker_environment(**more: str) -> dict[str, str]:
    """Return the environment, and more, for a process that trains, in another folder.

    A relative `FMNIST_ARTIFACTS` would mean another place there. TensorFlow trains with oneDNN on any x86
    processor, unless `TF_ENABLE_ONEDNN_OPTS` is set.
    """
    return _ONEDNN | os.environ | {"FMNIST_ARTIFACTS": str(paths.artifacts_dir())} | more


class Executor(Protocol):
    """Where runs are trained."""

    def submit(self, run: Run) -> None:
        """Start a queued run, now or when its turn comes."""

    def stop(self, run: Run) -> None:
        """End a run after its batch; its best weights are kept and evaluated."""


class LocalExecutor:
    """Trains each run in a process of its own that outlives the one that started it."""

    def submit(self, run: Run) -> None:
        """Start the worker of a queued run; it waits by itself until a slot is free.

        Raises:
            StorageError: the run's log cannot be written.
        """
        flags = getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0) | getattr(
            subprocess, "DETACHED_PROCESS", 0
        )
        with storage(run.folder), (run.folder / "log.txt").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "fmnist_core.training.worker", str(run.folder)],
                cwd=_ROOT,
                env=worker_environment(TF_CPP_MIN_LOG_LEVEL="2", PYTHONUNBUFFERED="1"),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                creationflags=flags,
            )
        # Somebody has to take note of the process's end, or it stays in the process table.
        threading.Thread(target=process.wait, daemon=True).start()

    def stop(self, run: Run) -> None:
        """Ask the run's worker to stop.

        Raises:
            RunError: the run is not active.
        """
        RunStore().request_stop(run.id)


def resume(run: Run, executor: Executor) -> None:
    """Queue a run that ended early, to go on from its last checkpoint.

    Raises:
        RunError: the run belongs to the zoo, is active, has nothing left to do, or this installation is
            read-only.
    """
    refuse_if_read_only("train")
    status = run.status
    if run.zoo:
        raise RunError(f"{run.id} ships with the project and cannot be trained further.")
    if status.state.active or status.state is RunState.DONE:
        raise RunError(f"{run.id} is {status.state}: there is nothing to resume.")
    queued = replace(status, state=RunState.QUEUED, error=None, finished=None, heartbeat=time.time())
    with storage(run.folder):
        (run.folder / STOP).unlink(missing_ok=True)
    write_json(run.folder / "status.json", queued.to_dict(), make_folder=False)
    executor.submit(run)
