"""From labels and logits to figures: accuracy, confusion, calibration, and when to abstain.

Needs nothing but arrays, and only numpy to import.
"""

from fmnist_core.evaluation.evaluation import Evaluation

__all__ = ["Evaluation"]
