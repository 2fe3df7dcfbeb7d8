"""A dataset whose splits are read when first asked for."""

import threading

import numpy as np

from fmnist_core.datasets import idx
from fmnist_core.datasets.spec import DatasetSpec
from fmnist_core.datasets.splits import SPLITS, Split, SplitName, validation_indices
from fmnist_core.errors import DatasetError

# Published file -> name of its images, name of its labels.
FILES = {
    "train": ("train-images-idx3-ubyte", "train-labels-idx1-ubyte"),
    "test": ("t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"),
}


class Dataset:
    """The three splits of a dataset, each read once and kept. Safe to share between threads.

    Args:
        spec: The dataset to read.

    Every property raises DatasetError where a file it needs is missing, cut short or wrong.
    """

    def __init__(self, spec: DatasetSpec) -> None:
        self.spec = spec
        self._lock = threading.RLock()
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

    @property
    def image_shape(self) -> tuple[int, int]:
        """Height and width of every image, from the headers alone."""
        return check_files(self.spec)

    def split(self, name: str) -> Split:
        """Return the split called `name`.

        Raises:
            DatasetError: There is no such split, or its files are missing or wrong.
        """
        if name not in SPLITS:
            raise DatasetError(f"There is no split {name!r}; use {', '.join(SPLITS)}.")
        with self._lock:
            if name not in self._splits:
                self._read("test" if name == "test" else "train")
            return self._splits[name]

    def _read(self, published: str) -> None:
        check_files(self.spec)
        images_name, labels_name = FILES[published]
        folder, checksums = self.spec.folder, self.spec.md5
        labels = idx.read_labels(idx.find_file(folder, labels_name), len(self.spec.classes), checksums)
        images = idx.read_images(idx.find_file(folder, images_name), checksums)
        everything = np.arange(len(labels), dtype=np.int64)
        if published == "test":
            everything.setflags(write=False)
            self._splits["test"] = Split("test", images, labels, everything)
            return
        held_out = validation_indices(labels, self.spec.class_names)
        kept = np.delete(everything, held_out)
        self._splits |= {
            "train": _part("train", images, labels, kept),
            "validation": _part("validation", images, labels, held_out),
        }


def check_files(spec: DatasetSpec) -> tuple[int, int]:
    """Check from their headers that the four files are there and belong together.

    Returns:
        Height and width of every image.

    Raises:
        DatasetError: A file is missing or of the wrong kind, images and labels differ in number, or sizes differ.
    """
    shapes = []
    for images_name, labels_name in FILES.values():
        images_path, labels_path = (
            idx.find_file(spec.folder, images_name),
            idx.find_file(spec.folder, labels_name),
        )
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


def _part(name: SplitName, images: np.ndarray, labels: np.ndarray, indices: np.ndarray) -> Split:
    arrays = images[indices], labels[indices], indices
    for array in arrays:
        array.setflags(write=False)
    return Split(name, *arrays)
