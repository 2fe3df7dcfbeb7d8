"""How well does the network tell pictures of something else? AUROC against four kinds of strange images.

What `Classifier.familiarity` says beside the plain energy score and the largest softmax probability, of the
same network in the same run. AUROC: the chance that a test image gets a higher score than a strange one. The
share refused is that below the bar, which is set on validation images alone.

    python benchmarks/abstention.py
    python benchmarks/abstention.py --run RUN
    python benchmarks/abstention.py --folder DIR    # of pictures, with an INDEX.csv of path and kind, as well
"""

import argparse
import csv
import os
import sys
import time
from collections import defaultdict
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np
from PIL import Image
from scipy.stats import rankdata

from fmnist_core.datasets import load
from fmnist_core.drawings.pictures import make_pictures
from fmnist_core.drawings.strange import strange_pictures
from fmnist_core.errors import PictureError
from fmnist_core.evaluation.abstention import energy_score
from fmnist_core.inference import Classifier
from fmnist_core.recognition import recognise
from fmnist_core.runs import RunStore
from fmnist_core.runs.environment import machine

NOISE = 2_000
DRAWINGS, SEED = 1_000, 77
ANGLES = (30, 330)  # degrees of "any angle"
OTHERS = {"fashion_mnist": "mnist", "mnist": "fashion_mnist"}
GOALS = {
    "test images of another dataset": 0.99,
    "noise": 0.99,
    "inverted": 0.95,
    "rotated, all of these": 0.90,
}


def strange_images(dataset: str, test: np.ndarray) -> dict[str, np.ndarray]:
    """Return uint8 (n, h, w) of each kind, the same in every run."""
    rng = np.random.default_rng(0)
    shape = (NOISE, *test.shape[1:])
    angles = rng.uniform(*ANGLES, len(test))
    turned = [
        Image.fromarray(image).rotate(angle, Image.Resampling.BILINEAR)
        for image, angle in zip(test, angles, strict=True)
    ]
    rotated = {f"rotated by {90 * turns} degrees": np.rot90(test, turns, (1, 2)) for turns in (1, 2, 3)}
    rotated[f"rotated by any angle from {ANGLES[0]} to {ANGLES[1]} degrees"] = np.stack(
        [np.asarray(image) for image in turned]
    )
    noise = {
        "uniform noise": rng.integers(0, 256, shape),
        "normal noise": np.clip(rng.normal(128, 64, shape), 0, 255),
    }
    return {
        "test images of another dataset": load(OTHERS.get(dataset, "mnist")).test.images,
        **{name: images.astype(np.uint8) for name, images in noise.items()},
        "noise": np.concatenate(list(noise.values())).astype(np.uint8),
        "inverted": 255 - test,
        **{name: np.ascontiguousarray(images) for name, images in rotated.items()},
        "rotated, all of these": np.concatenate(list(rotated.values())),
    }


def scores(classifier: Classifier, images: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return familiarity, energy and largest probability of images, each (n,)."""
    logits = classifier.logits(images)
    return classifier.familiarity(images), energy_score(logits), classifier.probabilities(logits).max(axis=1)


def auroc(known: np.ndarray, strange: np.ndarray) -> float:
    ranks = rankdata(np.concatenate([known, strange]))[: len(known)]
    return float((ranks.mean() - (len(known) + 1) / 2) / len(strange))


def table(classifier: Classifier) -> str:
    test = load(classifier.dataset.name).test.images
    known = scores(classifier, test)
    lines = [
        "| against | familiarity | energy | largest softmax | goal | refused |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    for kind, images in strange_images(classifier.dataset.name, test).items():
        found = scores(classifier, images)
        figures = " | ".join(f"{auroc(*pair):.4f}" for pair in zip(known, found, strict=True))
        goal = f"{GOALS[kind]:.2f}" if kind in GOALS else ""
        lines.append(f"| {kind} | {figures} | {goal} | {(found[0] < 0).mean():.1%} |")
    lines.append(f"| test images themselves | | | | at most 5 % | {(known[0] < 0).mean():.1%} |")
    return "\n".join(lines)


def drawings_table(classifier: Classifier) -> str:
    """Return how made drawings of other things fare, which the standard of drawings has seen others of."""
    spec, test = classifier.dataset, load(classifier.dataset.name).test
    strange = strange_pictures(DRAWINGS, spec, SEED)
    if strange is None:
        return ""
    known = make_pictures(test.images[:DRAWINGS], test.labels[:DRAWINGS], spec, [SEED])
    found = [classifier.familiarity(images, "drawing") for images in (known, strange)]
    area = auroc(*found)
    return "\n".join(
        [
            "| made drawings, other ones than it was taught with | number | AUROC | refused |",
            "|---|---:|---:|---:|",
            f"| of garments | {len(known):,} | | {(found[0] < 0).mean():.1%} |",
            f"| of faces, houses, animals, scribbles, writing, digits | {len(strange):,} | {area:.3f} "
            f"| {(found[1] < 0).mean():.1%} |",
        ]
    )


def folder_table(classifier: Classifier, folder: Path) -> str:
    """Return the share of a folder's pictures that are refused, by kind, as a table."""
    answers: dict[str, list[bool]] = defaultdict(list)
    with (folder / "INDEX.csv").open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            try:
                answers[row["kind"]].append(recognise(classifier, folder / row["path"]).abstained)
            except PictureError:
                answers[row["kind"]].append(True)
    lines = ["| pictures | number | refused |", "|---|---:|---:|"]
    lines += [f"| {kind} | {len(each)} | {np.mean(each):.0%} |" for kind, each in sorted(answers.items())]
    return "\n".join(lines)


def milliseconds(classifier: Classifier, repeats: int = 300) -> float:
    """Return what the familiarity of one image takes beyond its logits, at the median."""
    image = load(classifier.dataset.name).test.images[0]
    times = np.empty((repeats, 3))
    for row in times:
        row[0] = time.perf_counter()
        classifier.logits(image)
        row[1] = time.perf_counter()
        classifier.familiarity(image)
        row[2] = time.perf_counter()
    answer, both = np.median(np.diff(times, axis=1), axis=0)
    return 1000 * float(both - answer)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--run", metavar="RUN", help="default: the default run of Fashion-MNIST in the zoo")
    parser.add_argument("--folder", type=Path, metavar="DIR", help="pictures that people made")
    options = parser.parse_args()
    run = RunStore().get(options.run) if options.run else RunStore().default("fashion_mnist")
    classifier = Classifier.load(run)
    print(f"The run {run.id}, AUROC of {len(load(run.dataset).labels('test')):,} test images.\n")
    print(table(classifier))
    print(f"\n{drawings_table(classifier)}")
    if options.folder:
        print(f"\nWhat `recognise` refuses of pictures:\n\n{folder_table(classifier, options.folder)}")
    print(f"\nOne image: {max(0.0, milliseconds(classifier)):.1f} ms more than its logits take.")
    print(f"\n{machine()['processor']}, {machine()['cores']} cores.")


if __name__ == "__main__":
    main()
