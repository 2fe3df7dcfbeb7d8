"""Loaders of the core behind Streamlit's caches; what one page makes of them, its own module caches.

What is cached is shared by all visitors and never changed by a page. Keys are plain strings, and the time a
file was last written, so that a run that is trained again or a file that is replaced is seen at once.
"""

import functools
import gc
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st
from PIL import Image

from fmnist_core import datasets
from fmnist_core.datasets import Dataset
from fmnist_core.datasets.registry import stamp
from fmnist_core.evaluation import Evaluation
from fmnist_core.runs import Run, RunStore

if TYPE_CHECKING:  # both bring TensorFlow with them, or more than the first page needs
    from fmnist_core.inference import Classifier
    from fmnist_core.retrieval import EmbeddingIndex


def dataset(name: str) -> Dataset:
    """Return a dataset; its images are read when first used and then kept (by the core, for the process).

    Raises:
        DatasetError: no usable dataset has this name.
    """
    return datasets.load(name)


def files(name: str) -> str:
    """Return what changes when files of a dataset are replaced, for the key of a cache.

    Raises:
        DatasetError: no usable dataset has this name, or a file is missing.
    """
    return str(stamp(datasets.load(name).spec))


def class_images(name: str) -> list[Image.Image]:
    """Return the first test image of each class of a dataset, in the order of the classes.

    Images are enlarged six times, pixel by pixel, with a narrow transparent margin at both sides.

    Raises:
        DatasetError: the dataset is unknown, or its test images cannot be read.
    """
    return _class_images(name, files(name))


@st.cache_data(max_entries=8, show_spinner=False)
def _class_images(name: str, files: str) -> list[Image.Image]:
    large = datasets.load(name).first_of_each_class()[0].repeat(6, axis=1).repeat(6, axis=2)
    margins = ((0, 0), (0, 0), (6, 6))
    tiles = np.stack([np.pad(large, margins), np.pad(np.full_like(large, 255), margins)], axis=-1)
    return [Image.fromarray(tile) for tile in tiles]


def run_list() -> list[Run]:
    """Return all readable runs as they are now: the user's, newest first, then the zoo's. Never cached."""
    return RunStore().list()


def evaluation(run_id: str, split: str = "test") -> Evaluation:
    """Return what a run answered on a split, with all that derives from it.

    Args:
        run_id: id of a run.
        split: "test" or "validation".

    Raises:
        RunNotFoundError: no run has this id.
        RunCorruptError: the run has no readable evaluation of this split.
        DatasetError: the run's dataset is no longer there.
    """
    folder = RunStore().get(run_id).folder
    return _evaluation(str(folder), split, written(folder / "evaluation.npz"))


def classifier(run_id: str) -> "Classifier":
    """Return the network of a run, ready to answer. The first call of a process imports TensorFlow.

    Raises:
        RunNotFoundError: no run has this id.
        RunCorruptError: its model is missing or broken.
    """
    run = RunStore().get(run_id)
    return _classifier(run.id, str(run.folder), written(run.model_path))


@functools.cache
def import_tensorflow() -> None:
    """Import what answers need, once, in a way that leaves the server quick.

    After each run of a page Streamlit collects garbage, twice where there is Keras. TensorFlow's 400,000
    objects made that half a second in which nobody was answered; they are never garbage. To be called before
    a network is loaded: what refers to itself by now is never freed.
    """
    import_module("fmnist_core.inference")
    gc.collect()
    gc.freeze()


def index(run_id: str) -> "EmbeddingIndex":
    """Return the visual search of a run; where no embeddings are stored, they are computed, which takes long.

    Raises:
        RunNotFoundError: no run has this id.
        FmnistError: nothing is stored, and the run has no usable model or dataset.
    """
    run = RunStore().get(run_id)
    return _index(run.id, str(run.folder), written(run.model_path), files(run.dataset))


# `written`, `folder` and `files` below are there for the key of the cache.


@st.cache_resource(max_entries=16, show_spinner=False)
def _evaluation(folder: str, split: str, written: int) -> Evaluation:
    run = Run(Path(folder))
    names = datasets.load(run.dataset).spec.class_names
    return Evaluation.of(run.evaluation_arrays(split), split=split, class_names=names)


@st.cache_resource(max_entries=4, show_spinner="Loading the network: up to ten seconds the first time")
def _classifier(run_id: str, folder: str, written: int) -> "Classifier":
    import_tensorflow()
    from fmnist_core.inference import Classifier

    network = Classifier.load(run_id)
    network.logits(
        np.zeros(datasets.load(network.dataset.name).image_shape, np.uint8)
    )  # set up before timing
    return network


@st.cache_resource(
    max_entries=2,
    show_spinner="Preparing the search: up to three minutes if the images were not looked at yet",
)
def _index(run_id: str, folder: str, written: int, files: str) -> "EmbeddingIndex":
    from fmnist_core.retrieval import EmbeddingIndex
    from fmnist_core.retrieval.stored import is_stored

    run = RunStore().get(run_id)
    if not is_stored(run):
        import_tensorflow()
    return EmbeddingIndex.load(run)


def written(path: Path) -> int:
    """Return when a file was last written, in nanoseconds; 0 where there is none."""
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0
