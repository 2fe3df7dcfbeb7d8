"""What goes on inside a network: its feature maps, and the image that excites a class most."""

from importlib import import_module
from typing import TYPE_CHECKING

import numpy as np

from fmnist_core.errors import NetworkError
from fmnist_core.explain.blur import blurred
from fmnist_core.explain.saliency import class_number, single

if TYPE_CHECKING:
    from fmnist_core.inference import Classifier

STEPS = 100
COPIES = 4  # moved copies of the image, whose gradients are averaged
JITTER = 2  # pixels that a copy is moved by at most
BLUR = 0.6  # deviation in pixels; after every few steps, against patterns that nobody can see
EVERY = 4


def feature_maps(classifier: "Classifier", pixels: np.ndarray) -> np.ndarray:
    """Return what the layer `features` makes of an image, the channel that is strongest on average first.

    Args:
        classifier: a loaded network.
        pixels: uint8 (height, width).

    Returns:
        float32 (map's height, map's width, channels), in the network's own unit.

    Raises:
        NetworkError: the network has no feature maps, or the image is not one that it takes.
    """
    if not classifier.features_available:
        raise NetworkError(f"{classifier.run.id} has no feature maps: choose a convolutional network.")
    maps = import_module("fmnist_core.explain.features").maps(classifier, single(classifier, pixels))
    return maps[..., np.argsort(-maps.mean(axis=(0, 1)), kind="stable")]


def exciting_image(classifier: "Classifier", target: int) -> np.ndarray:
    """Return an image that a network holds for a class more than any other, the same each time.

    Gradient ascent on the class's logit (Simonyan et al., arXiv:1312.6034), of copies that are moved by a
    pixel or two, with a blur now and then (Yosinski et al., arXiv:1506.06579).

    Args:
        classifier: a loaded network.
        target: class number.

    Returns:
        uint8 (height, width).

    Raises:
        NetworkError: there is no such class.
    """
    target = class_number(classifier, target)
    gradients = import_module("fmnist_core.explain.gradients")
    generator = np.random.default_rng(target)
    image = generator.uniform(0, 32, classifier.model.input_shape[1:3]).astype(np.float32)
    for step in range(STEPS):
        moves = generator.integers(-JITTER, JITTER + 1, (COPIES, 2))
        copies = np.stack([np.roll(image, move, (0, 1)) for move in moves])[..., None]
        slopes = gradients.of_pixels(classifier, copies, target, None)[..., 0]
        slope = np.mean([np.roll(s, -move, (0, 1)) for s, move in zip(slopes, moves, strict=True)], axis=0)
        image = np.clip(image + 255 * 0.1 * slope / (np.abs(slope).max() + 1e-12), 0, 255)
        if step % EVERY == 0:
            image = blurred(image, BLUR, radius=2)
    return np.rint(image).astype(np.uint8)
