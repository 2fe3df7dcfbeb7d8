"""What oneDNN is worth where TensorFlow does not choose it: seconds of the parts of a training.

TensorFlow uses oneDNN by itself on x86 processors that have AVX-512 VNNI or its like. Runs are trained with
it on the others, too. Here the speed of a training is measured as the app measures it, in a fresh process
each time, without and with oneDNN in turns: the time until the first step, that of a step, and that of an
answer to one of 500 images asked at once. Ratios are the median without over the median with it. Where
TensorFlow chooses oneDNN by itself, "without" means that it is switched off.

    python benchmarks/onednn.py --rounds 3
"""

import argparse
import os
import statistics
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.timing import ratio, where
from fmnist_core.networks import ARCHITECTURES
from fmnist_core.training import TrainingConfig
from fmnist_core.training.forecast import Speed, measure

WAYS = {"without": "0", "with": "1"}


def measured(architectures: list[str], rounds: int) -> dict[tuple[str, str], list[Speed]]:
    """Return the speeds by architecture and way; both ways take turns."""
    speeds: dict[tuple[str, str], list[Speed]] = {}
    for _ in range(rounds):
        for name in architectures:
            for way, choice in WAYS.items():
                os.environ["TF_ENABLE_ONEDNN_OPTS"] = choice
                speed = measure(TrainingConfig(architecture=name, precision="float32"))
                speeds.setdefault((name, way), []).append(speed)
    return speeds


def table(speeds: dict[tuple[str, str], list[Speed]]) -> str:
    lines = [
        "| network | start, without | with | step, without | with | ratio | answer, without | with | ratio |",
        "|---|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for name in dict.fromkeys(name for name, _ in speeds):
        cells = [name]
        for part, unit, scale in (("start", "s", 1), ("step", "ms", 1000), ("answer", "ms", 1000)):
            times = [[getattr(speed, part) for speed in speeds[name, way]] for way in WAYS]
            cells += [f"{scale * statistics.median(each):.2f} {unit}" for each in times]
            cells += [ratio(*times)] if part != "start" else []
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--architectures", nargs="+", choices=ARCHITECTURES, default=list(ARCHITECTURES))
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["FMNIST_ARTIFACTS"] = folder  # the speeds measured here are not remembered
        speeds = measured(options.architectures, options.rounds)
    print(f"float32, batches of 128, medians of {options.rounds} processes each.\n")
    print(table(speeds))
    print(f"\n{where()}")


if __name__ == "__main__":
    main()
