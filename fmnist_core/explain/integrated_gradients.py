"""Integrated Gradients: what each pixel adds to the logit on the straight way from black to the image.

Sundararajan, Taly, Yan: Axiomatic Attribution for Deep Networks, arXiv:1703.01365. The values of all pixels
add up to the logit of the image less the logit of a black one (the paper's axiom of completeness).
"""

import numpy as np

from fmnist_core.explain import gradients
from fmnist_core.inference import Classifier

STEPS = 32  # of Gauss and Legendre's rule, on the way; the paper takes 20 to 300 equal ones


def saliency(classifier: Classifier, batch: np.ndarray, target: int, against: int | None) -> np.ndarray:
    """Return the map in logits, float32 (h, w), for a batch of one, float32 (1, h, w, 1)."""
    places, shares = np.polynomial.legendre.leggauss(STEPS)
    way = batch * ((places + 1) / 2).astype(np.float32)[:, None, None, None]
    slopes = gradients.of_pixels(classifier, way, gradients.weights_of(classifier, target, against))
    mean = np.tensordot((shares / 2).astype(np.float32), slopes, axes=1)
    return (batch[0] * mean)[..., 0]
