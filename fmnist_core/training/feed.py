"""What a training is fed with, as its plan says."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from fmnist_core.training.augmentation import by_turns, layers
from fmnist_core.training.data import batches
from fmnist_core.training.plan import Plan
from fmnist_core.training.sample_losses import SampleLosses
from fmnist_core.training.selection import Selection
from fmnist_core.training.teaching import taught

SELECTION = "selection.npz"


@dataclass(frozen=True)
class Feed:
    """Both are for one call of `fit`.

    Attributes:
        batches: of the epoch that has begun; `fit` takes them anew each epoch.
        selecting: tells the batches of the epochs; to come before callbacks that save a checkpoint.
    """

    batches: tf.data.Dataset
    selecting: keras.callbacks.Callback


def feed(
    plan: Plan, inputs: np.ndarray, labels: np.ndarray, first_epoch: int = 0, folder: Path | None = None
) -> Feed:
    """Return the batches of some epochs: shuffled, augmented and taught as a plan says.

    Args:
        plan: of the training.
        inputs: uint8 images (n, height, width, 1), or float32 features (n, d), which are not augmented: they
            were computed once, from images as they are.
        labels: int (n,).
        first_epoch: epochs completed earlier.
        folder: where to keep what the choice of images depends on, for a training that goes on later.

    Raises:
        ConfigError, RunNotFoundError, RunCorruptError: the teacher is of no use, see `taught`.
    """
    config, flips_allowed = plan.config, plan.dataset.spec.flips_allowed
    augment = config.augment if inputs.ndim == 4 else "none"
    selection = Selection(
        len(inputs),
        plan.samples_per_epoch,
        seed=config.seed,
        mirrored=by_turns(augment, flips_allowed=flips_allowed),
        first_epoch=first_epoch,
    )
    path = folder / SELECTION if folder and selection.shortened else None
    if path:
        selection.restore(path)
    layers_seed = int(np.random.default_rng([config.seed, first_epoch]).integers(2**31 - 10))
    data = batches(
        inputs,
        np.eye(plan.classes, dtype=np.float32)[labels],
        layers(augment, flips_allowed=flips_allowed, seed=layers_seed),
        selection,
        batch_size=plan.batch_size,
    )
    return Feed(taught(data, plan, selection), _Selecting(selection, plan, path))


class _Selecting(keras.callbacks.Callback):
    """Tells a selection of epochs that begin and end, and keeps what it knows."""

    def __init__(self, selection: Selection, plan: Plan, path: Path | None) -> None:
        super().__init__()
        self._selection, self._path = selection, path
        self._whole = plan.steps_per_epoch * plan.batch_size
        self._losses = SampleLosses(plan.steps_per_epoch, plan.batch_size) if selection.shortened else None

    def on_train_begin(self, logs: dict[str, Any] | None = None) -> None:
        if self._losses:
            self._losses.watch(self.model)

    def on_epoch_begin(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        self._selection.begin(epoch)

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        losses = self._losses.of_epoch() if self._losses else None
        if losses is not None and len(losses) < self._whole:
            return  # stopped within the epoch: a resumed run repeats it
        self._selection.end(losses)
        if self._path:
            self._selection.save(self._path)
