"""One call for every saliency method."""

import operator
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

import numpy as np

from fmnist_core.errors import NetworkError
from fmnist_core.explain.table import METHODS, SaliencyMethod

if TYPE_CHECKING:
    from fmnist_core.inference import Classifier


@dataclass(frozen=True, eq=False)
class SaliencyMap:
    """How much each pixel speaks for a class.

    Attributes:
        values: float32 (height, width) in [0, 1]; 1 at the strongest place, or 0 everywhere.
        method: a key of `METHODS`.
        target: the class number.
    """

    values: np.ndarray
    method: str
    target: int


def explain(
    classifier: "Classifier", pixels: np.ndarray, method: str = "gradcam", target: int | None = None
) -> SaliencyMap:
    """Show which parts of an image speak for a class. The same call gives the same map again.

    Args:
        classifier: a loaded network.
        pixels: uint8 (height, width), as `fmnist_core.images.prepare` makes them.
        method: a key of `METHODS`.
        target: class number; None for the class that the network predicts.

    Raises:
        NetworkError: the method or the class is unknown, the method does not work on this network, the image
            is not one that the network takes, or the network answers with NaN.
    """
    spec = _method(method, classifier.features_available)
    if np.ndim(pixels) != 2:
        raise NetworkError(
            f"One image of shape (height, width) is explained. Received: shape {np.shape(pixels)}."
        )
    batch = classifier.batch(pixels).astype(np.float32)
    if target is None:
        target = int(classifier.forward(batch)[0].argmax())
    target = _class(target, classifier.class_names)
    raw = import_module(f"fmnist_core.explain.{spec.module}").saliency(classifier, batch, target)
    if not np.isfinite(raw).all():
        raise NetworkError(
            f"{spec.title} of {classifier.run.id} is not a number everywhere: its weights are probably NaN. "
            "Train it again with a lower learning rate."
        )
    return SaliencyMap(_unit(raw), method, target)


def _method(name: str, features_available: bool) -> SaliencyMethod:
    if name not in METHODS:
        raise NetworkError(f"There is no saliency method {name!r}. Known: {', '.join(METHODS)}.")
    spec = METHODS[name]
    if spec.needs_features and not features_available:
        others = ", ".join(row.name for row in METHODS.values() if not row.needs_features)
        raise NetworkError(
            f"{spec.title} needs feature maps, and this network has none. These work on any: {others}."
        )
    return spec


def _class(target: int, names: tuple[str, ...]) -> int:
    if not isinstance(target, (int, np.integer)) or not 0 <= target < len(names):
        known = ", ".join(f"{number} {name}" for number, name in enumerate(names))
        raise NetworkError(f"There is no class number {target!r}. Known: {known}.")
    return operator.index(target)


def _unit(raw: np.ndarray) -> np.ndarray:
    """Scale by the maximum alone: 0 keeps its meaning, "does not speak for the class"."""
    positive = np.maximum(raw, 0)
    peak = positive.max()
    return (positive / peak if peak > 0 else positive).astype(np.float32)
