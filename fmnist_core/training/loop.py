"""The training loop: from a run that waits to a run that is evaluated."""

import time
from dataclasses import dataclass

import keras
import numpy as np

from fmnist_core.datasets import Dataset, load
from fmnist_core.errors import FmnistError
from fmnist_core.inference import Classifier
from fmnist_core.networks import build
from fmnist_core.runs import Run, RunState, RunWriter
from fmnist_core.training.callbacks import CHECKPOINT, Recorder
from fmnist_core.training.compiling import PLATEAU, compile_model
from fmnist_core.training.config import TrainingConfig
from fmnist_core.training.data import batches, limited, steps_per_epoch
from fmnist_core.training.precision import resolve

DIVERGED = (
    "The loss became infinite or not a number, most likely because the learning rate is too high. "
    "Try a tenth of the rate."
)


@dataclass(frozen=True)
class _Plan:
    """What a run will do, worked out before its first step."""

    config: TrainingConfig
    dataset: Dataset
    positions: np.ndarray  # of the training samples to use
    batch_size: int
    steps_per_epoch: int
    precision: str


def train_run(run: Run, writer: RunWriter) -> None:
    """Train a run from its configuration or its last checkpoint, then evaluate its best weights.

    Validation chooses the weights; the test split is looked at once, when training is over. The state that
    ends the run is written last.

    Raises:
        FmnistError: the configuration does not fit, or a file cannot be read or written.
    """
    plan = _plan(TrainingConfig.from_dict(run.config))
    keras.utils.set_random_seed(plan.config.seed)
    model, first_epoch = _restore(run, plan) or (_fresh(plan), 0)
    writer.rewind(first_epoch)
    writer.update(
        state=RunState.RUNNING,
        epoch=first_epoch,
        epochs=plan.config.epochs,
        steps=plan.config.epochs * plan.steps_per_epoch,
        started=writer.status.started or time.time(),
        parameters=model.count_params(),
        precision=plan.precision,
    )
    recorder = _fit(model, plan, writer, first_epoch)
    if recorder.best is None:
        raise FmnistError(DIVERGED)
    if run.stop_requested != "leave":
        writer.update(state=RunState.EVALUATING)
        evaluate_run(run, writer, plan.dataset)
    ended = RunState.STOPPED if recorder.stopped or recorder.diverged else RunState.DONE
    error = f"{DIVERGED} The best weights before that are kept." if recorder.diverged else None
    writer.update(state=ended, finished=time.time(), error=error)


def evaluate_run(run: Run, writer: RunWriter, dataset: Dataset) -> None:
    """Write what the kept weights answer on validation and test, and the two accuracies."""
    classifier = Classifier.load(run)
    arrays, accuracies = {}, {}
    for split in (dataset.validation, dataset.test):
        logits = classifier.logits(split.images)
        arrays[f"{split.name}_indices"] = np.arange(len(split.labels))
        arrays[f"{split.name}_labels"] = split.labels
        arrays[f"{split.name}_logits"] = logits
        accuracies[f"{split.name}_accuracy"] = float(np.mean(logits.argmax(axis=1) == split.labels))
    writer.save_evaluation(arrays)
    writer.update(**accuracies)


def _plan(config: TrainingConfig) -> _Plan:
    dataset = load(config.dataset)
    positions = limited(dataset.train, config.limit, config.seed)
    batch_size = min(config.batch_size, len(positions))
    return _Plan(
        config=config,
        dataset=dataset,
        positions=positions,
        batch_size=batch_size,
        steps_per_epoch=steps_per_epoch(len(positions), batch_size),
        precision=resolve(config, dataset),
    )


def _fresh(plan: _Plan) -> keras.Model:
    previous = keras.config.dtype_policy()
    keras.config.set_dtype_policy(plan.precision)
    try:
        model = build(
            plan.config.architecture,
            input_shape=plan.dataset.image_shape,
            classes=len(plan.dataset.spec.class_names),
            dropout=plan.config.dropout,
        )
    finally:
        keras.config.set_dtype_policy(previous)  # a caller in the same process keeps its own
    compile_model(model, plan.config, plan.config.epochs * plan.steps_per_epoch)
    return model


def _restore(run: Run, plan: _Plan) -> tuple[keras.Model, int] | None:
    """Return the checkpoint's model with its optimizer, and how many epochs it has completed."""
    path = run.folder / CHECKPOINT
    if not path.is_file():
        return None
    model = keras.saving.load_model(path)
    return model, int(keras.ops.convert_to_numpy(model.optimizer.iterations)) // plan.steps_per_epoch


def _fit(model: keras.Model, plan: _Plan, writer: RunWriter, first_epoch: int) -> Recorder:
    config = plan.config
    recorder = Recorder(
        writer,
        plan.dataset.validation,
        first_epoch=first_epoch,
        steps_per_epoch=plan.steps_per_epoch,
        batch_size=plan.batch_size,
    )
    callbacks: list[keras.callbacks.Callback] = [recorder]
    if config.schedule == "plateau":
        callbacks.append(keras.callbacks.ReduceLROnPlateau(**PLATEAU))
    if config.early_stopping:
        callbacks.append(
            keras.callbacks.EarlyStopping(monitor="val_accuracy", mode="max", patience=config.early_stopping)
        )
    model.fit(
        batches(plan.dataset, config, plan.positions, first_epoch),
        epochs=config.epochs,
        initial_epoch=first_epoch,
        steps_per_epoch=plan.steps_per_epoch,
        callbacks=callbacks,
        shuffle=False,  # the batches come shuffled
        verbose=0,
    )
    return recorder
