"""What a run will do, worked out before its first step."""

from dataclasses import dataclass

import keras
import numpy as np

from fmnist_core.datasets import Dataset, load
from fmnist_core.errors import ConfigError
from fmnist_core.inference import load_network
from fmnist_core.networks import architecture, build
from fmnist_core.runs import RunStore
from fmnist_core.training.config import TrainingConfig, samples_per_epoch
from fmnist_core.training.data import steps_per_epoch
from fmnist_core.training.precision import resolve
from fmnist_core.training.samples import limited, samples


@dataclass(frozen=True)
class Plan:
    """A configuration with all that follows from it.

    Attributes:
        config: what was asked for.
        dataset: what it is trained on.
        positions: of the training samples to use, int64 (n,), ascending.
        batch_size: at most as many as an epoch shows.
        samples_per_epoch: how many an epoch shows.
        steps_per_epoch: full batches an epoch.
        precision: the Keras dtype policy.
        pretrained: whether the network has a pretrained backbone.
        frozen_epochs: how many epochs train its head alone; 0 for other networks.
    """

    config: TrainingConfig
    dataset: Dataset
    positions: np.ndarray
    batch_size: int
    samples_per_epoch: int
    steps_per_epoch: int
    precision: str
    pretrained: bool
    frozen_epochs: int

    @property
    def classes(self) -> int:
        """How many classes the dataset has."""
        return len(self.dataset.spec.class_names)

    def samples(self) -> tuple[np.ndarray, np.ndarray]:
        """Return what is trained on, before random changes: see `samples.samples`."""
        return samples(self.dataset, self.positions, self.config.augment, self.config.seed)


def plan_of(config: TrainingConfig) -> Plan:
    """Work out what a configuration means on this machine.

    Raises:
        DatasetError: the dataset cannot be read.
    """
    dataset = load(config.dataset)
    positions = limited(dataset.train, config.limit, config.seed)
    shown = samples_per_epoch(len(positions), config.augment, config.skip_easy)
    batch_size = min(config.batch_size, shown)
    pretrained = architecture(config.architecture).pretrained
    return Plan(
        config=config,
        dataset=dataset,
        positions=positions,
        batch_size=batch_size,
        samples_per_epoch=shown,
        steps_per_epoch=steps_per_epoch(shown, batch_size),
        precision=resolve(config, dataset),
        pretrained=pretrained,
        frozen_epochs=config.epochs - config.fine_tune_epochs if pretrained else 0,
    )


def fresh_network(plan: Plan) -> keras.Model:
    """Build the network that a run starts with, not compiled.

    Raises:
        ConfigError: the run to start from has another architecture, or images of another size.
        RunNotFoundError, RunCorruptError: it is not there, or has no readable weights.
    """
    previous = keras.config.dtype_policy()
    keras.config.set_dtype_policy(plan.precision)
    try:
        network = build(
            plan.config.architecture,
            input_shape=plan.dataset.image_shape,
            classes=plan.classes,
            dropout=plan.config.dropout,
            backbone=plan.config.backbone,
        )
    finally:
        keras.config.set_dtype_policy(previous)  # a caller in the same process keeps its own
    if plan.config.start_from:
        _copy_weights(plan.config.start_from, network, plan.config.dataset)
    return network


def _copy_weights(run_id: str, network: keras.Model, dataset: str) -> None:
    """Take over the weights of another run's network; logits of another dataset's classes start anew."""
    run = RunStore().get(run_id)
    unlike = () if run.dataset == dataset else ("logits",)
    # By order: names of layers depend on what else the process has built before.
    given, wanted = (
        [layer for layer in model.layers if layer.weights and layer.name not in unlike]
        for model in (load_network(run.model_path), network)
    )
    if [[w.shape for w in layer.weights] for layer in given] != [
        [w.shape for w in layer.weights] for layer in wanted
    ]:
        raise ConfigError(
            f"start_from names {run.id}, whose network ({run.architecture}) does not fit. "
            "Choose a run of the same architecture on images of the same size."
        )
    for source, target in zip(given, wanted, strict=True):
        target.set_weights(source.get_weights())
