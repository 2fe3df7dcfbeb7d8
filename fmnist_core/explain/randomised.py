"""A network as it might have been before it learnt anything."""

import keras
import numpy as np

from fmnist_core.explain.kept import kept
from fmnist_core.inference import Classifier

COPIES = 3  # a single one makes some maps alike, or unlike, by chance


def untrained(classifier: Classifier) -> tuple[Classifier, ...]:
    """Return several copies of a network with random weights, made once a classifier."""
    return kept(classifier, _copies)


def _copies(classifier: Classifier) -> tuple[Classifier, ...]:
    return tuple(_untrained(classifier, seed) for seed in range(COPIES))


def _untrained(classifier: Classifier, seed: int) -> Classifier:
    model = keras.models.clone_model(classifier.model)  # normalisations and biases begin anew
    generator = np.random.default_rng(seed)
    for layer in model.layers:
        inputs = 2 if isinstance(layer, keras.layers.DepthwiseConv2D) else -1  # axes of what one output sees
        for weight in layer.weights:
            if len(weight.shape) > 1:
                # Keras's own initialisers repeat their numbers. The scale is He's (arXiv:1502.01852), which
                # keeps the activations of any depth in range.
                scale = np.sqrt(2 / np.prod(weight.shape[:inputs]))
                weight.assign(scale * generator.standard_normal(weight.shape))
    return Classifier(classifier.run, classifier.dataset, model)
