"""This project: a fixed recipe, trained, validated and tested as the app does it, in this process."""

import json
import sys

from benchmarks.contenders.views import views
from fmnist_core.datasets import load
from fmnist_core.inference import Classifier
from fmnist_core.training import TrainingConfig, train


def main(request: dict) -> dict:
    run = train(TrainingConfig(**request["settings"], seed=request["seed"], limit=request["limit"]))
    logits = run.evaluation_arrays("test")["logits"]
    test, classifier = load(run.dataset).test, Classifier.load(run)
    for view in views(test.images, request["looks"])[1:]:
        logits = logits + classifier.logits(view)
    averaged = float((logits.argmax(axis=1) == test.labels).mean())
    return {"accuracy": run.status.test_accuracy, "averaged": averaged}


if __name__ == "__main__":
    print(json.dumps(main(json.loads(sys.argv[1]))))
