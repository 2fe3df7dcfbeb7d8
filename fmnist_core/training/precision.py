"""Which arithmetic is faster on this machine: measured once an architecture, then remembered."""

import logging
import time

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
_STEPS, _WARM_UP, _BATCH = 6, 2, 128


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
        known[key] = min(CANDIDATES, key=lambda policy: _seconds(policy, config, dataset))
        try:
            write_json(path, known)
        except StorageError as error:
            logging.getLogger(__name__).warning("The measured precision is not remembered. %s", error)
    return known[key]


def _seconds(policy: str, config: TrainingConfig, dataset: Dataset) -> float:
    """Measure the median time of a training step, in seconds."""
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
    times = []
    for _ in range(_STEPS + _WARM_UP):
        start = time.perf_counter()
        model.train_on_batch(pixels, labels)
        times.append(time.perf_counter() - start)
    return float(np.median(times[_WARM_UP:]))
