"""Callbacks that wait for a better epoch, and still know in a resumed run for how long they have waited."""

from collections.abc import Sequence
from typing import Any

import keras
import numpy as np

from fmnist_core.training.config import TrainingConfig

PLATEAU = {"monitor": "val_loss", "factor": 0.5, "patience": 2}

Records = Sequence[dict[str, Any]]


def patient(config: TrainingConfig, earlier: Records) -> list[keras.callbacks.Callback]:
    """Return the callbacks that a configuration asks for; to come after what validates.

    Args:
        config: of the training.
        earlier: one record for each epoch of it before a resume, as `Run.history()` returns them.
    """
    waiting: list[keras.callbacks.Callback] = []
    if config.schedule == "plateau":
        waiting.append(keras.callbacks.ReduceLROnPlateau(**PLATEAU))
    if config.early_stopping:
        waiting.append(
            keras.callbacks.EarlyStopping(monitor="val_accuracy", mode="max", patience=config.early_stopping)
        )
    return [*waiting, _Reminder(waiting, earlier)]


def out_of_patience(config: TrainingConfig, earlier: Records) -> bool:
    """Whether early stopping has ended a training before it was resumed."""
    if not (config.early_stopping and earlier):
        return False
    best = int(np.argmax([record["validation_accuracy"] for record in earlier]))
    return len(earlier) - 1 - best >= config.early_stopping


class _Reminder(keras.callbacks.Callback):
    """Tells other callbacks of epochs before a resume.

    They forget all when a training begins, so it must come after them.
    """

    def __init__(self, others: list[keras.callbacks.Callback], earlier: Records) -> None:
        super().__init__()
        self._others, self._earlier = others, earlier

    def on_train_begin(self, logs: dict[str, Any] | None = None) -> None:
        rate = float(keras.ops.convert_to_numpy(self.model.optimizer.learning_rate))
        for number, record in enumerate(self._earlier):
            if number == len(self._earlier) - 1:
                self._set(rate)  # the checkpoint's: lowered in epochs before, but not yet after its own
            for other in self._others:
                measured = {f"val_{name}": record[f"validation_{name}"] for name in ("loss", "accuracy")}
                other.on_epoch_end(number, measured)

    def _set(self, rate: float) -> None:
        if float(keras.ops.convert_to_numpy(self.model.optimizer.learning_rate)) != rate:
            self.model.optimizer.learning_rate = rate
