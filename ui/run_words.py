"""How runs are spoken of on the pages: their settings, their states, their times. Pure text, no Streamlit."""

import re
import shlex
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, tzinfo
from typing import Any

from fmnist_core import datasets
from fmnist_core.cli.settings import arguments_of
from fmnist_core.errors import DatasetError
from fmnist_core.evaluation.metrics import wilson_interval
from fmnist_core.networks import ARCHITECTURES
from fmnist_core.networks.backbones import BACKBONES
from fmnist_core.runs import Run, RunState, RunStatus
from fmnist_core.training.config import LEARNING_RATES, TrainingConfig
from ui.words import count, percent, percent_range

SETTINGS = {  # each field of a TrainingConfig, as the form and every table of settings call it
    "name": "Name",
    "dataset": "Dataset",
    "architecture": "Network",
    "start_from": "Starting point",
    "backbone": "Backbone",
    "fine_tune_epochs": "Fine-tuning epochs",
    "fine_tune_blocks": "Blocks to fine-tune",
    "epochs": "Epochs",
    "limit": "Training images",
    "augment": "Augmentation",
    "optimizer": "Optimizer",
    "learning_rate": "Learning rate",
    "schedule": "Schedule",
    "warm_up": "Warm-up",
    "momentum": "Momentum",
    "batch_size": "Batch size",
    "dropout": "Dropout",
    "weight_decay": "Weight decay",
    "label_smoothing": "Label smoothing",
    "ema": "Weight averaging",
    "early_stopping": "Early stopping",
    "precision": "Precision",
    "seed": "Seed",
}
SHIPPED = next(spec.name for spec in BACKBONES.values() if spec.shipped)  # what no backbone means
WITHOUT_WARM_UP = ("one-cycle", "plateau")  # schedules that set the first steps' rate themselves
_CHOICES = {
    "adam": "Adam",
    "adamw": "AdamW",
    "rmsprop": "RMSprop",
    "sgd": "SGD",
    "one-cycle": "One cycle",
    "cutmix": "CutMix",
    "auto": "Automatic",
    "mixed_bfloat16": "Mixed bfloat16",
}
_OFF = (
    "warm_up",
    "weight_decay",
    "ema",
    "fine_tune_epochs",
)  # settings whose zero means that they are not there
_DEFAULTS = TrainingConfig().to_dict()


def choice(name: str) -> str:
    """Write the name of an optimizer, a schedule, an augmentation or a precision."""
    return _CHOICES.get(name) or name.replace("_", " ").capitalize()


def dataset_title(name: str) -> str:
    """Return the title of a dataset, or its name where it is no longer there."""
    spec = datasets.specs().get(name)
    return spec.title if spec else name


def network_title(name: str) -> str:
    """Return the title of an architecture, or its name where this version does not know it."""
    spec = ARCHITECTURES.get(name)
    return spec.title if spec else name


def backbone_title(name: str) -> str:
    """Return the title of a backbone, or its name where this version does not know it."""
    return BACKBONES[name].title if name in BACKBONES else name


def setting(field: str, config: Mapping[str, Any]) -> str:
    """Write the value of one field of a configuration; what an older version did not know has its default."""
    config = {**_DEFAULTS, **config}
    value = config[field]
    if _unused(field, config):
        return "not used"
    if value is None:
        return _default(field, config)
    if field == "dataset":
        return dataset_title(value)
    if field == "architecture":
        return network_title(value)
    if field in _OFF and not value:
        return "none"
    if field == "backbone":
        return backbone_title(value)
    if field in ("name", "start_from"):
        return value or "none"
    if isinstance(value, str):
        return choice(value)
    return count(value) if isinstance(value, int) and field != "seed" else f"{value:g}"


def settings(config: Mapping[str, Any]) -> dict[str, str]:
    """Write a whole configuration: label to value, in the order of the form."""
    return {label: setting(field, config) for field, label in SETTINGS.items() if field != "name"}


def differences(configs: Sequence[Mapping[str, Any]]) -> dict[str, list[str]]:
    """Return the settings in which configurations differ: label to one value for each configuration."""
    written = [settings(config) for config in configs]
    rows = {label: [one[label] for one in written] for label in written[0]}
    return {label: values for label, values in rows.items() if len(set(values)) > 1}


def command(config: Mapping[str, Any]) -> str:
    """Write the command that trains with a configuration.

    Raises:
        FmnistError: this version cannot train with it.
    """
    options = arguments_of(TrainingConfig.from_dict(dict(config)))
    return shlex.join(["python", "-m", "fmnist_core", "train", *options])


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


def progress(status: RunStatus, ahead: int = 0) -> str:
    """Write in one sentence what a run is doing, or how it ended.

    Args:
        status: of the run.
        ahead: for a queued run, how many others come first.
    """
    match status.state:
        case RunState.QUEUED if ahead:
            return f"Waits for its turn: {ahead} {'run comes' if ahead == 1 else 'runs come'} first."
        case RunState.QUEUED:
            return "Next in line: starts as soon as a place is free."
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


def interval(dataset: str, accuracy: float | None) -> tuple[float, float, int] | None:
    """Return the 95 % interval (low, high) of a test accuracy and the number of test images behind it.

    None where there is no accuracy, or where the dataset is no longer there.
    """
    if accuracy is None:
        return None
    try:
        total = len(datasets.load(dataset).labels("test"))
    except DatasetError:
        return None
    return *wilson_interval(round(accuracy * total), total), total


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


def side_by_side(runs: Sequence[Run]) -> dict[str, list[str]]:
    """Write the figures of several runs: label to one value for each run."""
    statuses = [run.status for run in runs]
    columns = [figures_in_the_end(status) for status in statuses]
    rows = {label: [column[label] for column in columns] for label in columns[0]}
    ranges = [interval(run.dataset, one.test_accuracy) for run, one in zip(runs, statuses, strict=True)]
    rows["95\u202f% interval"] = [_written(lambda known: percent_range(known[:2]), known) for known in ranges]
    rows["Test images"] = [_written(lambda known: count(known[2]), known) for known in ranges]
    return rows


def next_name(title: str, taken: Iterable[str]) -> str:
    """Return "title 1", or the number after the highest that is taken."""
    numbers = [re.fullmatch(rf"{re.escape(title)} (\d+)", name) for name in taken]
    return f"{title} {1 + max((int(match[1]) for match in numbers if match), default=0)}"


def names(runs: Sequence[Run]) -> list[str]:
    """Return the names of runs, with the id behind a name that several of them share."""
    all_names = [run.name for run in runs]
    return [run.name if all_names.count(run.name) == 1 else f"{run.name} ({run.id})" for run in runs]


def plain(text: str) -> str:
    """Return a text that Markdown shows as it is."""
    return re.sub(r"([\\`*_{}\[\]()#+!|<>:~$])", r"\\\1", text)


def _unused(field: str, config: Mapping[str, Any]) -> bool:
    if field == "momentum":
        return config["optimizer"] != "sgd"
    if field == "warm_up":
        return config["schedule"] in WITHOUT_WARM_UP
    if field == "fine_tune_blocks":
        return not config["fine_tune_epochs"]
    known = ARCHITECTURES.get(config["architecture"])
    return field in ("backbone", "fine_tune_epochs") and known is not None and not known.pretrained


def _default(field: str, config: Mapping[str, Any]) -> str:
    if field == "learning_rate" and config["optimizer"] in LEARNING_RATES:
        return f"{LEARNING_RATES[config['optimizer']]:g}"
    if field == "dropout" and config["architecture"] in ARCHITECTURES:
        return f"{ARCHITECTURES[config['architecture']].dropout:g}"
    if field == "backbone":
        return backbone_title(SHIPPED)
    return {"limit": "all", "early_stopping": "never", "start_from": "none"}.get(field, "default")


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
