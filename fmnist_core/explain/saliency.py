"""One call for every saliency method."""

import operator
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

import numpy as np

from fmnist_core.errors import NetworkError
from fmnist_core.explain.table import DEFAULT_METHOD, METHODS, SaliencyMethod

if TYPE_CHECKING:
    from fmnist_core.inference import Classifier


@dataclass(frozen=True, eq=False)
class SaliencyMap:
    """How much each pixel speaks for a class, or for one class and not another.

    Attributes:
        values: float32 (height, width) in [0, 1]; 1 at the strongest place, or 0 everywhere. What speaks
            against the class is 0.
        raw: float32 (height, width), what the method computes, in its own unit and not scaled. Where
            `METHODS[method].signed`, negative values speak against the class; draw these with a diverging
            colour scale around 0.
        method: a key of `METHODS`.
        target: the class number.
        against: the number of the class that it is compared with, or None.
    """

    values: np.ndarray
    raw: np.ndarray
    method: str
    target: int
    against: int | None = None


def explain(
    classifier: "Classifier",
    pixels: np.ndarray,
    method: str = DEFAULT_METHOD,
    target: int | None = None,
    against: int | None = None,
) -> SaliencyMap:
    """Show which parts of an image speak for a class. The same call gives the same map again.

    Args:
        classifier: a loaded network.
        pixels: uint8 (height, width), as `fmnist_core.images.prepare` makes them.
        method: a key of `METHODS`.
        target: class number; None for the class that the network predicts.
        against: number of another class, to show what speaks for the target and not for that one: the
            difference of their logits is explained. All methods can do it.

    Raises:
        NetworkError: the method or a class is unknown, both classes are the same, the method does not work on
            this network, the image is not one that the network takes, or the network answers with NaN.
    """
    spec = _method(method, classifier.features_available)
    batch = single(classifier, pixels)
    target = class_number(classifier, predicted(classifier, batch) if target is None else target)
    if against is not None:
        against = class_number(classifier, against)
        if against == target:
            name = classifier.class_names[target]
            raise NetworkError(f"Two classes are compared. Received: {name} twice. Name another class.")
    module = import_module(f"fmnist_core.explain.{spec.module}")
    raw = module.saliency(classifier, batch, target, against)
    if not np.isfinite(raw).all():
        raise NetworkError(
            f"{spec.title} of {classifier.run.id} is not a number everywhere: its weights are probably NaN. "
            "Train it again with a lower learning rate."
        )
    return SaliencyMap(_unit(raw), raw.astype(np.float32), method, target, against)


def single(classifier: "Classifier", pixels: np.ndarray) -> np.ndarray:
    """Return one image as a batch, float32 (1, height, width, 1).

    Raises:
        NetworkError: it is not one image, or not one that the network takes.
    """
    if np.ndim(pixels) != 2:
        raise NetworkError(
            f"One image of shape (height, width) is explained. Received: shape {np.shape(pixels)}."
        )
    return classifier.batch(pixels).astype(np.float32)


def predicted(classifier: "Classifier", batch: np.ndarray) -> int:
    """Return the number of the class that a network answers for a batch of one."""
    return int(classifier.forward(batch)[0].argmax())


def class_number(classifier: "Classifier", number: int) -> int:
    """Return the number of a class as a plain int.

    Raises:
        NetworkError: there is no such class.
    """
    names = classifier.class_names
    if not isinstance(number, (int, np.integer)) or not 0 <= number < len(names):
        known = ", ".join(f"{number} {name}" for number, name in enumerate(names))
        raise NetworkError(f"There is no class number {number!r}. Known: {known}.")
    return operator.index(number)


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


def _unit(raw: np.ndarray) -> np.ndarray:
    """Scale by the maximum alone: 0 keeps its meaning, "does not speak for the class"."""
    positive = np.maximum(raw, 0)
    peak = positive.max()
    return (positive / peak if peak > 0 else positive).astype(np.float32)
