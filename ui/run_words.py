"""How runs are spoken of on the pages: their states, their times. Pure text, no Streamlit."""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, tzinfo
from typing import Any

from fmnist_core import datasets
from fmnist_core.errors import DatasetError
from fmnist_core.evaluation.metrics import wilson_interval
from fmnist_core.runs import Run, RunState, RunStatus
from ui.words import count, percent, percent_range, told_apart

_DOWNLOADED = re.compile(r"(\d+)/([1-9]\d{5,})")  # as Keras prints it: bytes done and in all


def duration(seconds: float) -> str:
    """Write a time as people say it: "8 s", "1 min 20 s", "2 h 5 min"."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"


def moment(iso: str, zone: tzinfo | None) -> str:
    """Write an ISO 8601 time as "1 August 2026, 14:05" in a time zone; "unknown" where it is no time."""
    try:
        time = datetime.fromisoformat(iso).astimezone(zone)
    except ValueError:
        return "unknown"
    return f"{time.day} {time:%B %Y, %H:%M}"


def progress(status: RunStatus, ahead: int = 0, log: str = "") -> str:
    """Write in one sentence what a run is doing, or how it ended.

    Args:
        status: of the run.
        ahead: for a queued run, how many others come first.
        log: for a run that starts, the last lines of its log.
    """
    match status.state:
        case RunState.QUEUED if ahead:
            return f"Waits for its turn: {ahead} {'run comes' if ahead == 1 else 'runs come'} first."
        case RunState.QUEUED:
            return "Next in line: starts as soon as a place is free."
        case RunState.STARTING if parts := _DOWNLOADED.findall(log.partition("Downloading data from")[2]):
            done, total = (int(number) for number in parts[-1])
            return f"Downloading the pretrained weights: {done / 1e6:.1f} of {total / 1e6:.1f} MB"
        case RunState.STARTING:
            return "Getting ready: takes about 20 seconds."
        case RunState.RUNNING:
            return f"Epoch {min(status.epoch + 1, status.epochs or 1)} of {status.epochs}"
        case RunState.EVALUATING:
            return "Testing the best weights on images that it has never seen."
    return _ending(status)


def result(run: Run, status: RunStatus) -> str:
    """Write how a run ended: how long it was trained and what its best weights reach on the test images."""
    if status.test_accuracy is None:
        return progress(status)
    epochs = status.epochs or status.epoch
    if status.state is RunState.STOPPED:
        ended = f"Stopped in epoch {min(status.epoch + 1, epochs)} of {epochs}"
    else:
        ended = f"Ended with epoch {status.epoch} of {epochs}"
    took = f" after {duration(status.seconds)}" if status.seconds else ""
    tested = certainty(run.dataset, status.test_accuracy)
    reached = f"{percent(status.test_accuracy)} of the test images are named correctly"
    return f"{ended}{took}. {reached}{f' ({tested})' if tested else ''}."


def promise(run: Run, status: RunStatus) -> str:
    """Write how close a run came to the time that it was promised to take; empty where nothing was."""
    if run.promised is None or not status.worked or status.state is not RunState.DONE:
        return ""
    longer = status.worked / run.promised - 1
    words = f"Promised {duration(run.promised)}, took {duration(status.worked)}"
    if abs(longer) < 0.005:
        return f"{words}."
    return f"{words}: {percent(abs(longer))} {'longer' if longer > 0 else 'shorter'}."


def interval(dataset: str, accuracy: float | None) -> tuple[float, float, int] | None:
    """Return the 95 % interval (low, high) of a test accuracy and the number of test images behind it.

    None where there is no accuracy, or where the dataset is no longer there.
    """
    total = None if accuracy is None else test_images(dataset)
    if accuracy is None or total is None:
        return None
    return *wilson_interval(round(accuracy * total), total), total


def test_images(dataset: str) -> int | None:
    """Return how many test images a dataset has; None where it is no longer there."""
    try:
        return datasets.load(dataset).sizes["test"]
    except DatasetError:
        return None


def certainty(dataset: str, accuracy: float | None) -> str:
    """Write the interval of a test accuracy; empty where it is not known."""
    known = interval(dataset, accuracy)
    if known is None:
        return ""
    return f"{percent_range(known[:2])} with 95\u202f% confidence, on {count(known[2])} images"


def figures_now(status: RunStatus, now: float) -> dict[str, str]:
    """Write the figures of a run that trains: label to value.

    Args:
        status: of the run.
        now: the time, in seconds since 1970.
    """
    return {
        "Training for": _written(duration, status.seconds),
        "Time left": _written(duration, status.seconds_left(now)),
        "Images a second": _written(lambda speed: count(round(speed)), status.images_per_second),
        "Learning rate": _written("{:.2g}".format, status.learning_rate),
        "Training accuracy": _written(percent, status.accuracy),
        "Validation accuracy": _written(percent, status.validation_accuracy),
    }


def figures_in_the_end(status: RunStatus) -> dict[str, str]:
    """Write the figures of a run that has ended: label to value."""
    return {
        "Trained for": _written(duration, status.seconds),
        "Best epoch": _written(count, status.best_epoch),
        "Parameters": _written(count, status.parameters),
        "Training accuracy": _written(percent, status.accuracy),
        "Validation accuracy": _written(percent, status.validation_accuracy),
        "Test accuracy": _written(percent, status.test_accuracy),
    }


def next_name(title: str, taken: Iterable[str]) -> str:
    """Return "title 1", or the number after the highest that is taken."""
    numbers = [re.fullmatch(rf"{re.escape(title)} (\d+)", name) for name in taken]
    return f"{title} {1 + max((int(match[1]) for match in numbers if match), default=0)}"


def names_by_id(runs: Sequence[Run]) -> dict[str, str]:
    """Return the names of runs by their ids, with the id behind a name that several of them share."""
    return told_apart({run.id: run.name for run in runs})


def names(runs: Sequence[Run]) -> list[str]:
    """Return the names of runs, with the id behind a name that several of them share."""
    return list(names_by_id(runs).values())


def plain(text: str) -> str:
    """Return a text that Markdown shows as it is."""
    return re.sub(r"([\\`*_{}\[\]()#+!|<>:~$])", r"\\\1", text)


def _ending(status: RunStatus) -> str:
    if status.state in (RunState.FAILED, RunState.INTERRUPTED):
        return status.error or f"{status.state.capitalize()}, without a reason."
    if status.test_accuracy is None and status.validation_accuracy is None:
        return "Stopped before its first epoch: there is nothing to test."
    if status.test_accuracy is None:
        return f"{'Stopped' if status.state is RunState.STOPPED else 'Ended'} without an evaluation."
    return f"{percent(status.test_accuracy)} of the test images are named correctly."


def _written(write: Callable[[Any], str], value: Any) -> str:  # noqa: ANN401
    return "–" if value is None else write(value)
