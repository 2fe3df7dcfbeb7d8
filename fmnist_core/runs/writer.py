"""Writing to a run: by its worker alone, apart from the request to stop."""

import threading
import time
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import numpy as np

from fmnist_core.runs.files import append_line, read_json, replacing, storage, write_json
from fmnist_core.runs.run import Run
from fmnist_core.runs.status import RunState, RunStatus

HEARTBEAT_SECONDS = 2


class RunWriter:
    """The one writer of a run's status, history and evaluation; safe to use from two threads.

    While used as a context manager it writes a heartbeat every two seconds.
    """

    def __init__(self, run: Run) -> None:
        self.run = run
        self._mutex = threading.Lock()
        self._closed = threading.Event()
        self._began: float | None = None
        self.status = RunStatus.from_dict(read_json(run.folder / "status.json"))

    def __enter__(self) -> "RunWriter":
        self._thread = threading.Thread(target=self._beat, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._closed.set()
        self._thread.join()

    def update(self, **changes: Any) -> None:  # noqa: ANN401 - the fields of RunStatus
        """Change fields of the status and write it at once."""
        with self._mutex:
            if self._began is not None:
                changes["worked"] = round(time.monotonic() - self._began, 3)
            self.status = replace(self.status, **changes, heartbeat=time.time())
            write_json(self.run.folder / "status.json", self.status.to_dict(), make_folder=False)

    def begin(self) -> None:
        """Note that work on the run begins: its turn has come."""
        self._began = time.monotonic() - (self.status.worked or 0.0)
        self.update(state=RunState.STARTING)

    def end(self, state: RunState, error: str | None = None) -> None:
        """Note how the run has ended."""
        self.update(state=state, finished=time.time(), error=error)

    def append_epoch(self, record: dict[str, Any]) -> None:
        """Add one epoch to the history."""
        append_line(self.run.folder / "history.jsonl", record)

    def append_step(self, record: dict[str, Any]) -> None:
        """Add one point to the curve within an epoch."""
        append_line(self.run.folder / "steps.jsonl", record)

    def save_fooled(self, samples: list[dict[str, Any]]) -> None:
        """Replace the list of validation samples that fool the network most."""
        write_json(self.run.folder / "fooled.json", {"samples": samples}, make_folder=False)

    def rewind(self, epoch: int) -> None:
        """Forget what was recorded after the given number of completed epochs, and the evaluation.

        Weights that are kept from a later moment stay the ones to beat.
        """
        evaluation = self.run.folder / "evaluation.npz"
        with storage(evaluation):
            evaluation.unlink(missing_ok=True)
        self._rewrite("history.jsonl", [r for r in self.run.history() if r["epoch"] <= epoch])
        self._rewrite("steps.jsonl", [r for r in self.run.steps() if r["epoch"] <= epoch])
        self.update(test_accuracy=None)

    def save_evaluation(self, arrays: dict[str, np.ndarray]) -> None:
        """Write `evaluation.npz`; keys are `<split>_indices`, `<split>_labels`, `<split>_logits`."""
        with replacing(self.run.folder / "evaluation.npz", make_folder=False) as temporary:
            np.savez_compressed(temporary, **arrays, allow_pickle=False)

    def _rewrite(self, name: str, records: Iterable[dict[str, Any]]) -> None:
        path = self.run.folder / name
        with replacing(path, make_folder=False) as temporary:
            temporary.touch()
            for record in records:
                append_line(temporary, record)

    def _beat(self) -> None:
        while not self._closed.wait(HEARTBEAT_SECONDS):
            self.update()
