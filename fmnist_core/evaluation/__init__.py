"""From labels and logits to figures: accuracy, confusion, calibration, comparison, and when to abstain.

Needs nothing but arrays, and only numpy to import.
"""

from fmnist_core.evaluation.compare import Comparison, PairedComparison, compare
from fmnist_core.evaluation.evaluation import Evaluation

__all__ = ["Comparison", "Evaluation", "PairedComparison", "compare"]
