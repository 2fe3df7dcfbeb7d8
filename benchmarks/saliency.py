"""Which saliency maps tell the truth? All methods beside a random map and an edge detector.

On test images of Fashion-MNIST, chosen with a fixed seed, and the default network of the zoo, for the class
that it predicts:

    deletion     area under the probability of the class while pixels turn into background, strongest first
    insertion    the same while they come into a blurred copy of the image (RISE, arXiv:1806.07421)
    score        insertion less deletion, with its standard error: what the methods are ranked by
    similarity   rank correlation with the maps of the same network with random weights (arXiv:1810.03292), on
                 the first images; a method fails above the bar
    time         milliseconds a map, once loaded: median

Pages and commands use the best-scored method of those that pass and take at most `QUICK` milliseconds.

    python benchmarks/saliency.py --samples 1000
"""

import argparse
import os
import statistics
import sys
import time
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np

from fmnist_core.datasets import load
from fmnist_core.explain import METHODS, Faithfulness, edge_map, explain, faithfulness, random_map, sanity
from fmnist_core.explain.sanity import BAR
from fmnist_core.inference import Classifier
from fmnist_core.runs import RunStore
from fmnist_core.runs.environment import machine

DATASET = "fashion_mnist"
SEED = 0
SANE = 100  # images for the sanity check at most: their means hardly differ from those of more
QUICK = 200  # milliseconds: longer than that, an answer to a click feels late


@dataclass
class Figures:
    """What was measured of one kind of map, one entry an image."""

    curves: list[Faithfulness] = field(default_factory=list)
    similarities: list[float] = field(default_factory=list)
    milliseconds: list[float] = field(default_factory=list)

    @property
    def scores(self) -> list[float]:
        """Insertion less deletion of each image."""
        return [curve.score for curve in self.curves]

    @property
    def passed(self) -> bool:
        """Whether training changes the maps, on average."""
        return not self.similarities or statistics.mean(self.similarities) <= BAR


def measure(classifier: Classifier, images: np.ndarray) -> dict[str, Figures]:
    """Return the figures of each method, and of "random" and "edges"."""
    methods = [
        name for name, row in METHODS.items() if classifier.features_available or not row.needs_features
    ]
    figures: dict[str, Figures] = defaultdict(Figures)
    for method in methods:
        explain(classifier, images[0], method)  # compiles it
    for number, pixels in enumerate(images):
        target = int(classifier.logits(pixels)[0].argmax())
        for method in methods:
            started = time.perf_counter()
            values = explain(classifier, pixels, method, target).raw
            figures[method].milliseconds.append((time.perf_counter() - started) * 1000)
            figures[method].curves.append(faithfulness(classifier, pixels, values, target))
            if number < SANE:
                figures[method].similarities.append(sanity(classifier, pixels, method).similarity)
        others = {"random": random_map(pixels, number), "edges": edge_map(pixels)}
        for name, values in others.items():
            figures[name].curves.append(faithfulness(classifier, pixels, values, target))
    return figures


def table(figures: dict[str, Figures]) -> str:
    """Return the figures as Markdown, best score first."""
    lines = [
        "| map | deletion | insertion | score | similarity to untrained | time |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    for name in sorted(figures, key=lambda name: -statistics.mean(figures[name].scores)):
        row = figures[name]
        title = METHODS[name].title if name in METHODS else f"*{name}*"
        deletion = statistics.mean(curve.deletion_auc for curve in row.curves)
        insertion = statistics.mean(curve.insertion_auc for curve in row.curves)
        error = statistics.stdev(row.scores) / len(row.scores) ** 0.5
        sane = when = ""
        if row.similarities:
            sane = f"{statistics.mean(row.similarities):.2f} {'' if row.passed else '**fails**'}".strip()
        if row.milliseconds:
            when = f"{statistics.median(row.milliseconds):.0f} ms"
        score = f"{statistics.mean(row.scores):.3f} ± {error:.3f}"
        lines.append(f"| {title} | {deletion:.3f} | {insertion:.3f} | {score} | {sane} | {when} |")
    return "\n".join(lines)


def winner(figures: dict[str, Figures]) -> str:
    """Return the method with the best score of those that pass the sanity check and are quick."""
    fit = [
        name
        for name, row in figures.items()
        if row.milliseconds and row.passed and statistics.median(row.milliseconds) <= QUICK
    ]
    return max(fit, key=lambda name: statistics.mean(figures[name].scores))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--samples", type=int, default=200, help="test images (default 200)")
    samples = parser.parse_args().samples
    images = load(DATASET).test.images
    if not 2 <= samples <= len(images):
        parser.error(f"--samples is from 2 to {len(images)}; received {samples}.")
    classifier = Classifier.load(RunStore().default(DATASET))
    chosen = np.random.default_rng(SEED).permutation(len(images))[:samples]
    figures = measure(classifier, images[chosen])
    print(f"{samples} test images, {classifier.run.id}; similarity on {min(samples, SANE)} of them.\n")
    print(table(figures))
    best = METHODS[winner(figures)].title
    print(f"\nThe best that passes (similarity at most {BAR}) and takes at most {QUICK} ms: {best}.")
    print(f"{machine()['processor']}, {machine()['cores']} cores. Load meanwhile: {os.getloadavg()[0]:.1f}.")


if __name__ == "__main__":
    main()
