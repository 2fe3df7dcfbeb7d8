"""A dataset whose splits are read when first asked for."""

import threading
from functools import cached_property

import numpy as np

from fmnist_core.datasets import idx
from fmnist_core.datasets.spec import DatasetSpec
from fmnist_core.datasets.splits import SPLITS, Split, validation_indices
from fmnist_core.errors import DatasetError

# Published file -> name of its images, name of its labels.
FILES = {
    "train": ("train-images-idx3-ubyte", "train-labels-idx1-ubyte"),
    "test": ("t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"),
}
_PUBLISHED_IN: dict[str, str] = {"train": "train", "validation": "train", "test": "test"}


class Dataset:
    """The three splits of a dataset, each read once and kept. Safe to share between threads.

    Args:
        spec: The dataset to read.

    Every method and property raises DatasetError where a file it needs is missing, cut short or wrong.
    """

    def __init__(self, spec: DatasetSpec) -> None:
        self.spec = spec
        self._lock = threading.RLock()
        self._labels: dict[str, tuple[np.ndarray, np.ndarray]] = {}  # split -> labels, source indices
        self._splits: dict[str, Split] = {}

    @property
    def train(self) -> Split:
        """The published training file without the validation samples."""
        return self.split("train")

    @property
    def validation(self) -> Split:
        """A fixed twelfth of the published training file, stratified by class."""
        return self.split("validation")

    @property
    def test(self) -> Split:
        """The published test file."""
        return self.split("test")

    @cached_property
    def image_shape(self) -> tuple[int, int]:
        """Height and width of every image, without reading the images."""
        return check_files(self.spec)

    @property
    def sizes(self) -> dict[str, int]:
        """Number of samples in each split, without reading the images."""
        return {name: len(self.labels(name)) for name in SPLITS}

    def split(self, name: str) -> Split:
        """Return the split called `name`.

        Raises:
            DatasetError: There is no such split, or its files are missing or wrong.
        """
        published = _published_in(name)
        with self._lock:
            if name not in self._splits:
                check_files(self.spec)
                path = idx.find_file(self.spec.folder, FILES[published][0])
                images = idx.read_images(path, self.spec.md5)
                # Train and validation come from one file, so one reading serves both.
                for each in (each for each in SPLITS if _PUBLISHED_IN[each] == published):
                    labels, indices = self._read_labels(each)
                    part = images if len(indices) == len(images) else images[indices]
                    self._splits[each] = Split(each, _frozen(part), labels, indices)
            return self._splits[name]

    def first_of_each_class(self) -> tuple[np.ndarray, np.ndarray]:
        """Return the first test image of each class that has one, unpacking no more of the file than needed.

        Returns:
            uint8 (k, height, width), and their labels, int64 (k,), ascending.
        """
        labels, firsts = np.unique(self.labels("test"), return_index=True)
        path = idx.find_file(self.spec.folder, FILES["test"][0])
        return idx.read_first_images(path, int(firsts.max()) + 1)[firsts], labels

    def labels(self, name: str) -> np.ndarray:
        """Return the labels of a split without reading its images.

        Returns:
            Read-only int64 array of shape (n,).

        Raises:
            DatasetError: There is no such split, or its file of labels is missing or wrong.
        """
        _published_in(name)
        with self._lock:
            return self._read_labels(name)[0]

    def _read_labels(self, name: str) -> tuple[np.ndarray, np.ndarray]:
        if name not in self._labels:
            published = _PUBLISHED_IN[name]
            path = idx.find_file(self.spec.folder, FILES[published][1])
            labels = idx.read_labels(path, len(self.spec.classes), self.spec.md5)
            everything = np.arange(len(labels), dtype=np.int64)
            indices = {"test": everything}
            if published == "train":
                held_out = validation_indices(labels, self.spec)
                indices = {"train": np.delete(everything, held_out), "validation": held_out}
            self._labels |= {each: (_frozen(labels[at]), _frozen(at)) for each, at in indices.items()}
        return self._labels[name]


def check_files(spec: DatasetSpec) -> tuple[int, int]:
    """Check from their headers that the four files are there and belong together.

    Returns:
        Height and width of every image.

    Raises:
        DatasetError: A file is missing or of the wrong kind, there are not as many images as labels, or the
            images differ in size.
    """
    shapes = []
    for images_name, labels_name in FILES.values():
        images_path, labels_path = (idx.find_file(spec.folder, name) for name in (images_name, labels_name))
        images = idx.read_header(images_path, idx.IMAGES_MAGIC)
        labels = idx.read_header(labels_path, idx.LABELS_MAGIC)
        if images.count != labels.count:
            raise DatasetError(
                f"{idx.short_name(images_path)} holds {images.count:,} images but {labels_path.name} "
                f"{labels.count:,} labels; both need the same number."
            )
        shapes.append(images.shape)
    (height, width), test_shape = shapes
    if test_shape != (height, width):
        raise DatasetError(
            f"The training images of {spec.name!r} are {height} x {width} pixels but the test images "
            f"{' x '.join(map(str, test_shape))}; all images of a dataset need one size."
        )
    return height, width


def _published_in(name: str) -> str:
    """Return which published file holds a split."""
    if name not in _PUBLISHED_IN:
        raise DatasetError(f"There is no split {name!r}; use {', '.join(SPLITS)}.")
    return _PUBLISHED_IN[name]


def _frozen(array: np.ndarray) -> np.ndarray:
    array.setflags(write=False)
    return array
