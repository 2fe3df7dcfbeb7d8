"""Our network with a plain recipe: `model.fit` in float32, Adam at its default rate, no augmentation."""

import json
import sys

import keras

from benchmarks.contenders.following import Follower
from fmnist_core.datasets import load
from fmnist_core.networks import build


def main(request: dict) -> dict:
    keras.utils.set_random_seed(request["seed"])
    dataset = load("fashion_mnist")
    x_train = dataset.train.images[: request["limit"], ..., None].astype("float32")
    y_train = dataset.train.labels[: request["limit"]]
    x_test = dataset.test.images[..., None].astype("float32")
    model = build(request["settings"]["architecture"])
    model.compile(
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        optimizer="adam",
        metrics=["accuracy"],
    )
    follower = Follower(x_test, dataset.test.labels, request["began"])
    model.fit(
        x_train,
        y_train,
        batch_size=128,
        epochs=request["settings"]["epochs"],
        callbacks=[follower],
        verbose=0,
    )
    return {"curve": follower.curve}


if __name__ == "__main__":
    print(json.dumps(main(json.loads(sys.argv[1]))))
