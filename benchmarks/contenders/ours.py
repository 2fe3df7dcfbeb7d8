"""This project: a fixed recipe, trained, validated and tested as the app does it, in this process."""

import json
import sys

from fmnist_core.inference import Classifier
from fmnist_core.training import TrainingConfig, train


def main(request: dict) -> dict:
    run = train(TrainingConfig(**request["settings"], seed=request["seed"], limit=request["limit"]))
    figures = {"accuracy": run.status.test_accuracy}
    mirrored = Classifier.load(run).mirrored_test_accuracy()
    return figures | ({} if mirrored is None else {"mirror_averaged": mirrored})


if __name__ == "__main__":
    print(json.dumps(main(json.loads(sys.argv[1]))))
