"""What a run's network is used to: measured once a run, and kept.

Images of the dataset and pictures that people make are two kinds of familiar: a drawing is unlike a product
photo even where both show a boot. So each kind has a standard of its own. That of pictures is learnt from
made ones (`fmnist_core.drawings`), as the preparation of pictures would pass them to a network, beside made
drawings of something else.
"""

import logging
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np

from fmnist_core import datasets, paths
from fmnist_core.drawings.pictures import made_pictures
from fmnist_core.drawings.strange import strange_pictures
from fmnist_core.errors import StorageError
from fmnist_core.evaluation.abstention import Standard
from fmnist_core.runs import Run
from fmnist_core.runs.files import BROKEN_ARCHIVE, dated, replacing

FILE_NAME = "familiarity.npz"
KINDS = ("image", "picture")
IMAGES = 5_000  # of the training split, and at most so many of validation
PICTURES = (1_500, 500)  # made of training and of validation images: 8 seconds a thousand, once a dataset
STRANGE = 2_000  # drawings of something else
SEED = 2_018  # other pictures than networks are trained on

# What a network makes of images: the numbers of each layer, float32 (n, d_i), and the logits (n, classes).
Look = Callable[[np.ndarray], tuple[list[np.ndarray], np.ndarray]]

_log = logging.getLogger(__name__)


def standard_of(run: Run, kind: str, look: Look) -> Standard:
    """Return what is familiar to a run's network.

    It is read from the run's folder or from the cache; where neither has it, it is measured and put into the
    cache. A disk that refuses only costs the next caller the same work.

    Args:
        run: whose dataset is looked at.
        kind: "image" for those of the dataset, "picture" for drawings and photos.
        look: the run's network.

    Raises:
        FmnistError: the dataset cannot be read, or the network answers with NaN.
    """
    cached = paths.cache_dir() / "familiarity" / f"{run.id}-{kind}.npz"
    for path in (run.folder / FILE_NAME, cached):
        if (path != cached or run.made(path)) and (found := _stored(path, kind)) is not None:
            return found
    written = run.network_written
    standard = measured(run.dataset, kind, look)
    try:
        save_standards(cached, {kind: standard})
        dated(cached, written)
    except StorageError as error:
        _log.warning("What is familiar to %s is not kept: %s", run.id, error)
    return standard


def measured(dataset: str, kind: str, look: Look) -> Standard:
    """Learn what is familiar to a network from its dataset's training and validation splits.

    Raises:
        FmnistError: as `standard_of`.
    """
    counts = (IMAGES, IMAGES) if kind == "image" else PICTURES
    known, held_out = (
        _samples(dataset, split, kind, count)
        for split, count in zip(("train", "validation"), counts, strict=True)
    )
    layers, _ = look(known[0])
    checked, logits = look(held_out[0])
    others = strange_pictures(STRANGE, datasets.load(dataset).spec, SEED) if kind == "picture" else None
    strange = None if others is None else np.concatenate(look(others)[0], axis=1)
    return Standard.fit((layers, known[1]), (np.concatenate(checked, axis=1), logits), strange=strange)


def save_standards(path: Path, standards: Mapping[str, Standard]) -> None:
    """Write standards by kind to one file, at once.

    Raises:
        StorageError: the disk refuses.
    """
    arrays = {
        f"{kind}_{name}": array
        for kind, standard in standards.items()
        for name, array in standard.packed().items()
    }
    with replacing(path) as temporary, temporary.open("wb") as file:
        np.savez_compressed(file, allow_pickle=False, **arrays)


def _samples(dataset: str, split: str, kind: str, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Return images uint8 (n, h, w) of a split, evenly taken from all of it, and their labels (n,)."""
    part = datasets.load(dataset).split(split)
    places = np.unique(
        np.linspace(0, len(part.labels), min(count, len(part.labels)), endpoint=False).astype(int)
    )
    images, labels = part.images[places], part.labels[places]
    if kind == "picture":
        images = made_pictures(images, labels, datasets.load(dataset).spec, SEED)
    return images, labels


def _stored(path: Path, kind: str) -> Standard | None:
    """Return what is kept in a file; None where there is none, or none that can be read."""
    if not path.is_file():
        return None
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            prefix = f"{kind}_"
            return Standard.unpacked(
                {name.removeprefix(prefix): arrays[name] for name in arrays.files if name.startswith(prefix)}
            )
    except BROKEN_ARCHIVE as error:
        _log.warning("%s cannot be read (%s); what is familiar is measured anew.", path, error)
        return None
