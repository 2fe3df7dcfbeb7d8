"""The state of a run."""

from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from typing import Any, Self


class RunState(StrEnum):
    """What a run is doing, or how it ended."""

    QUEUED = "queued"
    STARTING = "starting"
    RUNNING = "running"
    EVALUATING = "evaluating"
    DONE = "done"
    STOPPED = "stopped"
    INTERRUPTED = "interrupted"
    FAILED = "failed"

    @property
    def active(self) -> bool:
        """Whether a worker is, or soon will be, at work on the run."""
        return self is RunState.QUEUED or self.at_work

    @property
    def at_work(self) -> bool:
        """Whether a worker is at work on the run, which no longer waits for its turn."""
        return self in (RunState.STARTING, RunState.RUNNING, RunState.EVALUATING)


@dataclass(frozen=True)
class RunStatus:
    """What `status.json` says; None where not known (yet).

    Attributes:
        state: what the run is doing.
        epoch: epochs completed.
        epochs: epochs asked for.
        step: optimizer steps completed, over all epochs.
        steps: optimizer steps asked for.
        heartbeat: when the worker last wrote, in seconds since 1970.
        started: when training began, in seconds since 1970.
        finished: when the run ended, in seconds since 1970.
        seconds: time spent in training so far, over all sessions.
        phase_begin: step at which began what is trained now: a pretrained network's head, then the whole.
        phase_end: step at which that ends.
        phase_seconds: of the time spent in training, what had passed when it began.
        worked: time since the run's turn came, over all sessions, imports and evaluation included.
        error: why the run failed or was interrupted, one sentence.
        loss: training loss, running mean of this epoch.
        accuracy: training accuracy, running mean of this epoch, 0 to 1.
        learning_rate: of the latest step.
        images_per_second: training speed of late.
        best_epoch: the epoch whose weights are kept; 2.5 where a stop cut the third short.
        parameters: number of weights of the network.
        precision: the arithmetic that was used.
        validation_accuracy: of the kept weights, 0 to 1.
        test_accuracy: of the kept weights, 0 to 1.
    """

    state: RunState
    epoch: int = 0
    epochs: int | None = None
    step: int = 0
    steps: int | None = None
    heartbeat: float | None = None
    started: float | None = None
    finished: float | None = None
    seconds: float | None = None
    phase_begin: int = 0
    phase_end: int | None = None
    phase_seconds: float = 0.0
    worked: float | None = None
    error: str | None = None
    loss: float | None = None
    accuracy: float | None = None
    learning_rate: float | None = None
    images_per_second: float | None = None
    best_epoch: float | None = None
    parameters: int | None = None
    precision: str | None = None
    validation_accuracy: float | None = None
    test_accuracy: float | None = None

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> Self:
        """Build a status from JSON; keys of newer versions are left out.

        Raises:
            ValueError: the state is missing or unknown, or a value is of another type than it should be.
        """
        known: dict[str, Any] = {key.name: values[key.name] for key in fields(cls) if key.name in values}
        known["state"] = RunState(values.get("state"))
        for name in known.keys() - {"state"}:
            expected = str if name in ("error", "precision") else (int, float)
            if not isinstance(known[name], expected) and known[name] != getattr(cls, name):
                raise ValueError(f"{name} is {known[name]!r}")
        return cls(**known)

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return asdict(self)

    def seconds_left(self, now: float) -> float | None:
        """Return how long training still takes at the speed so far; None where that is not known.

        The speed of a pretrained network's head says nothing about that of the whole network after it.

        Args:
            now: the time, in seconds since 1970. What has passed since the last heartbeat is taken off.
        """
        if self.state is not RunState.RUNNING or not self.steps or self.phase_end not in (None, self.steps):
            return None
        steps, seconds = self.step - self.phase_begin, (self.seconds or 0.0) - self.phase_seconds
        if steps <= 0 or seconds <= 0:
            return None
        late = now - (self.heartbeat or now)
        return max(0.0, seconds / steps * (self.steps - self.step) - late)
