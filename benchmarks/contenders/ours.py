"""This project: a fixed recipe, trained, validated and tested as the app does it, in this process."""

import json
import sys

from fmnist_core.training import TrainingConfig, train


def main(request: dict) -> dict:
    config = TrainingConfig(**request["settings"], seed=request["seed"], limit=request["limit"])
    return {"accuracy": train(config).status.test_accuracy}


if __name__ == "__main__":
    print(json.dumps(main(json.loads(sys.argv[1]))))
