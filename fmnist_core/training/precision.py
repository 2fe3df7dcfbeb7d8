"""Which arithmetic is faster on this machine: measured once an architecture, then remembered."""

import logging
import time
from collections.abc import Callable

import keras
import numpy as np

from fmnist_core import paths
from fmnist_core.datasets import Dataset
from fmnist_core.errors import RunCorruptError, StorageError
from fmnist_core.networks import build
from fmnist_core.runs.environment import machine
from fmnist_core.runs.files import read_json, write_json
from fmnist_core.training.compiling import compile_model
from fmnist_core.training.config import TrainingConfig

CANDIDATES = ("float32", "mixed_bfloat16")
CLEARLY = 0.85  # of the time of float32: less gain is not worth the coarser numbers, and may be chance
_STEPS, _WARM_UP, _BATCH = 8, 2, 128


def resolve(config: TrainingConfig, dataset: Dataset) -> str:
    """Return the Keras dtype policy to train with: what the config names, or the faster one for "auto"."""
    if config.precision != "auto":
        return config.precision
    path = paths.cache_dir() / "precision.json"
    key = f"{machine()['processor']}, {machine()['cores']} cores, {config.architecture}"
    try:
        known = read_json(path)
    except RunCorruptError:
        known = {}  # never measured here, or not readable: measure
    if known.get(key) not in CANDIDATES:
        known[key] = _faster(config, dataset)
        try:
            write_json(path, known)
        except StorageError as error:
            logging.getLogger(__name__).warning("The measured precision is not remembered. %s", error)
    return known[key]


def _faster(config: TrainingConfig, dataset: Dataset) -> str:
    """Measure the fastest step of each candidate, in turns: what else the machine does slows both alike."""
    steps = {policy: _step(policy, config, dataset) for policy in CANDIDATES}
    times: dict[str, list[float]] = {policy: [] for policy in CANDIDATES}
    for _ in range(_STEPS + _WARM_UP):
        for policy, step in steps.items():
            start = time.perf_counter()
            step()
            times[policy].append(time.perf_counter() - start)
    plain, mixed = (min(times[policy][_WARM_UP:]) for policy in CANDIDATES)
    return CANDIDATES[1] if mixed < CLEARLY * plain else CANDIDATES[0]


def _step(policy: str, config: TrainingConfig, dataset: Dataset) -> Callable[[], object]:
    """Return what takes one training step in a dtype policy."""
    previous = keras.config.dtype_policy()
    keras.config.set_dtype_policy(policy)
    try:
        classes = len(dataset.spec.class_names)
        model = build(config.architecture, input_shape=dataset.image_shape, classes=classes)
    finally:
        keras.config.set_dtype_policy(previous)
    compile_model(model, config, _STEPS + _WARM_UP)
    pixels = np.zeros((_BATCH, *dataset.image_shape, 1), np.float32)
    labels = np.eye(classes, dtype=np.float32)[np.arange(_BATCH) % classes]
    return lambda: model.train_on_batch(pixels, labels)
