"""What happens between the batches and epochs of a run: progress, stop, best weights, checkpoint."""

import math
import time
from pathlib import Path
from typing import Any

import keras

from fmnist_core.runs import RunWriter
from fmnist_core.runs.files import replacing

CHECKPOINT = "checkpoint.keras"
REPORT_SECONDS = 1.0


class Recorder(keras.callbacks.Callback):
    """Writes a run's progress, keeps its best weights and a checkpoint, and stops when asked to.

    Attributes:
        stopped: somebody asked for a stop, and training ended early.
        diverged: the loss became infinite or not a number, and training ended early.
        best: highest validation accuracy of any epoch so far, 0 to 1; None before the first.
    """

    def __init__(self, writer: RunWriter, *, first_epoch: int, steps_per_epoch: int, batch_size: int) -> None:
        super().__init__()
        self.writer, self.run = writer, writer.run
        self.stopped = self.diverged = False
        self.best = max((record["validation_accuracy"] for record in self.run.history()), default=None)
        self._steps_per_epoch, self._batch_size = steps_per_epoch, batch_size
        self._step = first_epoch * steps_per_epoch
        self._earlier_seconds = writer.status.seconds or 0.0

    def on_train_begin(self, logs: dict[str, Any] | None = None) -> None:
        """Start the clocks."""
        self._begin = self._reported_at = time.monotonic()
        self._reported_step = self._step

    def on_epoch_begin(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Start the epoch's clock."""
        self._epoch_begin = time.monotonic()

    def on_train_batch_end(self, batch: int, logs: dict[str, Any] | None = None) -> None:
        """Report about once a second; end training when it diverges or somebody asks for a stop."""
        logs = logs or {}
        self._step += 1
        if not math.isfinite(logs.get("loss", 0.0)):
            self.diverged = self.model.stop_training = True
            return
        if time.monotonic() - self._reported_at >= REPORT_SECONDS or self._step % self._steps_per_epoch == 0:
            self._report(logs)
            if self.run.stop_requested:
                self.stopped = self.model.stop_training = True

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Keep the weights if they are the best so far, then record the epoch, then save a checkpoint."""
        logs = logs or {}
        if self.diverged:
            return
        whole, rest = divmod(self._step, self._steps_per_epoch)  # a rest when stopped within the epoch
        record = {
            "epoch": whole if not rest else self._epochs(),
            "loss": logs["loss"],
            "accuracy": logs["accuracy"],
            "validation_loss": logs["val_loss"],
            "validation_accuracy": logs["val_accuracy"],
            "learning_rate": self._learning_rate(),
            "seconds": round(time.monotonic() - self._epoch_begin, 3),
        }
        if self.best is None or logs["val_accuracy"] > self.best:
            self.best = logs["val_accuracy"]
            # A model around the same layers, but not compiled: the optimizer's state stays out of the file.
            bare = keras.Model(self.model.inputs, self.model.outputs, name=self.model.name)
            _save(bare, self.run.model_path)
            self.writer.update(best_epoch=epoch + 1, validation_accuracy=self.best)
        self.writer.append_epoch(record)
        if not rest:
            _save(self.model, self.run.folder / CHECKPOINT)
        self.writer.update(epoch=whole, seconds=self._seconds())
        # Validation and saving are no training: the clock of the speed starts after them.
        self._reported_at, self._reported_step = time.monotonic(), self._step

    def _report(self, logs: dict[str, Any]) -> None:
        now = time.monotonic()
        images = (self._step - self._reported_step) * self._batch_size
        point = {
            "loss": logs["loss"],
            "accuracy": logs["accuracy"],
            "learning_rate": self._learning_rate(),
            "images_per_second": round(images / max(now - self._reported_at, 1e-3), 1),
        }
        self.writer.append_step({"step": self._step, "epoch": self._epochs(), **point})
        self.writer.update(step=self._step, seconds=self._seconds(), **point)
        self._reported_at, self._reported_step = now, self._step

    def _epochs(self) -> float:
        return round(self._step / self._steps_per_epoch, 3)

    def _seconds(self) -> float:
        return self._earlier_seconds + time.monotonic() - self._begin

    def _learning_rate(self) -> float:
        return float(keras.ops.convert_to_numpy(self.model.optimizer.learning_rate))


def _save(model: keras.Model, path: Path) -> None:
    with replacing(path) as temporary:
        model.save(temporary)
