"""A trained network ready to answer: loaded once, fast from the first picture on."""

import threading
import zipfile
from collections.abc import Callable, Sequence
from functools import cached_property, partial
from math import prod
from pathlib import Path
from typing import Self

import keras
import numpy as np
import tensorflow as tf

from fmnist_core import datasets, familiarity
from fmnist_core.datasets import DatasetSpec
from fmnist_core.errors import NetworkError, RunCorruptError
from fmnist_core.evaluation import abstention
from fmnist_core.evaluation.calibration import fit_temperature
from fmnist_core.evaluation.metrics import softmax
from fmnist_core.networks.normalising import fuse_normalisation
from fmnist_core.runs import Run, RunStore
from fmnist_core.runs.files import BROKEN_ARCHIVE

BATCH = 512  # larger batches are no faster on a CPU and only cost memory
USUAL_PIXELS = 28 * 28  # of the images that numbers of images at once are meant for


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
        self._logits = _compiled(model, model.input_shape)
        self._standards: dict[str, abstention.Standard] = {}
        self._measuring = threading.Lock()

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
        dataset = datasets.load(run.dataset)
        model = load_network(run.model_path)
        if model.output_shape != (None, len(dataset.spec.classes)):
            raise RunCorruptError(
                f"{run.id}: its network answers with shape {model.output_shape}, but {run.dataset} "
                f"has {len(dataset.spec.classes)} classes. Train it again."
            )
        if model.input_shape != (None, *dataset.image_shape, 1):
            raise RunCorruptError(
                f"{run.id}: its network takes images of shape {model.input_shape[1:3]}, but those of "
                f"{run.dataset} have {dataset.image_shape}. Train it again."
            )
        return cls(run, dataset.spec, model)

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

        They are calibrated: softmax(logits / T), with the temperature T under which the run's answers to the
        validation split were likeliest (Guo et al. 2017, arXiv 1706.04599). The likeliest class is the same
        for any T.

        Raises:
            NetworkError: the images are of the wrong shape or type.
        """
        return self.probabilities(self.logits(images))

    def probabilities(self, logits: np.ndarray) -> np.ndarray:
        """Return calibrated probabilities, float32 (n, classes), of logits from this network."""
        return softmax(logits / self.temperature).astype(np.float32)

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

    def familiarity(self, images: np.ndarray, kind: str = "dataset image") -> np.ndarray:
        """Return how much images look like what the network knows, float32 (n,); see `evaluation.abstention`.

        Zero is the bar that 4 % of the validation images are below. Where the run's folder does not say what
        is familiar it is measured at the first call, which takes seconds, and kept in the cache.

        Args:
            images: uint8 (n, height, width) or (height, width).
            kind: what they were made from, as `fmnist_core.images.Prepared` says: drawings and photos are
                compared with made drawings and photos, not with the dataset's own images.

        Raises:
            NetworkError: the images are of the wrong shape or type, or the network has no layer `embedding`.
            FmnistError: the dataset cannot be read, or the network answers with NaN.
        """
        return self.judge(images, kind)[1]

    def judge(self, images: np.ndarray, kind: str = "dataset image") -> tuple[np.ndarray, np.ndarray]:
        """Return the logits, float32 (n, classes), and the familiarity, float32 (n,), in one pass.

        Arguments and errors as `familiarity`.
        """
        layers, logits = self._look(images)
        return logits, self.standard(kind).familiarity(np.concatenate(layers, axis=1), logits)

    def get_ready(self, kind: str | None) -> None:
        """Read or measure what the first answer needs, so that it takes no longer.

        Args:
            kind: of picture, to get ready for `judge`; None for answers alone.

        Raises:
            NetworkError: the network has no layer `embedding`.
            FmnistError: as `familiarity`.
        """
        _ = self.temperature
        if kind is not None:
            _ = self._layers, self.standard(kind)

    def measure_familiarity(self, path: Path) -> None:
        """Write what is familiar to the network to a file that ships with its run, `familiarity.npz`.

        Raises:
            FmnistError: as `familiarity`, or the disk refuses.
        """
        standards = {
            kind: familiarity.measured(self.run.dataset, kind, self._look) for kind in familiarity.KINDS
        }
        familiarity.save_standards(path, standards)

    def mirrored_test_logits(self) -> np.ndarray | None:
        """Return the mean of the logits of each test image and of its mirror image, float32 (n, classes).

        None where the network was not trained on mirror images.

        Raises:
            RunCorruptError: the run has no evaluation.
        """
        if not self.dataset.flips_allowed or self.run.config["augment"] == "none":
            return None
        test = datasets.load(self.run.dataset).test
        return (self.run.evaluation_arrays("test")["logits"] + self.logits(test.images[:, :, ::-1])) / 2

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
        extractor = keras.Model(self.model.inputs, self._embedding_output)
        return _compiled(extractor, self.model.input_shape)

    @property
    def _embedding_output(self) -> keras.KerasTensor:
        try:
            return self.model.get_layer("embedding").output
        except ValueError as error:
            raise NetworkError(
                f"The network of {self.run.id} has no layer 'embedding'. Use a run of another architecture."
            ) from error

    @cached_property
    def temperature(self) -> float:
        """What logits are divided by before softmax; 1 where the run has no evaluation to fit it on."""
        try:
            known = self.run.evaluation_arrays("validation")
        except RunCorruptError:
            return 1.0
        if not len(known["labels"]) or not np.isfinite(known["logits"]).all():
            return 1.0
        return fit_temperature(known["labels"], known["logits"])

    def _look(self, images: np.ndarray) -> tuple[list[np.ndarray], np.ndarray]:
        """Return what is known of images, a list of float32 (n, d_i), and their logits."""
        batch = self.batch(images)
        numbers = _in_batches(self._layers[0], batch)
        *layers, logits = np.split(numbers, np.cumsum(self._layers[1])[:-1], axis=1)
        return [*layers, abstention.block_means(batch[..., 0])], logits

    @cached_property
    def _layers(self) -> tuple[Callable[[tf.Tensor], tf.Tensor], list[int]]:
        """All that `_look` needs of the network in one pass, and how many numbers each part has."""
        last_maps = {
            layer.output.shape[1:3]: layer.output
            for layer in self.model.layers
            if len(layer.output.shape) == 4 and layer.output.shape[-1] > 3
        }
        parts = [*last_maps.values(), self._embedding_output, self.model.outputs[0]]
        extractor = keras.Model(self.model.inputs, parts)

        def look(pixels: tf.Tensor, training: bool) -> tf.Tensor:
            # Not as layers: their names could be those of the network's own.
            outputs = extractor(pixels, training=training)
            flat = [tf.reduce_mean(each, (1, 2)) if each.shape.rank == 4 else each for each in outputs]
            return tf.concat(flat, axis=1)

        function = _compiled(look, self.model.input_shape)
        function(tf.zeros((1, *self.model.input_shape[1:])))  # the first pass takes fifty times as long
        return function, [part.shape[-1] for part in parts]

    def standard(self, kind: str) -> abstention.Standard:
        """Return what is familiar to the network; `familiarity` says of what kind, and what goes wrong."""
        name = "image" if kind == "dataset image" else "picture"
        with self._measuring:  # what takes seconds is not done twice
            if name not in self._standards:
                self._standards[name] = familiarity.standard_of(self.run, name, self._look)
            return self._standards[name]


def load_network(path: Path, precision: str = "float32") -> keras.Model:
    """Load a saved network.

    One that was trained in another precision is rebuilt: its weights are float32 in any case. In short
    numbers answers are noisier, and on most processors no faster. Its normalisation is fused.

    Args:
        path: a `model.keras`, in the folder of its run.
        precision: the Keras dtype policy to compute in, but for the logits, which are float32 always.

    Raises:
        RunCorruptError: the file is missing or broken.
    """
    if not path.is_file():
        raise RunCorruptError(f"{path.parent.name} has no {path.name}. Train it at least for one epoch.")
    try:
        if not zipfile.is_zipfile(path):
            raise zipfile.BadZipFile("not a whole Keras archive")  # Keras would say "File not found"
        model = keras.saving.load_model(path, compile=False)
        if any(layer.dtype_policy.name != _precision(layer, precision) for layer in model.layers):
            weights = model.get_weights()
            model = keras.models.clone_model(model, clone_function=partial(_computing_in, precision))
            model.set_weights(weights)
    except BROKEN_ARCHIVE as error:
        reason = str(error).strip().split("\n")[0][:120].rstrip(". ") or type(error).__name__
        raise RunCorruptError(
            f"{path.parent.name}: {path.name} cannot be read ({reason}). Restore it or train the run again."
        ) from error
    fuse_normalisation(model)
    return model


def _precision(layer: keras.Layer, precision: str) -> str:
    return "float32" if layer.name == "logits" or isinstance(layer, keras.layers.InputLayer) else precision


def _computing_in(precision: str, layer: keras.Layer) -> keras.Layer:
    return type(layer).from_config({**layer.get_config(), "dtype": _precision(layer, precision)})


def _compiled(
    network: Callable[..., tf.Tensor], input_shape: tuple[int | None, ...]
) -> Callable[[tf.Tensor], tf.Tensor]:
    """Return a network as one graph for any batch size: no tracing again, no overhead of `predict`."""

    @tf.function(input_signature=[tf.TensorSpec((None, *input_shape[1:]), tf.float32)])
    def call(pixels: tf.Tensor) -> tf.Tensor:
        return tf.cast(network(pixels, training=False), tf.float32)

    return call.get_concrete_function()


def _in_batches(function: Callable[[tf.Tensor], tf.Tensor], batch: np.ndarray) -> np.ndarray:
    if not len(batch):  # TensorFlow's batch normalisation refuses an empty batch
        return _in_batches(function, np.zeros((1, *batch.shape[1:]), np.float32))[:0]
    size = at_once(BATCH, batch.shape)
    parts = [
        function(tf.convert_to_tensor(batch[start : start + size], tf.float32)).numpy()
        for start in range(0, len(batch), size)
    ]
    return np.concatenate(parts)


def at_once(images: int, shape: Sequence[int]) -> int:
    """Return how many images to compute at once: the fewer, the larger they are.

    Args:
        images: how many of 28 x 28 pixels.
        shape: of all images, (n, height, width, ...), or of features, (n, d).
    """
    return max(1, min(images, images * USUAL_PIXELS // prod(shape[1:3])))
