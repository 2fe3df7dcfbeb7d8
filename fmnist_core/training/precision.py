"""Which arithmetic is faster on this machine: measured once an architecture, then remembered."""

import logging
import time
from collections.abc import Callable, Sequence

import keras
import numpy as np
import tensorflow as tf

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
HOPELESS = 3.0  # times the gradient of float32; 8 on a processor without bfloat16, where steps take seconds
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
    """Return the candidate with the faster training step."""
    plain, mixed = _fastest([_gradient(kind) for kind in (tf.float32, tf.bfloat16)])
    if mixed > HOPELESS * plain:
        return CANDIDATES[0]
    plain, mixed = _fastest([_step(policy, config, dataset) for policy in CANDIDATES])
    return CANDIDATES[1] if mixed < CLEARLY * plain else CANDIDATES[0]


def _fastest(steps: Sequence[Callable[[], object]]) -> list[float]:
    """Return the seconds of each at best, taken in turns: what else the machine does slows all alike."""
    times = np.empty((_STEPS + _WARM_UP, len(steps)))
    for turn, place in np.ndindex(times.shape):
        start = time.perf_counter()
        steps[place]()
        times[turn, place] = time.perf_counter() - start
    return times[_WARM_UP:].min(axis=0).tolist()


def _gradient(kind: tf.DType) -> Callable[[], object]:
    """Return what takes the gradient of a small convolution, which is what training spends its time on."""
    pixels, filters = tf.zeros((4, 28, 28, 32), kind), (3, 3, 32, 32)
    return lambda: tf.raw_ops.Conv2DBackpropFilter(
        input=pixels, filter_sizes=filters, out_backprop=pixels, strides=[1, 1, 1, 1], padding="SAME"
    ).numpy()


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
