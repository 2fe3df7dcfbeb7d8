"""Visual search: the samples that a network sees as most alike, and a map of them all.

Needs only numpy to import; scikit-learn draws the map, and Keras computes what is not stored yet.
"""

from fmnist_core.retrieval.embeddings import Embeddings
from fmnist_core.retrieval.index import EmbeddingIndex, Neighbour, votes
from fmnist_core.retrieval.projection import projection
from fmnist_core.retrieval.quantise import load_embeddings, save_embeddings
from fmnist_core.retrieval.stored import compute_embeddings

__all__ = [
    "EmbeddingIndex",
    "Embeddings",
    "Neighbour",
    "compute_embeddings",
    "load_embeddings",
    "projection",
    "save_embeddings",
    "votes",
]
