"""What happens between the batches and epochs of a run: progress, stop, best weights, checkpoint."""

import contextlib
import math
import time
from collections.abc import Generator
from pathlib import Path
from typing import Any

import keras
import numpy as np

from fmnist_core.evaluation.metrics import softmax
from fmnist_core.inference import at_once
from fmnist_core.runs import RunWriter
from fmnist_core.runs.files import replacing

CHECKPOINT = "checkpoint.keras"
REPORT_SECONDS = 1.0
VALIDATION_BATCH = 500
FOOLED = 24  # validation images that are shown while training


class Recorder(keras.callbacks.Callback):
    """Validates, writes a run's progress, keeps its best weights and a checkpoint, and stops when asked to.

    Other callbacks that look at `val_loss` or `val_accuracy` must come after this one.

    Args:
        writer: of the run.
        network: what is kept. The model that is trained may be a part of it that shares its weights; no
            checkpoints are written then, because training a part takes seconds.
        validation: inputs of the model that is trained, and labels int64 (n,).
        epochs: to be trained, counted from 0.
        steps_per_epoch: batches an epoch.
        batch_size: samples a batch.

    Attributes:
        stopped: somebody asked for a stop, and training ended early.
        diverged: the loss became infinite or not a number, and training ended early.
        best: validation accuracy of the weights in `model.keras`, 0 to 1; None before the first epoch's end.
    """

    def __init__(
        self,
        writer: RunWriter,
        network: keras.Model,
        validation: tuple[np.ndarray, np.ndarray],
        *,
        epochs: range,
        steps_per_epoch: int,
        batch_size: int,
    ) -> None:
        super().__init__()
        self.writer, self.run = writer, writer.run
        self.stopped = self.diverged = False
        self.best = writer.status.validation_accuracy if self.run.model_path.is_file() else None
        self._network, self._validation = network, validation
        self._steps_per_epoch, self._batch_size = steps_per_epoch, batch_size
        self._step, self._last_step = epochs.start * steps_per_epoch, epochs.stop * steps_per_epoch
        self._earlier_seconds = writer.status.seconds or 0.0
        self._averages = keras.callbacks.SwapEMAWeights()

    def on_train_begin(self, logs: dict[str, Any] | None = None) -> None:
        """Start the clocks, and note what is timed."""
        self._averages.set_model(self.model)
        self._begin = self._reported_at = time.monotonic()
        self._reported_step = self._step
        self.writer.update(
            phase_begin=self._step,
            phase_end=self._last_step,
            phase_seconds=self._earlier_seconds,
        )

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
        """Validate, keep the weights if they are the best so far, record the epoch, save a checkpoint."""
        logs = logs if logs is not None else {}
        if self.diverged:
            return
        if self._step == self._steps_per_epoch:
            self._forget_beginning()
        whole, rest = divmod(self._step, self._steps_per_epoch)  # a rest when stopped within the epoch
        reached = whole if not rest else self._epochs()
        with self._averaged():
            logs |= self._validate()
            if self.best is None or logs["val_accuracy"] > self.best:
                self._keep_weights(reached, logs["val_accuracy"])
        self.writer.append_epoch(
            {
                "epoch": reached,
                "loss": logs["loss"],
                "accuracy": logs["accuracy"],
                "validation_loss": logs["val_loss"],
                "validation_accuracy": logs["val_accuracy"],
                "learning_rate": self._learning_rate(),
                "seconds": round(time.monotonic() - self._epoch_begin, 3),
            }
        )
        if not rest and self.model is self._network:
            _save(self.model, self.run.folder / CHECKPOINT)
        self.writer.update(epoch=whole, seconds=self._seconds())
        # Validation and saving are no training: the clock of the speed starts after them.
        self._reported_at, self._reported_step = time.monotonic(), self._step

    def _validate(self) -> dict[str, float]:
        inputs, labels = self._validation
        size = at_once(VALIDATION_BATCH, inputs.shape)
        logits = np.concatenate(
            [
                self.model.predict_on_batch(inputs[start : start + size])
                for start in range(0, len(inputs), size)
            ]
        )
        one_hot = np.eye(logits.shape[1], dtype=np.float32)[labels]
        self.writer.save_fooled(_fooled(logits, labels))
        return {
            "val_loss": float(self.model.loss(one_hot, logits)),
            "val_accuracy": float(np.mean(logits.argmax(axis=1) == labels)),
        }

    def _keep_weights(self, epoch: float, accuracy: float) -> None:
        self.best = accuracy
        # A model around the same layers, but not compiled: the optimizer's state stays out of the file.
        network = self._network
        _save(keras.Model(network.inputs, network.outputs, name=network.name), self.run.model_path)
        self.writer.update(best_epoch=epoch, validation_accuracy=accuracy)

    @contextlib.contextmanager
    def _averaged(self) -> Generator[None]:
        """Put the moving average of the weights into the model for the block, if there is one."""
        if not self.model.optimizer.use_ema:
            yield
            return
        self._averages.on_test_begin()
        try:
            yield
        finally:
            self._averages.on_test_end()

    def _forget_beginning(self) -> None:
        """Let the moving average go on from the weights after the first epoch.

        It begins with random weights, which would count for epochs.
        """
        weights = self.model.get_weights()
        with self._averaged():  # they change places
            self.model.set_weights(weights)

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


def _fooled(logits: np.ndarray, labels: np.ndarray) -> list[dict[str, Any]]:
    """Return the wrong validation samples that the network is surest of, the surest first."""
    probabilities = softmax(logits)
    predicted, confidence = probabilities.argmax(axis=1), probabilities.max(axis=1)
    wrong = np.flatnonzero(predicted != labels)
    surest = wrong[np.argsort(-confidence[wrong], kind="stable")][:FOOLED]
    return [
        {"index": int(i), "predicted": int(predicted[i]), "confidence": round(float(confidence[i]), 4)}
        for i in surest
    ]


def _save(model: keras.Model, path: Path) -> None:
    with replacing(path, make_folder=False) as temporary:
        model.save(temporary)
