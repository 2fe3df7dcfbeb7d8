"""Visual search: the samples that a network sees as most alike, and a map of them all.

Needs only numpy to import; scikit-learn draws the map, and Keras computes what is not stored yet.
"""

from fmnist_core.retrieval.embeddings import Embeddings
from fmnist_core.retrieval.index import EmbeddingIndex, Neighbour
from fmnist_core.retrieval.projection import projection
from fmnist_core.retrieval.quantise import load_embeddings, save_embeddings
from fmnist_core.retrieval.stored import compute_embeddings
from fmnist_core.retrieval.suggestion import Suggestion, suggest

__all__ = [
    "EmbeddingIndex",
    "Embeddings",
    "Neighbour",
    "Suggestion",
    "compute_embeddings",
    "load_embeddings",
    "projection",
    "save_embeddings",
    "suggest",
]
