"""Saliency: which parts of an image speak for a class, and whether a map of that can be believed.

Importing this package loads no TensorFlow; a method is imported when it is first used.
"""

from fmnist_core.explain.faithfulness import Faithfulness, edge_map, faithfulness, random_map
from fmnist_core.explain.inside import exciting_image, feature_maps
from fmnist_core.explain.overlay import overlay
from fmnist_core.explain.saliency import SaliencyMap, explain
from fmnist_core.explain.sanity import Sanity, sanity
from fmnist_core.explain.table import DEFAULT_METHOD, METHODS, SaliencyMethod

__all__ = [
    "DEFAULT_METHOD",
    "METHODS",
    "Faithfulness",
    "SaliencyMap",
    "SaliencyMethod",
    "Sanity",
    "edge_map",
    "exciting_image",
    "explain",
    "faithfulness",
    "feature_maps",
    "overlay",
    "random_map",
    "sanity",
]
