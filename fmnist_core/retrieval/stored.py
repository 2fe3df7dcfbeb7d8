"""Where a run's embeddings come from: its own folder, the cache, or its network."""

import logging
from pathlib import Path

import numpy as np

from fmnist_core import datasets, paths
from fmnist_core.errors import RunCorruptError, StorageError
from fmnist_core.retrieval.embeddings import Embeddings
from fmnist_core.retrieval.quantise import load_embeddings, save_embeddings
from fmnist_core.runs import Run
from fmnist_core.runs.files import dated

FILE_NAME = "embeddings.npz"

_log = logging.getLogger(__name__)


def embeddings_of(run: Run) -> Embeddings:
    """Return the embeddings of all samples of the run's dataset.

    They are read from the run's folder or from the cache; where neither has them, they cannot be read, or
    they are of other files than the dataset has now, they are computed and put into the cache. A disk that
    refuses only costs the next caller the same work.

    Raises:
        FmnistError: If the run has no usable model, or its dataset cannot be read.
    """
    cached = cache_path(run)
    candidates = [run.folder / FILE_NAME]
    if run.made(cached):
        candidates.append(cached)
    for path in filter(Path.is_file, candidates):
        try:
            embeddings = load_embeddings(path)
        except RunCorruptError as error:
            _log.warning("%s They are computed anew.", error)
            continue
        if _fits(embeddings, run.dataset) and (path != cached or _is_whole(embeddings, run.dataset)):
            return embeddings
    written = run.network_written
    embeddings = compute_embeddings(run)
    try:
        save_embeddings(cached, embeddings)
        dated(cached, written)
    except StorageError as error:
        _log.warning("The embeddings of %s are not kept: %s", run.id, error)
    return embeddings


def compute_embeddings(run: Run) -> Embeddings:
    """Embed train, validation and test of the run's dataset with its network.

    Raises:
        FmnistError: If the run has no usable model, or its dataset cannot be read.
    """
    from fmnist_core.inference import Classifier  # loads TensorFlow: only where nothing is stored

    classifier = Classifier.load(run)
    dataset = datasets.load(run.dataset)
    splits = [dataset.split(name) for name in datasets.SPLITS]
    return Embeddings.joined(
        [(split.name, np.asarray(classifier.embed(split.images)), split.labels) for split in splits]
    )


def cache_path(run: Run) -> Path:
    """Return where the computed embeddings of a run are kept."""
    return paths.cache_dir() / "embeddings" / f"{run.id}.npz"


def is_stored(run: Run) -> bool:
    """Whether the embeddings of a run are in its folder, or in the cache from its network as it is now."""
    return (run.folder / FILE_NAME).is_file() or run.made(cache_path(run))


def _fits(embeddings: Embeddings, dataset: str) -> bool:
    """Tell embeddings of samples of the dataset as it is from those of other files that had its name."""
    found = datasets.load(dataset)
    for name in datasets.SPLITS:
        labels, rows = found.labels(name), embeddings.splits == name
        places = embeddings.indices[rows]
        if (places >= len(labels)).any() or not np.array_equal(embeddings.labels[rows], labels[places]):
            return False
    return True


def _is_whole(embeddings: Embeddings, dataset: str) -> bool:
    """Tell embeddings of all samples from those of files that were fewer."""
    return len(embeddings) == sum(datasets.load(dataset).sizes.values())
