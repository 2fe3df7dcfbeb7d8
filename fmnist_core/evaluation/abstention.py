"""When to say "this looks like none of the classes".

The score of a picture is the negative free energy of its logits, log(sum(exp(logits))) (Liu et al. 2020,
"Energy-based Out-of-distribution Detection", arXiv 2010.03759, temperature 1): high for pictures like
those trained on, low for strange ones. Softmax confidence cannot tell them apart, because it does not
change when all logits fall together.
"""

import numpy as np

from fmnist_core.errors import FmnistError
from fmnist_core.evaluation.metrics import log_sum_exp


def energy_score(logits: np.ndarray) -> np.ndarray:
    """Return the negative free energy, float64 (n,), of logits (n, n_classes); higher is more familiar."""
    return log_sum_exp(logits)


def threshold(validation_logits: np.ndarray, rate: float = 0.05) -> float:
    """Return the score below which a picture is refused.

    Args:
        validation_logits: Logits of familiar pictures, float (n, n_classes), n of at least 1.
        rate: Share of these pictures that may be refused, in [0, 1).

    Raises:
        FmnistError: If there are no logits, one is not finite, or the rate is impossible.
    """
    scores = energy_score(validation_logits) if len(validation_logits) else np.empty(0)
    if not scores.size or not np.isfinite(scores).all():
        raise FmnistError(
            f"A threshold needs finite logits of validation samples; received {scores.size} samples"
            f"{', some NaN or infinite' if scores.size else ''}."
        )
    if not 0 <= rate < 1:
        raise FmnistError(f"The share of refused samples must be from 0 to below 1; received {rate}.")
    return float(np.quantile(scores, rate))


def abstains(logits: np.ndarray, threshold: float) -> np.ndarray:
    """Return which pictures are refused, bool (n,): those whose score is below the threshold or NaN."""
    return ~(energy_score(logits) >= threshold)
