"""Figures of a classifier as plain functions of arrays.

`logits` and `probabilities` are ndarrays of shape (n_samples, n_classes); `labels` and `predictions` are
class numbers of shape (n_samples,). A figure that would divide by zero is 0.0, as with scikit-learn's
`zero_division=0`.
"""

from math import sqrt
from statistics import NormalDist

import numpy as np


def log_sum_exp(logits: np.ndarray) -> np.ndarray:
    """Return log(sum(exp(logits))) over the last axis as float64, without overflow."""
    logits = np.asarray(logits, dtype=np.float64)
    largest = logits.max(axis=-1)
    return largest + np.log(np.exp(logits - largest[..., None]).sum(axis=-1))


def softmax(logits: np.ndarray) -> np.ndarray:
    """Return the probabilities of logits over the last axis as float64, without overflow."""
    logits = np.asarray(logits, dtype=np.float64)
    powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def sample_losses(labels: np.ndarray, logits: np.ndarray) -> np.ndarray:
    """Return the negative log-likelihood of each label in nats: float64 (n,), 0 or more.

    It is taken from the logits, so that no probability needs to be clipped away from zero.
    """
    return log_sum_exp(logits) - np.take_along_axis(logits, labels[:, None], axis=1)[:, 0]


def log_loss(labels: np.ndarray, logits: np.ndarray) -> float:
    """Return the mean negative log-likelihood in nats."""
    return float(sample_losses(labels, logits).mean())


def confusion_matrix(labels: np.ndarray, predictions: np.ndarray, classes: int) -> np.ndarray:
    """Return int64 counts of shape (classes, classes): row = true class, column = predicted class."""
    counts = np.bincount(labels * classes + predictions, minlength=classes * classes)
    return counts.reshape(classes, classes).astype(np.int64)


def class_figures(confusion: np.ndarray) -> dict[str, np.ndarray]:
    """Return precision, recall, f1, accuracy (float64) and support (int64), each of shape (n_classes,).

    Accuracy is that of telling the class from the rest, over all samples.
    """
    hits = np.diagonal(confusion)
    support, predicted = confusion.sum(axis=1), confusion.sum(axis=0)
    return {
        "precision": _ratio(hits, predicted),
        "recall": _ratio(hits, support),
        "f1": _ratio(2 * hits, support + predicted),
        "accuracy": _ratio(
            confusion.sum() - support - predicted + 2 * hits, np.full_like(hits, confusion.sum())
        ),
        "support": support,
    }


def wilson_interval(successes: int, total: int, level: float = 0.95) -> tuple[float, float]:
    """Return Wilson's score interval (low, high) of a share (Wilson 1927, doi 10.2307/2276774).

    Unlike the normal approximation it stays inside [0, 1] and is right near both ends.
    """
    z = NormalDist().inv_cdf(0.5 + level / 2)
    share = successes / total
    scale = 1 + z * z / total
    centre = (share + z * z / (2 * total)) / scale
    half = z / scale * sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    return max(0.0, centre - half), min(1.0, centre + half)


def _ratio(numerator: np.ndarray, denominator: np.ndarray) -> np.ndarray:
    return np.divide(numerator, denominator, out=np.zeros(len(numerator)), where=denominator > 0)
