"""Named trainings that keep a promise of time: how many epochs fit is worked out from the measured speed."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

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
        "The most accurate, however long it takes.",
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
    fewest = max(1, config.fine_tune_epochs)
    once, twice = (forecast(replace(config, epochs=fewest + more), speed).total for more in (0, 1))
    epochs = fewest + int((seconds - once) // (twice - once))
    if epochs >= fewest:
        return replace(config, epochs=min(epochs, MOST_EPOCHS))
    # The first epoch does not know yet what is easy.
    config = replace(config, epochs=1, fine_tune_epochs=min(1, config.fine_tune_epochs), skip_easy=0.0)
    return replace(config, limit=_images_in(config, seconds, speed))


def _images_in(config: TrainingConfig, seconds: float, speed: Speed) -> int:
    """Return on how many of its images a training can be done in a time; at least `FEWEST_IMAGES`."""
    all_of_them = load(config.dataset).sizes["train"]
    all_of_them = min(all_of_them, config.limit or all_of_them)
    batches = [1, max(2, all_of_them // config.batch_size)]
    totals = [forecast(replace(config, limit=count * config.batch_size), speed).total for count in batches]
    fitting = int(np.interp(seconds, totals, batches)) * config.batch_size
    return min(all_of_them, max(FEWEST_IMAGES, fitting))
