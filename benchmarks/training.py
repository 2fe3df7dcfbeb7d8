"""How much of the processor does training use? Images per CPU-second, as a share of what it can do at most.

For each architecture three ways to train it take turns, in one process:

    ours, light    the project's own steps with its default augmentation, in the faster arithmetic
    ours, none     the same without augmentation: the network alone
    plain fit      the same network in float32 with Adam, by `model.fit` on arrays, without augmentation

The most that the processor can do is measured between them: products of 2048 x 2048 matrices in the same
arithmetic. A training step is counted as three times the multiplications and additions of the convolutions
and dense layers (forward, gradient of the input, gradient of the weights); what a network does besides, such
as normalising and pooling, counts as nothing and only costs time. (A convolution alone may be a little
faster than the large products, so a share near 100 % means: only fewer operations could be faster.) CPU time
is that of all threads, so that other work on the machine disturbs less; all figures are medians over the
rounds.

    python benchmarks/training.py --rounds 5
    python benchmarks/training.py --architectures fast --rounds 3
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np
import tensorflow as tf

from fmnist_core.datasets import load
from fmnist_core.networks import ARCHITECTURES, build
from fmnist_core.runs.environment import machine
from fmnist_core.training import TrainingConfig
from fmnist_core.training.compiling import compile_model
from fmnist_core.training.feed import feed
from fmnist_core.training.plan import fresh_network, plan_of

BATCH = 128
WARM_UP, STEPS = 4, 12  # of each measurement
IMAGES = BATCH * (WARM_UP + STEPS)
SIDE = 2048  # of the matrices that measure the peak
PRODUCTS = 4
# Layers that apply their whole kernel once at each place of their output.
COUNTED = keras.layers.Conv2D | keras.layers.DepthwiseConv2D | keras.layers.Dense | keras.layers.EinsumDense
FROM_SCRATCH = [name for name, spec in ARCHITECTURES.items() if not spec.pretrained]


class Clock(keras.callbacks.Callback):
    """CPU seconds of the steps after the first ones; reads the loss after each step, as training does."""

    def on_train_begin(self, logs: dict | None = None) -> None:
        """Forget what was measured before."""
        self._ends: list[float] = []

    def on_train_batch_end(self, batch: int, logs: dict | None = None) -> None:
        """Note the time."""
        float((logs or {})["loss"])
        self._ends.append(time.process_time())

    @property
    def images_per_second(self) -> float:
        """Images per CPU-second."""
        return BATCH * STEPS / (self._ends[WARM_UP + STEPS - 1] - self._ends[WARM_UP - 1])


def ours(architecture: str, augment: str) -> tuple[Callable[[], float], str, float]:
    """Return a measurement, the arithmetic and the additions and multiplications of one image's step."""
    config = TrainingConfig(architecture=architecture, augment=augment, batch_size=BATCH, limit=IMAGES)
    plan = plan_of(config)
    network = fresh_network(plan)
    compile_model(network, config, 10_000)
    images, labels = plan.samples()
    fed = feed(plan, images[..., np.newaxis], labels)

    def measure() -> float:
        clock = Clock()
        network.fit(fed.batches, callbacks=[fed.selecting, clock], shuffle=False, verbose=0)
        return clock.images_per_second

    return measure, plan.precision, 3 * operations(network)


def plain(architecture: str) -> Callable[[], float]:
    """Return a measurement of `model.fit` as in any tutorial."""
    split = load("fashion_mnist").train
    x, y = split.images[:IMAGES, ..., np.newaxis].astype(np.float32), split.labels[:IMAGES]
    network = build(architecture)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    network.compile(optimizer="adam", loss=loss, metrics=["accuracy"])

    def measure() -> float:
        clock = Clock()
        network.fit(x, y, batch_size=BATCH, callbacks=[clock], verbose=0)
        return clock.images_per_second

    return measure


def operations(network: keras.Model) -> int:
    """Return the multiplications and additions of convolutions and dense layers for one image."""
    total = 0
    for layer in network.layers:
        if isinstance(layer, COUNTED):
            places = np.prod(layer.output.shape[1:-1], dtype=np.int64)
            total += 2 * int(places) * int(np.prod(layer.kernel.shape))
        elif any(len(weight.shape) > 1 for weight in layer.weights):
            raise NotImplementedError(f"{layer.name}: layers of this kind are not counted yet.")
    return total


def peak(precision: str) -> Callable[[], float]:
    """Return a measurement of the operations per CPU-second in products of large matrices."""
    dtype = tf.bfloat16 if precision == "mixed_bfloat16" else tf.float32
    matrix = tf.cast(tf.random.normal((SIDE, SIDE), seed=0), dtype)
    product = tf.function(tf.matmul)

    def measure() -> float:
        product(matrix, matrix)
        before = time.process_time()
        for _ in range(PRODUCTS):
            last = product(matrix, matrix)
        last.numpy()
        return PRODUCTS * 2 * SIDE**3 / (time.process_time() - before)

    return measure


def contenders(names: list[str]) -> tuple[dict[tuple[str, str], Callable[[], float]], dict[str, tuple]]:
    """Return the measurements by architecture and way, and of each architecture arithmetic and operations."""
    measurements: dict[tuple[str, str], Callable[[], float]] = {}
    facts = {}
    for name in names:
        measurements[name, "ours, light"], precision, per_image = ours(name, "light")
        measurements[name, "ours, none"] = ours(name, "none")[0]
        measurements[name, "plain fit"] = plain(name)
        facts[name] = precision, per_image
    return measurements, facts


def table(figures: dict[tuple[str, str], list[float]], facts: dict[str, tuple]) -> str:
    lines = [
        "| architecture | training | arithmetic | images per CPU-second | of the peak | times plain fit |",
        "|---|---|---|---|---|---|",
    ]
    for (name, way), values in figures.items():
        if name == "peak":
            continue
        precision, per_image = facts[name] if way != "plain fit" else ("float32", facts[name][1])
        speed = statistics.median(values)
        share = speed * per_image / statistics.median(figures["peak", precision])
        ratio = statistics.median(a / b for a, b in zip(values, figures[name, "plain fit"], strict=True))
        spread = f"{speed:,.0f} ({min(values):,.0f} to {max(values):,.0f})"
        lines.append(f"| {name} | {way} | {precision} | {spread} | {share:.0%} | {ratio:.2f} |")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--architectures", nargs="+", choices=FROM_SCRATCH, default=FROM_SCRATCH)
    parser.add_argument("--rounds", type=int, default=5, help="default 5")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["FMNIST_ARTIFACTS"] = folder  # which arithmetic is faster is measured anew
        measurements, facts = contenders(options.architectures)
    for precision in {"float32": None} | {precision: None for precision, _ in facts.values()}:
        measurements["peak", precision] = peak(precision)
    figures: dict[tuple[str, str], list[float]] = defaultdict(list)
    for _ in range(options.rounds):
        for key, measure in measurements.items():
            figures[key].append(measure())
    print(f"Batches of {BATCH}, {options.rounds} rounds: medians (smallest to largest).\n")
    print(table(figures, facts))
    for precision in (precision for name, precision in figures if name == "peak"):
        speed = statistics.median(figures["peak", precision]) / 1e9
        print(f"\nPeak in {precision}: {speed:,.0f} billion operations per CPU-second.")
    print(
        f"\n{machine()['processor']}, {machine()['cores']} cores. Load meanwhile: {os.getloadavg()[0]:.1f}."
    )


if __name__ == "__main__":
    main()
