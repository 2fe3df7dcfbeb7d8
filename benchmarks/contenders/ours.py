"""This project: a fixed recipe, trained, validated and tested as the app does it, in this process."""

import json
import sys

import numpy as np

from fmnist_core.datasets import load
from fmnist_core.inference import Classifier
from fmnist_core.runs import Run
from fmnist_core.training import TrainingConfig, train


def main(request: dict) -> dict:
    run = train(TrainingConfig(**request["settings"], seed=request["seed"], limit=request["limit"]))
    figures = {"accuracy": run.status.test_accuracy}
    return figures | ({} if run.config["augment"] == "none" else {"mirror_averaged": mirror_averaged(run)})


def mirror_averaged(run: Run) -> float:
    """Return the test accuracy of the mean of the logits of each image and its mirror image."""
    test = load(run.dataset).test
    logits = run.evaluation_arrays("test")["logits"] + Classifier.load(run).logits(test.images[:, :, ::-1])
    return float(np.mean(logits.argmax(axis=1) == test.labels))


if __name__ == "__main__":
    print(json.dumps(main(json.loads(sys.argv[1]))))
