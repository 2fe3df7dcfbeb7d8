"""The Simple MNIST convnet of keras.io (François Chollet, examples/vision/mnist_convnet), on Fashion-MNIST.

Network, loss, optimizer, batch size and share of validation images are the example's.
"""

import json
import sys

import keras
import numpy as np
from keras import layers

from benchmarks.contenders.following import Follower
from fmnist_core.datasets import load


def main(request: dict) -> dict:
    keras.utils.set_random_seed(request["seed"])
    dataset = load("fashion_mnist")
    # All published training images, shuffled once because the last tenth of them is for validation.
    images = np.concatenate([dataset.train.images, dataset.validation.images])
    labels = np.concatenate([dataset.train.labels, dataset.validation.labels])
    order = np.random.default_rng(0).permutation(len(labels))[: request["limit"]]
    x_train = np.expand_dims(images[order].astype("float32") / 255, -1)
    x_test = np.expand_dims(dataset.test.images.astype("float32") / 255, -1)
    y_train = keras.utils.to_categorical(labels[order], 10)
    model = keras.Sequential(
        [
            keras.Input(shape=(28, 28, 1)),
            layers.Conv2D(32, kernel_size=(3, 3), activation="relu"),
            layers.MaxPooling2D(pool_size=(2, 2)),
            layers.Conv2D(64, kernel_size=(3, 3), activation="relu"),
            layers.MaxPooling2D(pool_size=(2, 2)),
            layers.Flatten(),
            layers.Dropout(0.5),
            layers.Dense(10, activation="softmax"),
        ]
    )
    model.compile(loss="categorical_crossentropy", optimizer="adam", metrics=["accuracy"])
    follower = Follower(x_test, dataset.test.labels, request["began"])
    model.fit(
        x_train,
        y_train,
        batch_size=128,
        epochs=request["settings"]["epochs"],
        validation_split=0.1,
        callbacks=[follower],
        verbose=0,
    )
    return {"curve": follower.curve}


if __name__ == "__main__":
    print(json.dumps(main(json.loads(sys.argv[1]))))
