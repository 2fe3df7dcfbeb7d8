"""A trained network ready to answer: loaded once, fast from the first picture on."""

import zipfile
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import Self

import keras
import numpy as np
import tensorflow as tf

from fmnist_core import datasets
from fmnist_core.datasets import DatasetSpec
from fmnist_core.errors import NetworkError, RunCorruptError
from fmnist_core.evaluation import abstention
from fmnist_core.evaluation.metrics import softmax
from fmnist_core.runs import Run, RunStore

BATCH = 512  # larger batches are no faster on a CPU and only cost memory

# What Keras raises for damaged archives, and for whole ones that hold something else.
_LOADING_ERRORS = (OSError, ValueError, TypeError, KeyError, AttributeError, RuntimeError, zipfile.BadZipFile)


class Classifier:
    """A trained network and what it was trained on; may be shared between threads.

    Images are raw pixels as the network was trained on them (see `fmnist_core.images.prepare`): uint8 of
    shape (n, height, width), or (height, width) for one, with 0 for the background. An answer does not
    depend on the other images of a call, apart from float32 rounding.

    Attributes:
        run: where the network comes from.
        dataset: what it was trained on.
        model: the Keras model; it computes in float32, whatever precision it was trained with.
    """

    def __init__(self, run: Run, dataset: DatasetSpec, model: keras.Model) -> None:
        self.run = run
        self.dataset = dataset
        self.model = model
        self._logits = _compiled(model)

    @classmethod
    def load(cls, run: Run | str) -> Self:
        """Load the network of a run.

        Args:
            run: a run, or its id or a unique beginning of it.

        Raises:
            RunNotFoundError: no run has this id.
            RunCorruptError: `model.keras` is missing, broken, or not a network for the run's dataset.
            DatasetError: the run's dataset is no longer there.
        """
        if isinstance(run, str):
            run = RunStore().get(run)
        dataset = datasets.load(run.dataset).spec
        model = load_network(run.model_path)
        if model.output_shape != (None, len(dataset.classes)):
            raise RunCorruptError(
                f"{run.id}: its network answers with shape {model.output_shape}, but {dataset.name} "
                f"has {len(dataset.classes)} classes. Train it again."
            )
        return cls(run, dataset, model)

    @property
    def class_names(self) -> tuple[str, ...]:
        """One name a class, in the order of the logits."""
        return self.dataset.class_names

    @property
    def features_available(self) -> bool:
        """Whether the layer `features` is a map with channels, as Grad-CAM and its relatives need."""
        shapes = [layer.output.shape for layer in self.model.layers if layer.name == "features"]
        return bool(shapes) and len(shapes[0]) == 4 and shapes[0][-1] > 1

    def predict(self, images: np.ndarray) -> np.ndarray:
        """Return the probabilities of the classes, float32 (n, classes); each row sums to one.

        Raises:
            NetworkError: the images are of the wrong shape or type.
        """
        return softmax(self.logits(images)).astype(np.float32)

    def logits(self, images: np.ndarray) -> np.ndarray:
        """Return the logits, float32 (n, classes).

        Raises:
            NetworkError: the images are of the wrong shape or type.
        """
        return self.forward(self.batch(images))

    def embed(self, images: np.ndarray) -> np.ndarray:
        """Return the output of the layer `embedding`, float32 (n, d).

        Raises:
            NetworkError: the images are of the wrong shape or type, or the network has no such layer.
        """
        return _in_batches(self._embedding, self.batch(images))

    def abstains(self, logits: np.ndarray) -> np.ndarray:
        """Return which pictures look like none of the classes, bool (n,).

        The bar is where 5 % of the validation split would be refused.

        Args:
            logits: float (n, classes), from `logits`.

        Raises:
            RunCorruptError: the run has no evaluation to derive the bar from.
        """
        return abstention.abstains(logits, self._threshold)

    def batch(self, images: np.ndarray) -> np.ndarray:
        """Return images in the shape of the network's input, uint8 (n, height, width, 1).

        Raises:
            NetworkError: the images are of the wrong shape or type.
        """
        images = np.asarray(images)
        size = self.model.input_shape[1:3]
        if images.dtype != np.uint8 or images.ndim not in (2, 3) or images.shape[-2:] != size:
            raise NetworkError(
                f"The network takes uint8 images of shape {size} or (n, {size[0]}, {size[1]}), background 0. "
                f"Received: {images.dtype} of shape {images.shape}. Prepare pictures with "
                "fmnist_core.images.prepare first."
            )
        return images.reshape(-1, *size, 1)

    def forward(self, batch: np.ndarray) -> np.ndarray:
        """Return the logits of a batch as is, for pixels that need not be whole numbers.

        Args:
            batch: uint8 or float32 (n, height, width, 1), in [0, 255].

        Returns:
            float32 (n, classes).
        """
        return _in_batches(self._logits, batch)

    @cached_property
    def _embedding(self) -> Callable[[tf.Tensor], tf.Tensor]:
        try:
            output = self.model.get_layer("embedding").output
        except ValueError as error:
            raise NetworkError(
                f"The network of {self.run.id} has no layer 'embedding'. Use a run of another architecture."
            ) from error
        return _compiled(keras.Model(self.model.inputs, output))

    @cached_property
    def _threshold(self) -> float:
        return abstention.threshold(self.run.evaluation_arrays("validation")["logits"])


def load_network(path: Path) -> keras.Model:
    """Load a saved network to compute in float32.

    A network trained in mixed precision is rebuilt without it: its weights are float32 already, and the
    shorter numbers would only add noise (and, on most processors, time).

    Args:
        path: a `model.keras`, in the folder of its run.

    Raises:
        RunCorruptError: the file is missing or broken.
    """
    if not path.is_file():
        raise RunCorruptError(f"{path.parent.name} has no {path.name}. Train it at least for one epoch.")
    try:
        if not zipfile.is_zipfile(path):
            raise zipfile.BadZipFile("not a whole Keras archive")  # Keras would say "File not found"
        model = keras.saving.load_model(path, compile=False)
        if all(layer.compute_dtype == "float32" for layer in model.layers):
            return model
        plain = keras.models.clone_model(model, clone_function=_in_float32)
        plain.set_weights(model.get_weights())
    except _LOADING_ERRORS as error:
        reason = str(error).strip().split("\n")[0][:120].rstrip(". ") or type(error).__name__
        raise RunCorruptError(
            f"{path.parent.name}: {path.name} cannot be read ({reason}). Restore it or train the run again."
        ) from error
    return plain


def _in_float32(layer: keras.Layer) -> keras.Layer:
    return type(layer).from_config({**layer.get_config(), "dtype": "float32"})


def _compiled(model: keras.Model) -> Callable[[tf.Tensor], tf.Tensor]:
    """Return the model as one graph for any batch size: no tracing again, no overhead of `predict`."""

    @tf.function(input_signature=[tf.TensorSpec((None, *model.input_shape[1:]), tf.float32)])
    def call(pixels: tf.Tensor) -> tf.Tensor:
        return tf.cast(model(pixels, training=False), tf.float32)

    return call.get_concrete_function()


def _in_batches(function: Callable[[tf.Tensor], tf.Tensor], batch: np.ndarray) -> np.ndarray:
    if not len(batch):  # TensorFlow's batch normalisation refuses an empty batch
        return _in_batches(function, np.zeros((1, *batch.shape[1:]), np.float32))[:0]
    parts = [
        function(tf.convert_to_tensor(batch[start : start + BATCH], tf.float32)).numpy()
        for start in range(0, len(batch), BATCH)
    ]
    return np.concatenate(parts)
