"""The settings of a training run as options of a command, and back."""

import argparse
import shlex
from collections.abc import Mapping
from typing import Any

from fmnist_core import datasets
from fmnist_core.networks import ARCHITECTURES
from fmnist_core.networks.backbones import BACKBONES
from fmnist_core.training import AUGMENTATIONS, OPTIMIZERS, PRECISIONS, SCHEDULES, TrainingConfig


def add_settings(parser: argparse.ArgumentParser) -> None:
    """Add one option for each field of a `TrainingConfig`; what is not given stays out of the result."""
    defaults = TrainingConfig.defaults()

    def add(field: str, text: str = "", **details: Any) -> None:  # noqa: ANN401 - of add_argument
        value = defaults[field]
        ends = text or ("default: none" if value is None else f"default: {value}" if value != "" else "")
        option = f"--{field.replace('_', '-')}"
        parser.add_argument(option, dest=field, default=argparse.SUPPRESS, help=ends, **details)

    add("dataset", choices=list(datasets.specs()))
    add("architecture", choices=list(ARCHITECTURES))
    add("epochs", type=int, metavar="N")
    add("batch_size", type=int, metavar="B")
    add("optimizer", choices=list(OPTIMIZERS))
    add("learning_rate", "default: the optimizer's own", type=float, metavar="X")
    add("momentum", f"for sgd; default: {defaults['momentum']}", type=float, metavar="M")
    add("schedule", choices=list(SCHEDULES))
    add("warm_up", "share of the steps, default: 0", type=float, metavar="W")
    add("weight_decay", type=float, metavar="D")
    add("dropout", "default: the architecture's own", type=float, metavar="P")
    add("label_smoothing", type=float, metavar="S")
    add("ema", "momentum of the weights' moving average; default: none is kept", type=float, metavar="E")
    add("early_stopping", "end after so many epochs without a better one", type=int, metavar="N")
    add("augment", choices=list(AUGMENTATIONS))
    add("skip_easy", "share of the images that an epoch leaves out, mostly easy", type=float, metavar="S")
    add("precision", choices=list(PRECISIONS))
    add("start_from", "begin with the weights of a run of the same architecture", metavar="RUN")
    add("teacher", "learn also from the answers of runs on the same dataset", metavar="RUN[,RUN...]")
    add("teacher_temperature", "that divides the teacher's logits; default: 2", type=float, metavar="T")
    add("backbone", "for transfer; default: the one that ships", choices=list(BACKBONES))
    add("fine_tune_epochs", "for transfer: so many last epochs open the backbone", type=int, metavar="N")
    add("fine_tune_blocks", type=int, metavar="N")
    add("limit", "train on so many images only", type=int, metavar="N")
    add("seed", type=int, metavar="S")
    add("name", "what to call the run", metavar="TEXT")


def arguments_of(config: TrainingConfig) -> list[str]:
    """Return the options that make `train` repeat a configuration; defaults are left out."""
    defaults = TrainingConfig.defaults()
    words = []
    for key, value in config.to_dict().items():
        if value != defaults[key]:
            words.append(f"--{key.replace('_', '-')}={value}")  # one word: a name may begin with a dash
    return words


def command_of(settings: Mapping[str, Any]) -> str:
    """Return the command that trains with the settings of a run, as a shell reads it.

    Raises:
        FmnistError: this version cannot train with them.
    """
    config = TrainingConfig.from_dict(dict(settings))
    return shlex.join(["python", "-m", "fmnist_core", "train", *arguments_of(config)])
