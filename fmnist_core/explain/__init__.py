"""Saliency: which parts of an image speak for a class.

Importing this package loads no TensorFlow; a method is imported when it is first used.
"""

from fmnist_core.explain.overlay import overlay
from fmnist_core.explain.saliency import SaliencyMap, explain
from fmnist_core.explain.table import METHODS, SaliencyMethod

__all__ = ["METHODS", "SaliencyMap", "SaliencyMethod", "explain", "overlay"]
