"""SmoothGrad: the gradient of the class's logit, averaged over noisy copies of the image.

Smilkov et al.: SmoothGrad: removing noise by adding noise, arXiv:1706.03825.
"""

import numpy as np

from fmnist_core.explain import gradients
from fmnist_core.inference import Classifier

SAMPLES = 50  # the paper sees little change beyond
NOISE = 0.2  # share of the image's range; the paper recommends 0.1 to 0.2
SEED = 0


def saliency(classifier: Classifier, batch: np.ndarray, target: int, against: int | None) -> np.ndarray:
    """Return the map, float32 (h, w), not negative, for a batch of one, float32 (1, h, w, 1)."""
    noise = np.random.default_rng(SEED).standard_normal((SAMPLES, *batch.shape[1:]), dtype=np.float32)
    copies = batch + NOISE * np.ptp(batch) * noise
    weights = gradients.weights_of(classifier, target, against)
    return np.abs(gradients.of_pixels(classifier, copies, weights).mean(axis=0))[..., 0]
