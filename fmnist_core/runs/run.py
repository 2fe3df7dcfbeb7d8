"""One run: a folder, read through properties that never show half a file."""

import time
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from filelock import FileLock, Timeout

from fmnist_core.errors import RunCorruptError
from fmnist_core.runs.files import BROKEN_ARCHIVE, read_json, read_lines
from fmnist_core.runs.labels import Labels, read_labels
from fmnist_core.runs.status import RunState, RunStatus

FORMAT = 1
STOP = "stop"  # the file that asks a worker to stop, and says how
GRACE_SECONDS = 20  # a new worker has this long to take its lock
STALE_SECONDS = 60  # a living worker writes its heartbeat every few seconds


@dataclass(frozen=True)
class Run:
    """A folder that holds one training run.

    Attributes:
        folder: where the files are; its name is the run's id.
        zoo: whether the run ships with the project and must not be changed.
    """

    folder: Path
    zoo: bool = False

    @property
    def id(self) -> str:
        """The run's id, unique in the store."""
        return self.folder.name

    @cached_property
    def record(self) -> dict[str, Any]:
        """All of `config.json`: format, created, training, environment.

        Raises:
            RunCorruptError: the file is missing, broken, or of a newer format.
        """
        record = read_json(self.folder / "config.json")
        if record.get("format") != FORMAT or not isinstance(record.get("training"), dict):
            raise RunCorruptError(
                f"{self.id}: config.json has format {record.get('format')!r}, this version reads {FORMAT}. "
                "Update the project to read it."
            )
        return record

    @property
    def config(self) -> dict[str, Any]:
        """The training configuration as plain values."""
        return self.record["training"]

    @property
    def knows_pictures(self) -> bool:
        """Whether its network learnt from pictures like those that people draw and photograph, too."""
        return self.config.get("augment") == "pictures"

    @property
    def name(self) -> str:
        """What people call the run: the name they gave it, then or since, or its id."""
        return self.labels.name or self.first_name

    @property
    def first_name(self) -> str:
        """The name that the run was trained under, or its id."""
        return self.config.get("name") or self.id

    @property
    def labels(self) -> Labels:
        """The name, note and tags that people have given the run since, read anew each time."""
        return read_labels(self.folder)

    @property
    def dataset(self) -> str:
        """Name of the dataset that the run was trained on."""
        return self.config.get("dataset", "")

    @property
    def architecture(self) -> str:
        """Name of the architecture."""
        return self.config.get("architecture", "")

    @property
    def created(self) -> str:
        """When the run was created: ISO 8601, UTC."""
        return str(self.record.get("created", ""))

    @property
    def promised(self) -> float | None:
        """How long the run was said to take, in seconds, before it began; None where nothing was said."""
        value = self.record.get("promised")
        return float(value) if isinstance(value, int | float) else None

    @property
    def model_path(self) -> Path:
        """Where the best weights are (once there are any)."""
        return self.folder / "model.keras"

    @property
    def status(self) -> RunStatus:
        """The state now, read anew each time; a run whose worker is gone says interrupted."""
        status = self._stored_status()
        if status.state.active and not self._has_worker(status):
            status = self._stored_status()  # the worker may just have ended, as it should
            if status.state.active:
                return replace(status, state=RunState.INTERRUPTED, error=_gone(status))
        return status

    def _stored_status(self) -> RunStatus:
        try:
            return RunStatus.from_dict(read_json(self.folder / "status.json"))
        except (RunCorruptError, ValueError) as error:
            return RunStatus(RunState.INTERRUPTED, error=f"The state of this run cannot be read: {error}")

    @property
    def evaluated(self) -> bool:
        """Whether the run has ended with an evaluation to look at."""
        ended = self.status.state in (RunState.DONE, RunState.STOPPED)
        return ended and (self.folder / "evaluation.npz").is_file()

    @property
    def stop_requested(self) -> str:
        """How somebody has asked the worker to stop: "evaluate" first, "leave" at once, or "" for not."""
        try:
            return (self.folder / STOP).read_text(encoding="utf-8") or "evaluate"
        except FileNotFoundError:
            return ""

    def fooled(self) -> list[dict[str, Any]]:
        """Return the validation samples that the latest epoch's network is wrong on, the surest first.

        Each has index, predicted and confidence; there are none before the first epoch's end.
        """
        path = self.folder / "fooled.json"
        return read_json(path)["samples"] if path.is_file() else []

    def history(self) -> list[dict[str, Any]]:
        """Return one record an epoch: epoch, loss, accuracy, validation_loss, validation_accuracy, ..."""
        return read_lines(self.folder / "history.jsonl")

    def steps(self) -> list[dict[str, Any]]:
        """Return about one record a second: step, epoch (a fraction), loss, accuracy, ..."""
        return read_lines(self.folder / "steps.jsonl")

    def log_tail(self, lines: int = 20) -> str:
        """Return the last lines of the worker's own output; empty where there is none."""
        try:
            text = (self.folder / "log.txt").read_text(encoding="utf-8", errors="replace")
        except FileNotFoundError:
            return ""
        return "\n".join(text.splitlines()[-lines:])

    def evaluation_arrays(self, split: str) -> dict[str, np.ndarray]:
        """Return what the kept weights answered on a split.

        Args:
            split: "validation" or "test".

        Returns:
            indices int64 (n,), labels int64 (n,), logits float32 (n, classes).

        Raises:
            RunCorruptError: there is no evaluation (yet), or its file is broken.
        """
        path = self.folder / "evaluation.npz"
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
                return {key: arrays[f"{split}_{key}"] for key in ("indices", "labels", "logits")}
        except BROKEN_ARCHIVE as error:
            raise RunCorruptError(
                f"{self.id} has no readable evaluation of the {split} split ({error}). {self._remedy}"
            ) from error

    @property
    def _remedy(self) -> str:
        if self.zoo:
            return "It ships with the project: get its folder from there again."
        if self.status.state.active:
            return f"It is {self.status.state}: wait for its end."
        if self.status.state is RunState.DONE:
            return "Train another with its settings."
        return f"Train it to its end: python -m fmnist_core train --resume {self.id}."

    @property
    def network_written(self) -> int:
        """When the network was last written, in nanoseconds since 1970; 0 where there is none."""
        return self.model_path.stat().st_mtime_ns if self.model_path.is_file() else 0

    def made(self, path: Path) -> bool:
        """Whether a file that was computed with a run's network was so with the network as it is now.

        Whoever writes such a file gives it the time of the network that it began with (see `dated`): what is
        trained meanwhile writes another.
        """
        return path.is_file() and path.stat().st_mtime_ns >= self.network_written

    @property
    def lock(self) -> FileLock:
        """The lock that the run's worker holds for as long as it lives."""
        return FileLock(self.folder / "worker.lock")

    def _has_worker(self, status: RunStatus) -> bool:
        age = time.time() - (status.heartbeat or 0)
        if age > STALE_SECONDS:
            return False
        if status.state is RunState.QUEUED and age < GRACE_SECONDS:
            return True
        try:
            # Not at once: another reader may hold the lock for the moment that it asks, too.
            with self.lock.acquire(timeout=0.1, poll_interval=0.02):
                return False
        except Timeout:
            return True
        except OSError:
            return True  # a disk that cannot be written tells nothing; the heartbeat decides


def _gone(status: RunStatus) -> str:
    return (
        f"The training process ended without a word while the run was {status.state}"
        f"{f', after {status.epoch} of {status.epochs} epochs' if status.epochs else ''}. "
        "Resume it from its last checkpoint."
    )
