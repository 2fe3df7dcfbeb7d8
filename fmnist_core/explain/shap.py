"""SHAP values by expected gradients: Integrated Gradients from many training images instead of from black.

Erion et al.: Improving performance of deep learning models with axiomatic attribution priors and expected
gradients, arXiv:1906.10670; the same as `GradientExplainer` of the package shap (Lundberg, Lee: A Unified
Approach to Interpreting Model Predictions, arXiv:1705.07874). The values of all pixels add up, nearly, to
the logit of the image less the mean logit of the training images.
"""

import numpy as np

from fmnist_core import datasets
from fmnist_core.explain import gradients
from fmnist_core.explain.kept import kept
from fmnist_core.inference import Classifier

SAMPLES = 100  # training images, each with one place on the way from it
SEED = 0


def saliency(classifier: Classifier, batch: np.ndarray, target: int, against: int | None) -> np.ndarray:
    """Return the map in logits, float32 (h, w), for a batch of one, float32 (1, h, w, 1)."""
    background = kept(classifier, _background)
    # One place in each of as many equal parts of the way, in the random order of the images.
    parts = np.arange(len(background), dtype=np.float32)
    shares = (parts + np.random.default_rng(SEED).random(len(parts), dtype=np.float32)) / len(parts)
    way = batch - background
    weights = gradients.weights_of(classifier, target, against)
    slopes = gradients.of_pixels(classifier, background + way * shares[:, None, None, None], weights)
    return (way * slopes).mean(axis=0)[..., 0]


def _background(classifier: Classifier) -> np.ndarray:
    images = datasets.load(classifier.dataset.name).train.images
    chosen = np.random.default_rng(SEED).permutation(len(images))[:SAMPLES]
    return classifier.batch(images[chosen]).astype(np.float32)
