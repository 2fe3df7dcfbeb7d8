"""A network as it might have been before it learnt anything."""

import keras
import numpy as np

from fmnist_core.explain.kept import kept
from fmnist_core.inference import Classifier

SEED = 0


def untrained(classifier: Classifier) -> Classifier:
    """Return the same network with random weights, made once a classifier."""
    return kept(classifier, _untrained)


def _untrained(classifier: Classifier) -> Classifier:
    model = keras.models.clone_model(classifier.model)  # normalisations and biases begin anew
    generator = np.random.default_rng(SEED)
    for layer in model.layers:
        depthwise = isinstance(layer, keras.layers.DepthwiseConv2D)
        for weight in layer.weights:
            if len(weight.shape) > 1:
                # Keras's own initialisers repeat their numbers. He's scale (arXiv:1502.01852) keeps the
                # activations of any depth in range.
                inputs = np.prod(weight.shape[: 2 if depthwise else -1])
                weight.assign(generator.standard_normal(weight.shape) * np.sqrt(2 / inputs))
    return Classifier(classifier.run, classifier.dataset, model)
