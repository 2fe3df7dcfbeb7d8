"""What a pretrained backbone is good for: few images. From scratch against transfer, three seeds each.

Every run goes through the project's own training; weights are chosen on validation, the test split is looked
at once. Runs are made in a temporary folder; with --keep they stay among your own.

    python benchmarks/transfer.py
    python benchmarks/transfer.py --per-class 10 100 --seeds 3
"""

import argparse
import os
import statistics
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from fmnist_core.datasets import load
from fmnist_core.runs.environment import machine
from fmnist_core.training import TrainingConfig, train

CLASSES = 10
SCRATCH = TrainingConfig(architecture="cnn", augment="light", precision="float32")
TRANSFER = TrainingConfig(architecture="transfer", augment="none", precision="float32")
# Enough epochs that more would not help; fewer images need more of them.
EPOCHS = {10: (40, 40), 100: (40, 20), 1_000: (20, 15), 5_500: (12, 10)}  # 5,500: the whole training split
BATCHES = {10: 16, 100: 32, 1_000: 128, 5_500: 128}


def accuracies(config: TrainingConfig, seeds: int) -> list[float]:
    runs = [train(replace(config, seed=seed)) for seed in range(seeds)]
    return [100 * (run.status.test_accuracy or 0) for run in runs]


def row(per_class: int, seeds: int) -> str:
    shared = {"limit": per_class * CLASSES, "batch_size": BATCHES[per_class]}
    epochs = EPOCHS[per_class]
    scratch = accuracies(replace(SCRATCH, **shared, epochs=epochs[0]), seeds)
    transfer = accuracies(replace(TRANSFER, **shared, epochs=epochs[1]), seeds)
    gain = statistics.mean(transfer) - statistics.mean(scratch)
    return f"| {per_class:,} a class | {spread(scratch)} | {spread(transfer)} | {gain:+.1f} |"


def spread(values: list[float]) -> str:
    text = f"{statistics.mean(values):.1f} %"
    return text if len(values) == 1 else f"{text} ± {statistics.stdev(values):.1f}"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--per-class", type=int, nargs="+", choices=list(EPOCHS), default=list(EPOCHS))
    parser.add_argument("--seeds", type=int, default=3, help="runs of each kind (default 3)")
    parser.add_argument("--keep", action="store_true", help="keep the runs")
    options = parser.parse_args()
    tested = len(load(SCRATCH.dataset).labels("test"))
    with tempfile.TemporaryDirectory() as folder:
        if not options.keep:
            os.environ["FMNIST_ARTIFACTS"] = folder
        print(
            f"Accuracy on {tested:,} test images of Fashion-MNIST, mean ± deviation over the seeds.\n"
            f"Seeds: {options.seeds}.\n"
        )
        print("| training images | from scratch (cnn) | transfer (EfficientNet-Lite0, frozen) | gain |")
        print("|---|---:|---:|---:|")
        for per_class in options.per_class:
            print(row(per_class, options.seeds), flush=True)
    print(f"\n{machine()['processor']}, {machine()['cores']} cores.")


if __name__ == "__main__":
    main()
