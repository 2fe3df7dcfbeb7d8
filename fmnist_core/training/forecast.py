"""How long a training will take on this machine, from a few measured steps that are remembered."""

import json
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self

from filelock import FileLock

from fmnist_core import paths
from fmnist_core.datasets import load
from fmnist_core.errors import FmnistError, RunCorruptError
from fmnist_core.networks import architecture
from fmnist_core.runs.environment import machine
from fmnist_core.runs.files import read_json, storage, write_json
from fmnist_core.training.config import TrainingConfig, samples_per_epoch
from fmnist_core.training.executor import worker_environment
from fmnist_core.training.samples import to_make

MEASURING_SECONDS = 20  # about how long `measure` takes, to be said while waiting
_ROOT = Path(__file__).resolve().parent.parent.parent
# What the time of a step depends on; everything else only changes how many there are.
_FIELDS = ("dataset", "architecture", "backbone", "batch_size", "optimizer", "augment", "precision")


@dataclass(frozen=True)
class Speed:
    """What the parts of a training take, in seconds.

    Attributes:
        start: from the start of the process to the first step, imports and tracing included.
        step: one optimizer step of the whole network, augmentation included.
        answer: answering for one image.
        save: writing the network to disk once.
        head_step: one step of a pretrained network's head alone; 0 for other networks.
        feature: what the frozen backbone needs for one image, once; 0 for other networks.
        picture: making one picture, where the augmentation makes some; 0 elsewhere.
    """

    start: float
    step: float
    answer: float
    save: float
    head_step: float = 0.0
    feature: float = 0.0
    picture: float = 0.0

    @classmethod
    def from_dict(cls, values: object) -> Self | None:
        """Build from JSON values; None where they are not all there."""
        try:
            return cls(**{str(key): float(value) for key, value in dict(values).items()})  # ty: ignore
        except (TypeError, ValueError):
            return None


@dataclass(frozen=True)
class Forecast:
    """How long the stages of a training will take, in seconds.

    Attributes:
        start: until the first step.
        training: all steps, with a look at the validation images after each epoch.
        testing: answering for validation and test images at the end.
    """

    start: float
    training: float
    testing: float

    @property
    def total(self) -> float:
        """Seconds from the moment that a place is free until the run has its result."""
        return self.start + self.training + self.testing


def forecast(config: TrainingConfig, speed: Speed) -> Forecast:
    """Work out how long a training takes at a measured speed.

    Raises:
        DatasetError: the dataset cannot be read.
    """
    dataset = load(config.dataset)
    sizes = dataset.sizes
    images = samples_per_epoch(
        min(config.limit or sizes["train"], sizes["train"]), config.augment, config.skip_easy
    )
    steps = max(1, images // config.batch_size)
    checking = sizes["validation"] * speed.answer + 2 * speed.save  # the best weights, and a checkpoint
    head_epochs, features = 0, 0.0
    if architecture(config.architecture).pretrained:
        head_epochs = config.epochs - config.fine_tune_epochs
        features = (images + sizes["validation"]) * speed.feature if head_epochs else 0.0
    epochs = config.epochs - head_epochs
    training = head_epochs * (steps * speed.head_step + speed.save) + epochs * (steps * speed.step + checking)
    testing = (sizes["validation"] + sizes["test"]) * speed.answer
    making = to_make(dataset, config.limit, config.augment, config.seed) * speed.picture
    return Forecast(speed.start + making, features + training, testing)


def expected(config: TrainingConfig) -> Forecast | None:
    """Return how long a training takes on this machine; None where its speed was never measured.

    Raises:
        DatasetError: the dataset cannot be read.
    """
    speed = known_speed(config)
    return None if speed is None else forecast(config, speed)


def known_speed(config: TrainingConfig) -> Speed | None:
    """Return the speed that was measured on this machine for such a training; None if it was not yet."""
    try:
        return Speed.from_dict(read_json(_path()).get(_key(config)))
    except RunCorruptError:
        return None  # nothing measured yet, or not readable: it will be measured


def measure(config: TrainingConfig) -> Speed:
    """Take some steps of a training in a process of its own, and remember how fast they were.

    Raises:
        FmnistError: the training cannot begin; the sentence is the one that the run would end with.
        StorageError: the disk refused.
    """
    request = {"config": config.to_dict(), "began": time.time()}
    result = subprocess.run(
        [sys.executable, "-m", "fmnist_core.training.speed"],
        input=json.dumps(request),
        cwd=_ROOT,
        env=worker_environment(TF_CPP_MIN_LOG_LEVEL="3"),
        capture_output=True,
        text=True,
    )
    lines = result.stdout.splitlines()
    speed = Speed.from_dict(json.loads(lines[-1])) if lines and not result.returncode else None
    if speed is None:
        reason = (result.stderr.splitlines() or ["it ended without a word"])[-1]
        raise FmnistError(f"How long this takes cannot be measured: {reason}")
    _remember(config, speed)
    return speed


def _remember(config: TrainingConfig, speed: Speed) -> None:
    with storage(_path()):
        _path().parent.mkdir(parents=True, exist_ok=True)
        with FileLock(_path().with_suffix(".lock")):
            try:
                known = read_json(_path())
            except RunCorruptError:
                known = {}
            write_json(_path(), known | {_key(config): asdict(speed)})


def _path() -> Path:
    return paths.cache_dir() / "speed.json"


def _key(config: TrainingConfig) -> str:
    values = {field: getattr(config, field) for field in _FIELDS}
    values |= {"ema": bool(config.ema)}
    if config.fine_tune_epochs:
        values["fine_tune_blocks"] = config.fine_tune_blocks
    if config.teacher:
        values["teachers"] = config.teachers
    onednn = worker_environment().get("TF_ENABLE_ONEDNN_OPTS")
    return json.dumps([machine()["processor"], machine()["cores"], onednn, values])
