"""How the settings of a run are spoken of on the pages. Pure text, no Streamlit."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from fmnist_core import datasets
from fmnist_core.networks import ARCHITECTURES
from fmnist_core.networks.backbones import BACKBONES, SHIPPED
from fmnist_core.training.config import FROM_SCRATCH, LEARNING_RATES, TrainingConfig
from ui.words import count

SETTINGS = {  # each field of a TrainingConfig, as the form and every table of settings call it
    "name": "Name",
    "dataset": "Dataset",
    "architecture": "Network",
    "start_from": "Starting point",
    "teacher": "Teacher",
    "teacher_temperature": "Teacher's temperature",
    "backbone": "Backbone",
    "fine_tune_epochs": "Fine-tuning epochs",
    "fine_tune_blocks": "Blocks to fine-tune",
    "epochs": "Epochs",
    "limit": "Training images",
    "augment": "Augmentation",
    "skip_easy": "Skipped images",
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
WITHOUT_WARM_UP = ("one-cycle", "plateau")  # schedules that set the first steps' rate themselves
WITH_BACKBONE = ("backbone", "fine_tune_epochs")  # of pretrained architectures; of others: FROM_SCRATCH
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
    "skip_easy",
    "fine_tune_epochs",
)  # settings whose zero means that they are not there
_DEFAULTS = TrainingConfig.defaults()


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
    if field == "teacher":
        return ", ".join(map(str.strip, value.split(",")))
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


def _unused(field: str, config: Mapping[str, Any]) -> bool:
    if field == "momentum":
        return config["optimizer"] != "sgd"
    if field == "warm_up":
        return config["schedule"] in WITHOUT_WARM_UP
    if field == "fine_tune_blocks":
        return not config["fine_tune_epochs"]
    if field == "teacher_temperature" and not config["teacher"]:
        return True
    known = ARCHITECTURES.get(config["architecture"])
    if known is None:
        return False
    return field in (FROM_SCRATCH if known.pretrained else WITH_BACKBONE)


def _default(field: str, config: Mapping[str, Any]) -> str:
    if field == "learning_rate" and config["optimizer"] in LEARNING_RATES:
        return f"{LEARNING_RATES[config['optimizer']]:g}"
    if field == "dropout" and config["architecture"] in ARCHITECTURES:
        return f"{ARCHITECTURES[config['architecture']].dropout:g}"
    if field == "backbone":
        return backbone_title(SHIPPED)
    words = {"limit": "all", "early_stopping": "never", "start_from": "none", "teacher": "none"}
    return words.get(field, "default")


def with_labels(problem: str) -> str:
    """Return what is wrong with a configuration, with settings called as the form calls them."""
    found = re.compile(rf"\b({'|'.join(SETTINGS)})\b(?= (?:should|is|are|and|names)\b)")
    return found.sub(lambda match: f"“{SETTINGS[match[1]]}”", problem)
