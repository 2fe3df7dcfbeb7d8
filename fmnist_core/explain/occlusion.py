"""Occlusion: how much less probable the class gets when a square is erased.

Zeiler, Fergus: Visualizing and Understanding Convolutional Networks, arXiv:1311.2901, section 4.2. Their
grey square is the background here, and the fall of the log probability is counted: the probability itself
hardly moves where the network is sure. Against another class, the fall of the logits' difference counts.
"""

import numpy as np

from fmnist_core.evaluation.metrics import log_sum_exp
from fmnist_core.inference import Classifier

SIDE = 6  # of the square in pixels: a sleeve, a heel or a handle of a 28 x 28 image
STRIDE = 2
USUAL = 28  # pixels a side: on larger images, squares and steps are larger in proportion


def saliency(classifier: Classifier, batch: np.ndarray, target: int, against: int | None) -> np.ndarray:
    """Return the map, float64 (h, w), negative where erasing helps the class, for a batch of one.

    A pixel's value is the mean over all squares that cover it.
    """
    squares = _squares(*batch.shape[1:3])
    images = np.concatenate([batch, np.where(squares[..., None], np.float32(0), batch)])
    logits = classifier.forward(images)
    other = log_sum_exp(logits) if against is None else logits[:, against]
    score = logits[:, target] - other
    return np.tensordot(score[0] - score[1:], squares, axes=1) / squares.sum(axis=0)


def _squares(height: int, width: int) -> np.ndarray:
    """Return masks, bool (n, height, width); they reach over the edges, so all pixels are covered alike."""
    scale = max(1, max(height, width) / USUAL)
    side, stride = round(SIDE * scale), round(STRIDE * scale)
    rows, columns = (_bands(length, side, stride) for length in (height, width))
    return (rows[:, None, :, None] & columns[None, :, None, :]).reshape(-1, height, width)


def _bands(length: int, side: int, stride: int) -> np.ndarray:
    starts = np.arange(stride - side, length, stride)[:, None]
    places = np.arange(length)
    return (starts <= places) & (places < starts + side)
