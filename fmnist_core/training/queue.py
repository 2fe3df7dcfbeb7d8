"""The queue of runs, kept by the waiting workers themselves.

There is no dispatcher that could die: each queued run has a worker that waits, and at most
`FMNIST_MAX_JOBS` of them hold one of the slots' locks, which the system frees when a process ends, however
it ends. The oldest queued run goes first, unless somebody has moved one, or it is to learn from a run that is
not ready.
"""

import os
import time
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from fmnist_core import paths
from fmnist_core.errors import ConfigError, RunCorruptError, RunError
from fmnist_core.runs import Run, RunState, RunStore
from fmnist_core.runs.files import read_json, storage, write_json
from fmnist_core.runs.store import refuse_if_read_only
from fmnist_core.training.other_runs import named_in

POLL_SECONDS = 0.5


def max_jobs() -> int:
    """Return how many runs may train at the same time: `FMNIST_MAX_JOBS`, 1 unless set.

    Raises:
        ConfigError: the variable is no whole number above zero.
    """
    text = os.environ.get("FMNIST_MAX_JOBS") or "1"
    if not text.isdecimal() or int(text) < 1:
        raise ConfigError(f"FMNIST_MAX_JOBS should be a whole number above zero. Received: {text!r}.")
    return int(text)


def waiting(store: RunStore) -> list[Run]:
    """Return the queued runs, the next one first."""
    queued = [run for run in store.list() if run.status.state is RunState.QUEUED]
    moved = {run_id: place for place, run_id in enumerate(_moved())}
    # Those that were queued after the last move come behind those that were there.
    return sorted(queued, key=lambda run: (moved.get(run.id, len(moved)), run.created, run.id))


def move(run: Run, places: int) -> None:
    """Let a queued run wait so many places further behind (or, below zero, ahead), as far as there are.

    Raises:
        RunError: the run does not wait, or this installation is read-only.
        StorageError: the disk refused.
    """
    refuse_if_read_only("reorder runs")
    with storage(_order_file()), FileLock(_order_file().with_suffix(".lock")):
        order = [other.id for other in waiting(RunStore())]
        if run.id not in order:
            raise RunError(f"{run.id} is {run.status.state}: it does not wait for its turn.")
        place = min(max(order.index(run.id) + places, 0), len(order) - 1)
        order.remove(run.id)
        order.insert(place, run.id)
        write_json(_order_file(), {"order": order})


def _order_file() -> Path:
    return paths.runs_dir() / ".queue.json"


def _moved() -> list[str]:
    try:
        order = read_json(_order_file()).get("order")
    except RunCorruptError:
        return []  # nobody has moved a run yet; an unreadable order is none
    return [str(run_id) for run_id in order] if isinstance(order, list) else []


@contextmanager
def wait_for_slot(run: Run) -> Generator[bool]:
    """Hold a slot for the block; yields False, and holds none, when a stop was asked for meanwhile."""
    with ExitStack() as held:
        while not (granted := _next(run) and _take_slot(held)):
            if run.stop_requested:
                break
            time.sleep(POLL_SECONDS)
        yield granted


def _next(run: Run) -> bool:
    """Tell whether it is a run's turn: it is the first of those that wait for no other run's weights."""
    queue = waiting(RunStore())
    ready = [other.id for other in queue if not _waits_for_weights(other)]
    return not queue or run.id in ready[:1]


def _waits_for_weights(run: Run) -> bool:
    named = named_in(run.config)
    return bool(named) and any(other.id in named and other.status.state.active for other in RunStore().list())


def _take_slot(held: ExitStack) -> bool:
    folder = paths.runs_dir() / ".slots"
    with storage(folder):
        folder.mkdir(parents=True, exist_ok=True)
    for number in range(max_jobs()):
        try:
            held.enter_context(FileLock(folder / f"{number}.lock").acquire(blocking=False))
        except Timeout:
            continue
        return True
    return False
