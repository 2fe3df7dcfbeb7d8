"""How fast, how exact and how apt is the visual search?

Speed: one query among all 70,000 embeddings, in turns with scikit-learn's brute-force search, which holds the
same float32 vectors. Exactness: each answer is compared with scikit-learn's in float64. Precision: the share
of the 10 nearest training images that have the query's label, over all validation and all test images, for
the distance that is used and for others; the choice between them rests on validation alone.

    python benchmarks/similar.py --rounds 200
    python benchmarks/similar.py --runs fashion_mnist-cnn
"""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
from sklearn.neighbors import NearestNeighbors

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.timing import WARM_UP, median_and_late, ratio, take_turns, where
from fmnist_core.retrieval import EmbeddingIndex, Embeddings
from fmnist_core.retrieval.index import unit_vectors
from fmnist_core.runs import Run, RunStore

K = 10
OURS, PEER = "this index", "scikit-learn, brute force"
TOLERANCE = 1e-9  # of distances in float64
BATCH = 500


def exact(index: EmbeddingIndex, queries: np.ndarray) -> int:
    """Return for how many queries the index finds what scikit-learn finds in float64."""
    reference = NearestNeighbors(n_neighbors=K, metric="cosine", algorithm="brute")
    reference.fit(index.embeddings.vectors.astype(np.float64))
    far, rows = reference.kneighbors(queries.astype(np.float64))
    found = index.embeddings
    same = 0
    for query, distances, places in zip(queries, far, rows, strict=True):
        answer = index.nearest(query, K)
        samples = {(each.split, each.index) for each in answer}
        expected = {(str(found.splits[row]), int(found.indices[row])) for row in places}
        near = np.abs(np.array([each.distance for each in answer]) - distances).max() <= TOLERANCE
        tied = distances[-1] - distances[-2] <= TOLERANCE  # which of equals comes last is anybody's choice
        same += near and (samples == expected or tied)
    return int(same)


def speed(index: EmbeddingIndex, queries: np.ndarray, rounds: int) -> dict[str, list[float]]:
    """Time one query among all embeddings, with and without a filter, and scikit-learn's."""
    peer = NearestNeighbors(n_neighbors=K, metric="cosine", algorithm="brute").fit(index.embeddings.vectors)
    calls: dict[str, Callable[[int], object]] = {
        PEER: lambda turn: peer.kneighbors(queries[turn][None]),
        OURS: lambda turn: index.nearest(queries[turn], K),
        f"{OURS}, training images only": lambda turn: index.nearest(queries[turn], K, split="train"),
        f"{OURS}, one class only": lambda turn: index.nearest(queries[turn], K, label=turn % 10),
    }
    return take_turns(calls, rounds)


def precision(embeddings: Embeddings, vectors: np.ndarray, split: str, euclidean: bool = False) -> float:
    """Return the share of the 10 nearest training images that have the query's label, over a split."""
    train, own = embeddings.splits == "train", embeddings.splits == split
    base, labels, true = vectors[train], embeddings.labels[train], embeddings.labels[own]
    lengths = (base**2).sum(axis=1) / 2 if euclidean else 0
    right = []
    for start in range(0, len(true), BATCH):
        nearness = vectors[own][start : start + BATCH] @ base.T - lengths
        best = np.argpartition(-nearness, K - 1, axis=1)[:, :K]
        right.append(labels[best] == true[start : start + BATCH, None])
    return float(np.concatenate(right).mean())


def distances(embeddings: Embeddings) -> dict[str, tuple[np.ndarray, bool]]:
    """Return what is compared: vectors, and whether by Euclidean distance, by name."""
    vectors = embeddings.vectors
    centred = vectors - vectors[embeddings.splits == "train"].mean(axis=0)
    spread = np.linalg.eigh(np.cov(centred[embeddings.splits == "train"].T))
    kept = np.maximum(spread.eigenvalues, spread.eigenvalues.max() * 1e-3)
    whitened = (centred @ (spread.eigenvectors / np.sqrt(kept))).astype(np.float32)
    return {
        "cosine (used)": (unit_vectors(vectors), False),
        "cosine, centred": (unit_vectors(centred), False),
        "cosine, whitened": (unit_vectors(whitened), False),
        "Euclidean": (vectors, True),
    }


def report(run: Run, rounds: int) -> None:
    """Print the three tables of one run."""
    index = EmbeddingIndex.load(run)
    embeddings = index.embeddings
    test = np.flatnonzero(embeddings.splits == "test")
    drawn = np.random.default_rng(0).choice(test, min(rounds + WARM_UP, len(test)), replace=False)
    queries = embeddings.vectors[drawn]
    print(f"\n**{run.id}**: {len(embeddings):,} embeddings of {queries.shape[1]} numbers.\n")
    times = speed(index, queries, rounds)
    print(f"| one query, {K} neighbours | median | 95 % | ratio |\n|---|---:|---:|---:|")
    for name, each in times.items():
        print(f"| {name} | {median_and_late(each)} | {ratio(each, times[PEER])} |", flush=True)
    print(f"\nExact (as scikit-learn in float64): {exact(index, queries)} of {len(queries)} queries.\n")
    print(f"| precision at {K} | validation | test |\n|---|---:|---:|")
    for name, (vectors, euclidean) in distances(embeddings).items():
        shares = [precision(embeddings, vectors, split, euclidean) for split in ("validation", "test")]
        print(f"| {name} | {shares[0]:.2%} | {shares[1]:.2%} |", flush=True)
    right = []
    for split in ("validation", "test"):
        answers = run.evaluation_arrays(split)
        right.append(float((answers["logits"].argmax(axis=1) == answers["labels"]).mean()))
    print(f"| (accuracy of the network itself) | {right[0]:.2%} | {right[1]:.2%} |")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", nargs="+", metavar="RUN", help="default: each dataset's default in the zoo")
    parser.add_argument("--rounds", type=int, default=200, help="timed queries of each kind (default 200)")
    options = parser.parse_args()
    if options.rounds < 1:
        parser.error(f"--rounds must be at least 1; received {options.rounds}.")
    store = RunStore()
    runs = [store.get(name) for name in options.runs or []]
    for run in runs or [store.default(name) for name in ("fashion_mnist", "mnist")]:
        report(run, options.rounds)
    print(f"\n{where()}")


if __name__ == "__main__":
    main()
