"""The training loop: from a run that waits to a run that is evaluated."""

import time

import keras
import numpy as np

from fmnist_core.datasets import Dataset
from fmnist_core.errors import FmnistError
from fmnist_core.inference import Classifier
from fmnist_core.runs import Run, RunState, RunWriter
from fmnist_core.training.callbacks import CHECKPOINT, Recorder
from fmnist_core.training.compiling import compile_model
from fmnist_core.training.config import TrainingConfig
from fmnist_core.training.feed import feed
from fmnist_core.training.patience import out_of_patience, patient
from fmnist_core.training.plan import Plan, fresh_network, plan_of
from fmnist_core.training.pretrained import head_and_features, open_backbone

FINE_TUNE_FACTOR = 0.1  # of the learning rate: what was learnt on ImageNet should change slowly
DIVERGED = (
    "The loss became infinite or not a number, most likely because the learning rate is too high. "
    "Try a tenth of the rate."
)


def train_run(run: Run, writer: RunWriter) -> None:
    """Train a run from its configuration or its last checkpoint, then evaluate its best weights.

    Validation chooses the weights; the test split is looked at once, when training is over. The state that
    ends the run is written last.

    Raises:
        FmnistError: the configuration does not fit, or a file cannot be read or written.
    """
    plan = plan_of(TrainingConfig.from_dict(run.config))
    keras.utils.set_random_seed(plan.config.seed)
    network, first_epoch = restored(run, plan) or (fresh_network(plan), 0)
    writer.rewind(first_epoch)
    writer.update(
        state=RunState.RUNNING,
        epoch=first_epoch,
        epochs=plan.config.epochs,
        steps=plan.config.epochs * plan.steps_per_epoch,
        started=writer.status.started or time.time(),
        parameters=network.count_params(),
        precision=plan.precision,
    )
    recorder = _train(network, plan, writer, first_epoch)
    if recorder.best is None:
        raise FmnistError(DIVERGED)
    if not (recorder.stopped and run.stop_requested == "leave"):
        writer.update(state=RunState.EVALUATING)
        evaluate_run(run, writer, plan.dataset)
    ended = RunState.STOPPED if recorder.stopped or recorder.diverged else RunState.DONE
    error = f"{DIVERGED} The best weights before that are kept." if recorder.diverged else None
    writer.end(ended, error)


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


def restored(run: Run, plan: Plan) -> tuple[keras.Model, int] | None:
    """Return the network of a run's checkpoint, compiled, and how many epochs it has completed.

    None where there is no checkpoint.
    """
    path = run.folder / CHECKPOINT
    if not path.is_file():
        return None
    network = keras.saving.load_model(path)
    saved = network.optimizer
    _compile(network, plan)  # what is saved of an optimizer does not say which weights do not decay
    network.optimizer.build(network.trainable_variables)
    for variable, value in zip(network.optimizer.variables, saved.variables, strict=True):
        variable.assign(value)
    steps = int(keras.ops.convert_to_numpy(saved.iterations))
    return network, plan.frozen_epochs + steps // plan.steps_per_epoch


def _compile(network: keras.Model, plan: Plan) -> None:
    steps = (plan.config.epochs - plan.frozen_epochs) * plan.steps_per_epoch
    compile_model(network, plan.config, steps, factor=FINE_TUNE_FACTOR if plan.pretrained else 1.0)


def _train(network: keras.Model, plan: Plan, writer: RunWriter, first_epoch: int) -> Recorder:
    """Train the head of a pretrained network alone, if there is one, then the network."""
    recorder = None
    if first_epoch < plan.frozen_epochs:
        recorder = _train_head(network, plan, writer)
        if recorder.stopped or recorder.diverged:
            return recorder
        first_epoch = plan.frozen_epochs
    if recorder is not None and first_epoch == plan.config.epochs:
        return recorder
    if not network.compiled:
        if plan.frozen_epochs:
            open_backbone(network, plan.config)
        _compile(network, plan)
    images = plan.samples()[0][..., np.newaxis]
    validation = plan.dataset.validation.images[..., np.newaxis]
    epochs = range(first_epoch, plan.config.epochs)
    return _fit(network, network, plan, writer, epochs, images, validation)


def _train_head(network: keras.Model, plan: Plan, writer: RunWriter) -> Recorder:
    head, features = head_and_features(network, plan)
    compile_model(head, plan.config, plan.frozen_epochs * plan.steps_per_epoch)
    epochs = range(plan.frozen_epochs)
    return _fit(head, network, plan, writer, epochs, features["train"], features["validation"])


def _fit(
    model: keras.Model,
    network: keras.Model,
    plan: Plan,
    writer: RunWriter,
    epochs: range,
    inputs: np.ndarray,
    validation: np.ndarray,
) -> Recorder:
    """Train a model, which is the network or a part of it, for some of the epochs."""
    recorder = Recorder(
        writer,
        network,
        (validation, plan.dataset.validation.labels),
        epochs=epochs,
        steps_per_epoch=plan.steps_per_epoch,
        batch_size=plan.batch_size,
    )
    earlier = [record for record in writer.run.history() if record["epoch"] > plan.frozen_epochs]
    if out_of_patience(plan.config, earlier):
        return recorder
    fed = feed(plan, inputs, plan.samples()[1], epochs.start, writer.run.folder)
    model.fit(
        fed.batches,
        epochs=epochs.stop,
        initial_epoch=epochs.start,
        callbacks=[fed.selecting, recorder, *patient(plan.config, earlier)],
        shuffle=False,  # the batches come shuffled
        verbose=0,
    )
    return recorder
