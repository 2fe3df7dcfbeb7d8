"""A network that has learnt one thing: which way the stripes of a small patch run.

Class 0 is a patch with horizontal stripes, class 1 one with vertical stripes, anywhere on a noisy image: what
a good map shows is known exactly.
"""

import json

import keras
import numpy as np
import pytest

from fmnist_core.inference import Classifier
from fmnist_core.networks import build
from fmnist_core.runs import Run

SIDE = 8


def draw_patch(image, row, column, label):
    stripes = np.zeros((SIDE, SIDE), np.uint8)
    stripes[::2] = 255
    image[row : row + SIDE, column : column + SIDE] = stripes if label == 0 else stripes.T


def patches(count, seed):
    generator = np.random.default_rng(seed)
    images = generator.integers(0, 100, (count, 28, 28), dtype=np.uint8)
    labels = generator.integers(0, 2, count)
    corners = generator.integers(0, 28 - SIDE + 1, (count, 2))
    for image, label, (row, column) in zip(images, labels, corners, strict=True):
        draw_patch(image, row, column, label)
    return images, labels, corners


def stripes_network():
    pixels = keras.Input((28, 28, 1))
    x = keras.layers.Rescaling(1 / 255)(pixels)
    x = keras.layers.Conv2D(8, 3, padding="same", activation="relu")(x)
    x = keras.layers.MaxPooling2D()(x)
    x = keras.layers.Conv2D(16, 3, padding="same", activation="relu", name="features")(x)
    x = keras.layers.GlobalAveragePooling2D()(x)
    x = keras.layers.Dense(16, activation="relu", name="embedding")(x)
    return keras.Model(pixels, keras.layers.Dense(10, name="logits")(x))


def classifier_of(model, folder):
    folder.mkdir()
    record = {"format": 1, "training": {"dataset": "fashion_mnist", "architecture": "cnn"}}
    (folder / "config.json").write_text(json.dumps(record))
    model.save(folder / "model.keras")
    return Classifier.load(Run(folder))


@pytest.fixture(scope="session")
def striped():
    """Return images uint8 (n, 28, 28) unseen in training, their labels, and their patches' corners (n, 2)."""
    return patches(24, seed=2)


@pytest.fixture(scope="session")
def classifier(tmp_path_factory):
    keras.utils.set_random_seed(3)
    model = stripes_network()
    images, labels, _ = patches(2000, seed=1)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.Adam(0.01), loss)
    model.fit(images[..., None], labels, batch_size=64, epochs=4, verbose=0)
    return classifier_of(model, tmp_path_factory.mktemp("runs") / "stripes")


@pytest.fixture(scope="session")
def without_features(tmp_path_factory):
    keras.utils.set_random_seed(0)
    return classifier_of(build("dense"), tmp_path_factory.mktemp("runs") / "dense")


@pytest.fixture
def both():
    """Return an image with horizontal stripes at the top left and vertical ones at the bottom right."""
    image = np.random.default_rng(4).integers(0, 100, (28, 28), dtype=np.uint8)
    draw_patch(image, 3, 3, 0)
    draw_patch(image, 17, 17, 1)
    return image
