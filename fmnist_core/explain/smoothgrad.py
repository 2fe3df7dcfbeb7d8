"""SmoothGrad: the gradient of the class's logit, averaged over noisy copies of the image.

Smilkov et al.: SmoothGrad: removing noise by adding noise, arXiv:1706.03825. Gradients by tf-keras-vis.
"""

import keras
import numpy as np
from tf_keras_vis.saliency import Saliency

from fmnist_core.inference import Classifier

SAMPLES = 50  # the paper sees little change beyond
NOISE = 0.2  # share of the image's range; the paper recommends 0.1 to 0.2
SEED = 0


def saliency(classifier: Classifier, batch: np.ndarray, target: int) -> np.ndarray:
    """Return the map, float32 (h, w), not negative, for a batch of one, float32 (1, h, w, 1)."""
    # tf-keras-vis can add the noise too, but from NumPy's global generator and one copy at a time.
    noise = np.random.default_rng(SEED).standard_normal((SAMPLES, *batch.shape[1:]), dtype=np.float32)
    copies = batch + NOISE * np.ptp(batch) * noise
    # It passes its inputs as a list; a model that expects one does not warn.
    model = keras.Model(classifier.model.inputs, classifier.model.outputs)
    gradients = Saliency(model)(
        lambda logits: logits[:, target],
        copies,
        keepdims=True,
        gradient_modifier=None,
        normalize_map=False,
    )
    return np.abs(np.mean(gradients, axis=0))[..., 0]
