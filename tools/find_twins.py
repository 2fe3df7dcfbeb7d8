"""Find the test images that have a near twin in the training file, and write the lists that ship.

    python tools/find_twins.py                                    # both bundled datasets: a minute or two
    python tools/find_twins.py fashion_mnist --sheet sheet.png    # and pairs around the bar, to look at

Similarity. Raw pixels do not tell a twin from a relative: all slim trousers correlate by 0.98. So images are
made comparable first: each has its mean taken off and is scaled to length one (a garment in another colour
is a twin), then all are whitened with the covariance of the training images, so that what most images share,
such as the outline of trousers, counts little and what few share, such as a print or a strap, counts much.
The similarity is the cosine of two whitened images. Where a dataset allows mirroring, mirror images count.

The bar. Contact sheets of pairs were looked at from 0.40 to 1 (`--sheet`). Above 0.75 most pairs of garments
are one product, often in two colours; at 0.70 more than half are, the others being plain garments of one cut;
at 0.65 a minority. The bar is 0.70: a list of images to leave out should rather hold too many. The raw pixels
must correlate by 0.85, too: that takes out a few pairs (mostly digits) that share one rare trait alone. The
same bars serve MNIST, where they find strokes that look alike (mostly ones), not copies. In neither dataset
is any test image equal to a training image byte by byte: the copies that are known from Fashion-MNIST's first
days are gone in the corrected release.
"""

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from fmnist_core.datasets import Dataset, Twin, load  # noqa: E402
from fmnist_core.datasets.twins import TWINS_FILE  # noqa: E402

BUNDLED = ("fashion_mnist", "mnist")
BAR = 0.70
PIXEL_BAR = 0.85
FLOOR = 0.03  # added to the variances, as a share of their mean: faint directions are mostly noise
BLOCK = 500  # test images at a time: twice 120 MB of similarities


def whitener(images: np.ndarray) -> Callable[[np.ndarray], np.ndarray]:
    """Return a function from images (n, height, width) to whitened float32 (n, pixels) of length one.

    Args:
        images: uint8 (n, height, width), whose covariance is used.
    """
    standard = _standardised(images)
    mean = standard.mean(axis=0)
    variances, directions = np.linalg.eigh(np.cov((standard - mean).T))
    matrix = (directions / np.sqrt(variances + FLOOR * variances.mean())).astype(np.float32)
    return lambda others: _unit((_standardised(others) - mean) @ matrix)


def _standardised(images: np.ndarray) -> np.ndarray:
    pixels = images.reshape(len(images), -1).astype(np.float32)
    return _unit(pixels - pixels.mean(axis=1, keepdims=True))


def _unit(vectors: np.ndarray) -> np.ndarray:
    return vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-6)


def most_similar(
    queries: np.ndarray, others: np.ndarray, whiten: Callable[[np.ndarray], np.ndarray]
) -> tuple[np.ndarray, np.ndarray]:
    """Return for each query image the largest whitened cosine, float32 (n,), and whose it is, int64 (n,).

    Of images whose raw pixels correlate by less than the bar, none is.
    """
    white, white_others = whiten(queries), whiten(others)
    raw, raw_others = _standardised(queries), _standardised(others)
    blocks = (slice(start, start + BLOCK) for start in range(0, len(queries), BLOCK))
    similarities, positions = zip(
        *(_largest(white[block] @ white_others.T, raw[block] @ raw_others.T) for block in blocks), strict=True
    )
    return np.concatenate(similarities), np.concatenate(positions)


def _largest(similarity: np.ndarray, correlation: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the largest of each row that is alike in pixels, too, and its place; -1 where none is."""
    similarity[correlation < PIXEL_BAR] = -1
    return similarity.max(axis=1), similarity.argmax(axis=1)


def nearest(dataset: Dataset) -> list[Twin]:
    """Return for every test image the one in the training file that is most like it, and is so in pixels."""
    splits = (dataset.train, dataset.validation)
    images = np.concatenate([split.images for split in splits])
    whiten = whitener(images)
    queries = dataset.test.images
    similarity, position = most_similar(queries, images, whiten)
    mirrored = np.zeros(len(queries), dtype=bool)
    if dataset.spec.flips_allowed:
        in_mirror, position_in_mirror = most_similar(queries, images[:, :, ::-1], whiten)
        mirrored = in_mirror > similarity
        similarity = np.where(mirrored, in_mirror, similarity)
        position = np.where(mirrored, position_in_mirror, position)
    first = len(dataset.train.labels)
    return [
        Twin(index, splits[at >= first].name, at - first * (at >= first), flipped, round(cosine, 4))
        for index, (at, flipped, cosine) in enumerate(
            zip(position.tolist(), mirrored.tolist(), similarity.tolist(), strict=True)
        )
    ]


def write(dataset: Dataset, twins: list[Twin]) -> None:
    """Write the list of a dataset, one pair a line."""
    rows = [json.dumps([t.index, t.split, t.twin_index, t.mirrored, t.similarity]) for t in twins]
    head = f'"made_by": "tools/find_twins.py", "similarity_from": {BAR}, "pixels_from": {PIXEL_BAR}'
    text = f'{{{head}, "twins": [\n' + ",\n".join(rows) + "\n]}\n"
    (dataset.spec.folder / TWINS_FILE).write_text(text, encoding="utf-8")


def sheet(dataset: Dataset, pairs: list[Twin], path: Path) -> None:
    """Draw pairs below and above the bar: rows of rising similarity, the test image above its twin."""
    rng = np.random.default_rng(0)
    rows = []
    for low in np.arange(BAR - 0.10, BAR + 0.16, 0.04):
        fitting = [p for p in pairs if low <= p.similarity < low + 0.02]
        chosen = [fitting[i] for i in rng.permutation(len(fitting))[:18]]
        cells = [np.vstack(_images(dataset, pair)) for pair in chosen]
        cells += [np.zeros_like(dataset.test.images[0].repeat(2, axis=0))] * (18 - len(cells))
        rows.append(np.hstack([np.pad(cell, 2, constant_values=128) for cell in cells]))
    image = Image.fromarray(np.vstack(rows))
    image.resize((image.width * 2, image.height * 2), Image.Resampling.NEAREST).save(path)


def _images(dataset: Dataset, pair: Twin) -> tuple[np.ndarray, np.ndarray]:
    twin = dataset.split(pair.split).images[pair.twin_index]
    return dataset.test.images[pair.index], twin[:, ::-1] if pair.mirrored else twin


def main() -> None:
    """Read the command line, write the lists and say what is in them."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("datasets", nargs="*", metavar="DATASET", help=f"default: {' '.join(BUNDLED)}")
    parser.add_argument("--sheet", type=Path, metavar="PNG", help="of the last dataset")
    options = parser.parse_args()
    for name in options.datasets or BUNDLED:
        dataset = load(name)
        pairs = nearest(dataset)
        twins = [pair for pair in pairs if pair.similarity >= BAR]
        write(dataset, twins)
        counts = np.bincount(dataset.test.labels[[twin.index for twin in twins]], minlength=1)
        print(f"{name}: {len(twins)} of {len(pairs)} test images have a twin; by class {counts.tolist()}")
        if options.sheet:
            sheet(dataset, pairs, options.sheet)


if __name__ == "__main__":
    main()
