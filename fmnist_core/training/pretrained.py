"""Training on a pretrained backbone: features computed once for the head, then the backbone's end opened."""

import hashlib
import logging
from pathlib import Path

import keras
import numpy as np

from fmnist_core import paths
from fmnist_core.errors import StorageError
from fmnist_core.inference import at_once
from fmnist_core.networks.backbones import SHIPPED, backbone_spec
from fmnist_core.runs.files import replacing
from fmnist_core.training.config import TrainingConfig
from fmnist_core.training.plan import Plan

_BATCH = 256


def head_and_features(network: keras.Model, plan: Plan) -> tuple[keras.Model, dict[str, np.ndarray]]:
    """Return the head of a network, and the frozen backbone's features of the training and validation images.

    Features are kept on disk, so that the next head on the same images trains in seconds; not those of a run
    that starts from another, whose backbone may have learnt.

    Returns:
        The head, which shares its weights with the network, and float32 (n, d) by split name.
    """
    from fmnist_core.networks.transfer import split

    extractor, head = split(network)
    images = {
        "train": plan.samples()[0],
        "validation": plan.dataset.validation.images,
    }
    if plan.config.start_from:
        return head, {key: _computed(extractor, value).astype(np.float32) for key, value in images.items()}
    name = plan.config.backbone or SHIPPED
    return head, {key: _features(extractor, name, value) for key, value in images.items()}


def open_backbone(network: keras.Model, config: TrainingConfig) -> None:
    """Let the last blocks of the backbone learn, too; compile the network afterwards."""
    from fmnist_core.networks.transfer import unfreeze

    unfreeze(network, backbone_spec(config.backbone or SHIPPED), config.fine_tune_blocks)


def _features(extractor: keras.Model, backbone: str, images: np.ndarray) -> np.ndarray:
    digest = hashlib.sha256(images.tobytes()).hexdigest()[:16]
    path = paths.cache_dir() / "features" / f"{backbone}-{extractor.output_shape[1]}-{digest}.npy"
    known = _stored(path, (len(images), extractor.output_shape[1]))
    if known is not None:
        return known.astype(np.float32)
    features = _computed(extractor, images)
    try:
        with replacing(path) as temporary:
            np.save(temporary, features)
    except StorageError as error:
        logging.getLogger(__name__).warning("The features are not kept for next time. %s", error)
    return features.astype(np.float32)


def _computed(extractor: keras.Model, images: np.ndarray) -> np.ndarray:
    size = at_once(_BATCH, images.shape)
    parts = [
        extractor.predict_on_batch(images[start : start + size, ..., np.newaxis])
        for start in range(0, len(images), size)
    ]
    return np.concatenate(parts).astype(np.float16)  # half the disk; the head normalises them anyway


def _stored(path: Path, shape: tuple[int, int]) -> np.ndarray | None:
    try:
        features = np.load(path, allow_pickle=False)
    except (OSError, ValueError, EOFError):
        return None  # not computed yet, or not readable: compute
    return features if features.shape == shape else None
