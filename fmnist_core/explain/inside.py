"""What goes on inside a network: its feature maps, and the image that excites a class most."""

from importlib import import_module
from typing import TYPE_CHECKING

import numpy as np

from fmnist_core.errors import NetworkError
from fmnist_core.explain.blur import blurred
from fmnist_core.explain.saliency import class_number, single

if TYPE_CHECKING:
    from fmnist_core.inference import Classifier

STEPS = 80
STRIDE = 48  # by how much the first step changes a pixel at most; the last one changes a fifth of it
COPIES = 4  # moved copies of the image, whose gradients are averaged
JITTER = 2  # pixels that a copy is moved by at most
BLURS = (2, 0.6)  # deviation of the blur of the first and of the last step, in pixels
BRIGHT = 98  # per cent of the pixels that are not white; dataset images have white parts, too


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
    """Return an image that a network holds for a class rather than for any other, the same each time.

    Activation maximisation (Simonyan et al., arXiv:1312.6034): gradient ascent from faint noise on the
    class's logit less that of its strongest rival. The gradients are those of copies moved by a pixel or two,
    and blurred, the first more than the last, against patterns that nobody can see (Yosinski et al.,
    arXiv:1506.06579).

    Args:
        classifier: a loaded network.
        target: class number.

    Returns:
        uint8 (height, width).

    Raises:
        NetworkError: there is no such class.
    """
    target = class_number(classifier, target)
    generator = np.random.default_rng(0)
    image = generator.uniform(0, 32, classifier.model.input_shape[1:3]).astype(np.float32)
    for share in np.linspace(0, 1, STEPS):
        slope = _slope(classifier, image, target, generator.integers(-JITTER, JITTER + 1, (COPIES, 2)))
        slope = blurred(slope, float(np.interp(share, (0, 1), BLURS)), radius=4)
        stride = STRIDE * (1 - 0.8 * share)
        image = np.clip(image + stride * slope / max(np.abs(slope).max(), 1e-12), 0, 255)
        brighter = min(1.5, 255 / max(np.percentile(image, BRIGHT), 1))
        image = np.minimum(image * brighter, 255).astype(np.float32)
    return np.rint(image).astype(np.uint8)


def _slope(classifier: "Classifier", image: np.ndarray, target: int, moves: np.ndarray) -> np.ndarray:
    """Return the mean gradient over moved copies of an image, float32 (h, w), moved back."""
    gradients = import_module("fmnist_core.explain.gradients")
    logits = classifier.forward(image[None, ..., None])[0]
    logits[target] = -np.inf
    weights = gradients.weights_of(classifier, target, int(logits.argmax()))
    copies = np.stack([np.roll(image, move, (0, 1)) for move in moves])[..., None]
    slopes = gradients.of_pixels(classifier, copies, weights)[..., 0]
    return np.mean([np.roll(slope, -move, (0, 1)) for slope, move in zip(slopes, moves, strict=True)], axis=0)
