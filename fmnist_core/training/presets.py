"""Named trainings that keep a promise of time: how many epochs fit is worked out from the measured speed."""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from fmnist_core.datasets import load
from fmnist_core.training.config import TrainingConfig
from fmnist_core.training.forecast import Speed, forecast

FEWEST_IMAGES = 1_000
MOST_EPOCHS = 100


@dataclass(frozen=True)
class Preset:
    """One row of the table of presets.

    Attributes:
        title: what pages call it.
        purpose: what to expect, in one sentence.
        seconds: how long it may take, from start to result; None where accuracy comes first.
        settings: fields of a `TrainingConfig`; those left out have their defaults.
    """

    title: str
    purpose: str
    seconds: float | None
    settings: Mapping[str, Any] = field(default_factory=dict)


_ONE_CYCLE = {"optimizer": "sgd", "schedule": "one-cycle"}
# So few epochs see too little of each image to need more variations than its mirror image.
_SHORT = {
    "architecture": "fast",
    "augment": "mirror",
    "skip_easy": 0.5,
    "batch_size": 256,
    "learning_rate": 0.5,
    "weight_decay": 0.0025,
    "label_smoothing": 0.1,
}

PRESETS = {
    "one-minute": Preset("One minute", "A first look.", 60, _SHORT | _ONE_CYCLE),
    "three-minutes": Preset(
        "Three minutes",
        "A good network in a short break.",
        180,
        _SHORT | _ONE_CYCLE | {"architecture": "resnet10", "skip_easy": 0.6},
    ),
    "best": Preset(
        "Best",
        "The most accurate without a teacher, however long it takes.",
        None,
        {
            "architecture": "resnet",
            "epochs": 50,
            "augment": "erasing",
            "weight_decay": 0.002,
            "ema": 0.998,
            "learning_rate": 0.1,
            **_ONE_CYCLE,
        },
    ),
}


def preset_config(name: str, dataset: str) -> TrainingConfig:
    """Return the configuration of a preset before its epochs are fitted to the machine.

    Args:
        name: a key of `PRESETS`.
        dataset: what to train on.
    """
    return TrainingConfig(dataset=dataset, **PRESETS[name].settings)


def fitted(config: TrainingConfig, seconds: float | None, speed: Speed) -> TrainingConfig:
    """Return a configuration with as many epochs as fit into a time.

    Where not even one fits, it is one epoch on as many images as do, at least 1,000.

    Args:
        config: what to train, and how.
        seconds: how long it may take, from start to result; None: the configuration stays as it is.
        speed: as measured with that configuration.
    """
    if seconds is None:
        return config

    def with_epochs(epochs: int) -> TrainingConfig:
        return replace(config, epochs=epochs, fine_tune_epochs=min(epochs, config.fine_tune_epochs))

    possible = range(1, MOST_EPOCHS + 1)
    epochs = bisect_right(possible, seconds, key=lambda number: forecast(with_epochs(number), speed).total)
    if epochs:
        return with_epochs(epochs)
    config = replace(with_epochs(1), skip_easy=0.0)  # the first epoch does not know yet what is easy
    return replace(config, limit=_images_in(config, seconds, speed))


def _images_in(config: TrainingConfig, seconds: float, speed: Speed) -> int:
    """Return on how many of its images a training can be done in a time; at least `FEWEST_IMAGES`."""
    all_of_them = load(config.dataset).sizes["train"]
    all_of_them = min(all_of_them, config.limit or all_of_them)
    possible = range(FEWEST_IMAGES, all_of_them + 1, config.batch_size)
    fitting = bisect_right(
        possible, seconds, key=lambda number: forecast(replace(config, limit=number), speed).total
    )
    return possible[fitting - 1] if fitting else min(FEWEST_IMAGES, all_of_them)
