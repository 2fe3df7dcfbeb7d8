"""Grad-CAM: feature maps weighted by the mean gradient of the class's logit.

Selvaraju et al.: Grad-CAM: Visual Explanations from Deep Networks via Gradient-based Localization,
arXiv:1610.02391. Computed by tf-keras-vis.
"""

import numpy as np
from tf_keras_vis.gradcam import Gradcam

from fmnist_core.explain.features import OPTIONS, enlarge
from fmnist_core.inference import Classifier


def saliency(classifier: Classifier, batch: np.ndarray, target: int) -> np.ndarray:
    """Return the map, float32 (h, w), not negative, for a batch of one, float32 (1, h, w, 1)."""
    cam = Gradcam(classifier.model)(lambda logits: logits[:, target], batch, **OPTIONS)
    return enlarge(cam[0], batch.shape[1:3])
