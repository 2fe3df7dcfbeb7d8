"""The process that trains one run: `python -m fmnist_core.training.worker RUN_FOLDER`."""

import os
import sys
from pathlib import Path

from filelock import Timeout

from fmnist_core.errors import FmnistError, RunError
from fmnist_core.runs import Run, RunState, RunWriter
from fmnist_core.training.queue import wait_for_slot

LOCK_SECONDS = 10


def work(run: Run) -> None:
    """Wait for a free slot, train the run, and leave it done, stopped or failed.

    Raises:
        RunError: the run has been deleted.
        FmnistError: training failed; the run's state says so, too.
        filelock.Timeout: another worker is already at work on the run.
    """
    if not run.folder.is_dir():  # the lock would make it anew
        raise RunError(f"{run.id} has been deleted: there is nothing to train.")
    with run.lock.acquire(timeout=LOCK_SECONDS), RunWriter(run) as writer:
        try:
            with wait_for_slot(run) as granted:
                if not granted:
                    writer.end(RunState.STOPPED)
                    return
                writer.begin()
                from fmnist_core.training.loop import train_run  # seconds: TensorFlow

                train_run(run, writer)
        except FmnistError as error:
            writer.end(RunState.FAILED, str(error))
            raise
        except Exception as error:  # whatever it is, the run must say that it failed
            sentence = f"Training failed: {type(error).__name__}: {error}"
            writer.end(RunState.FAILED, sentence)
            raise


def main(arguments: list[str]) -> int:
    """Train the run in the folder given as the only argument; return the exit status."""
    if hasattr(os, "nice"):
        os.nice(10)  # the app stays responsive on few cores
    try:
        work(Run(Path(arguments[0])))
    except FmnistError as error:
        print(error, file=sys.stderr)
        return 1
    except Timeout:
        print(f"{arguments[0]} has a worker already.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
