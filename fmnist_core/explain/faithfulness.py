"""Whether a map tells the truth: the answer must fall when its strongest pixels go, and rise when they come.

Petsiuk, Das, Saenko: RISE: Randomized Input Sampling for Explanation of Black-box Models, arXiv:1806.07421,
section 4.2. As published, deleted pixels turn into the background (here 0), and pixels are inserted into a
blurred copy of the image. A map is worth something only beside one of random numbers and beside an edge
detector, which know nothing of the network.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from fmnist_core.errors import NetworkError
from fmnist_core.evaluation.metrics import softmax
from fmnist_core.explain.blur import blurred
from fmnist_core.explain.saliency import class_number, single

if TYPE_CHECKING:
    from fmnist_core.inference import Classifier

STEPS = 28  # as many pixels a step as an image of 28 x 28 has in a row
BLUR = 5  # deviation and radius of the published blur, in pixels: an 11 x 11 Gaussian


@dataclass(frozen=True, eq=False)
class Faithfulness:
    """The probability of a class while the pixels of an image go or come, strongest first.

    Attributes:
        fractions: float32 (steps + 1,), the share of the pixels that have gone or come, from 0 to 1.
        deletion: float32 (steps + 1,), the probability when they have gone. Low is good.
        insertion: float32 (steps + 1,), the probability when they have come. High is good.
    """

    fractions: np.ndarray
    deletion: np.ndarray
    insertion: np.ndarray

    @property
    def deletion_auc(self) -> float:
        """Area under the deletion curve, from 0 (best) to 1."""
        return float(np.trapezoid(self.deletion, self.fractions))

    @property
    def insertion_auc(self) -> float:
        """Area under the insertion curve, from 0 to 1 (best)."""
        return float(np.trapezoid(self.insertion, self.fractions))

    @property
    def score(self) -> float:
        """Insertion less deletion, from -1 to 1 (best); what maps are ranked by."""
        return self.insertion_auc - self.deletion_auc


def faithfulness(
    classifier: "Classifier", pixels: np.ndarray, values: np.ndarray, target: int
) -> Faithfulness:
    """Measure how well a map ranks the pixels by what they mean to the network.

    Args:
        classifier: a loaded network.
        pixels: uint8 (height, width), the image.
        values: float (height, width), any map of it: `SaliencyMap.raw`, `edge_map` or `random_map`. Only the
            order of its values counts; equal ones are taken in a random order, the same each time.
        target: number of the class whose probability is followed.

    Raises:
        NetworkError: the image, the map or the class does not fit.
    """
    batch = single(classifier, pixels)
    target = class_number(classifier, target)
    if np.shape(values) != np.shape(pixels):
        raise NetworkError(
            f"A map has the shape of its image, {np.shape(pixels)}. Received: shape {np.shape(values)}."
        )
    counts = np.rint(np.linspace(0, batch.size, STEPS + 1)).astype(int)
    chosen = (_ranks(values) < counts[:, None, None])[..., None]
    deleted = np.where(chosen, np.float32(0), batch)
    inserted = np.where(chosen, batch, blurred(batch[0, ..., 0], BLUR, BLUR)[..., None])
    probabilities = softmax(classifier.forward(np.concatenate([deleted, inserted])))[:, target]
    curves = probabilities.astype(np.float32).reshape(2, -1)
    return Faithfulness((counts / batch.size).astype(np.float32), *curves)


def random_map(pixels: np.ndarray, seed: int = 0) -> np.ndarray:
    """Return a map of random numbers, float32 in [0, 1) of the image's shape."""
    return np.random.default_rng(seed).random(np.shape(pixels), dtype=np.float32)


def edge_map(pixels: np.ndarray) -> np.ndarray:
    """Return how strong the edge at each pixel is (Sobel), float32 in [0, 1] of the image's shape."""
    padded = np.pad(np.asarray(pixels, np.float32), 1, mode="edge")
    across = padded[:, 2:] - padded[:, :-2]
    down = padded[2:] - padded[:-2]
    across = across[:-2] + 2 * across[1:-1] + across[2:]
    down = down[:, :-2] + 2 * down[:, 1:-1] + down[:, 2:]
    strength = np.hypot(across, down)
    return strength / max(strength.max(), 1)


def _ranks(values: np.ndarray) -> np.ndarray:
    """Return the place of each value in the order from the largest to the smallest, int of the same shape."""
    flat = np.asarray(values, np.float64).ravel()
    order = np.lexsort((np.random.default_rng(0).random(flat.size), -flat))
    ranks = np.empty(flat.size, int)
    ranks[order] = np.arange(flat.size)
    return ranks.reshape(np.shape(values))
