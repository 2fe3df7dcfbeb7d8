"""How methods are ranked, and which one is taken."""

import numpy as np

from benchmarks import saliency
from fmnist_core.explain import DEFAULT_METHOD, METHODS, Faithfulness


def figures(score, similarity, milliseconds):
    fractions = np.linspace(0, 1, 3, dtype=np.float32)
    curve = Faithfulness(fractions, np.zeros(3, np.float32), np.full(3, score, np.float32))
    return saliency.Figures([curve] * 2, [similarity] * 2, [milliseconds] * 2)


def test_the_best_of_those_that_pass_and_are_quick_wins():
    found = {
        "shap": figures(0.6, 0.7, 50),
        "scorecam": figures(0.5, 0.1, saliency.QUICK + 1),
        "occlusion": figures(0.4, 0.1, 100),
        "gradcam": figures(0.3, 0.0, 2),
        "random": saliency.Figures(figures(0.9, 0, 0).curves),
    }
    assert saliency.winner(found) == "occlusion"
    rows = saliency.table(found).splitlines()[2:]
    assert rows[0] == "| *random* | 0.000 | 0.900 | 0.900 ± 0.000 |  |  |"
    assert rows[1] == "| SHAP (expected gradients) | 0.000 | 0.600 | 0.600 ± 0.000 | 0.70 **fails** | 50 ms |"
    assert rows[-1] == "| Grad-CAM | 0.000 | 0.300 | 0.300 ± 0.000 | 0.00 | 2 ms |"


def test_the_default_works_on_every_network():
    assert not METHODS[DEFAULT_METHOD].needs_features
