"""A map of embeddings: two coordinates a sample, near where the network sees them alike."""

import numpy as np

from fmnist_core.errors import FmnistError
from fmnist_core.retrieval.index import unit_vectors

MAX_POINTS = 2000  # ten seconds on two cores, and the time grows faster than their number
PERPLEXITY = 30.0


def projection(embeddings: np.ndarray, seed: int = 0) -> np.ndarray:
    """Return a t-SNE map (van der Maaten and Hinton 2008) that starts from the principal components.

    Args:
        embeddings: float (n, d), n from 1 to 2,000; only directions count, as for `EmbeddingIndex`.
        seed: The same seed gives the same map on the same machine.

    Returns:
        Coordinates, float32 (n, 2).

    Raises:
        FmnistError: If there are no points, or too many.
    """
    if not 1 <= len(embeddings) <= MAX_POINTS:
        raise FmnistError(
            f"A map holds 1 to {MAX_POINTS:,} points; received {len(embeddings):,}: draw a sample."
        )
    directions = unit_vectors(np.asarray(embeddings, dtype=np.float32))
    if not np.ptp(directions, axis=0).any():
        return np.zeros((len(directions), 2), dtype=np.float32)  # all alike: there is nothing to spread out
    from sklearn.manifold import TSNE  # 2 s to import: only where a map is drawn

    tsne = TSNE(
        perplexity=min(PERPLEXITY, max(1.0, (len(directions) - 1) / 3)), init="pca", random_state=seed
    )
    return tsne.fit_transform(directions).astype(np.float32)
