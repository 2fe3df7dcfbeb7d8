"""Which samples look most alike to a network: exact nearest neighbours among its embeddings."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np

from fmnist_core.errors import FmnistError
from fmnist_core.retrieval.embeddings import Embeddings
from fmnist_core.retrieval.stored import embeddings_of
from fmnist_core.runs import Run

BATCH = 128  # queries a matrix product: 36 MB of similarities for 70,000 samples
ROUNDING = 1.2e-7  # for each dimension, how far a product of float32 unit vectors may be off
USUAL_SHARE = 0.95  # of the validation samples lie nearer to their nearest one than the usual distance
USUAL_SAMPLES = 1_000  # that the usual distance is measured on: half a second on two cores


@dataclass(frozen=True)
class Neighbour:
    """A sample near a query.

    Attributes:
        index: Index of the sample in its split.
        split: Name of its split.
        label: Its class number.
        distance: Cosine distance to the query, from 0 (same direction) to 2 (opposite).
    """

    index: int
    split: str
    label: int
    distance: float


class EmbeddingIndex:
    """All embeddings of a run, normalised, ready to be searched. Safe to share between threads.

    The search is exact: a product in float32 finds all that can be among the nearest, and these few are
    ranked in float64; equal distances are ranked by the order of the embeddings.

    Args:
        embeddings: Those to search among.
    """

    def __init__(self, embeddings: Embeddings) -> None:
        self.embeddings = embeddings
        self._unit = unit_vectors(embeddings.vectors)
        self._rows = {
            name: np.flatnonzero(embeddings.splits == name) for name in np.unique(embeddings.splits).tolist()
        }

    @classmethod
    def load(cls, run: Run) -> Self:
        """Build the index of a run: from its folder, the cache, or, slowly, its network.

        Raises:
            FmnistError: If nothing that fits is stored, and the run has no usable model or dataset.
        """
        return cls(embeddings_of(run))

    def vector(self, split: str, index: int) -> np.ndarray:
        """Return the stored embedding of a sample, float32 (d,): a query that needs no network.

        Raises:
            FmnistError: If there is no such sample.
        """
        return self.embeddings.vectors[self._row(split, index)]

    def nearest(
        self,
        query: np.ndarray,
        k: int = 10,
        split: str | None = None,
        exclude: tuple[str, int] | None = None,
        label: int | None = None,
    ) -> list[Neighbour]:
        """Return the samples nearest to one query, nearest first.

        Args:
            query: Embedding, float (d,).
            k: Number of neighbours, at least 1; fewer come back where there are fewer samples.
            split: Name of the split to search; None for all.
            exclude: A sample (split, index) to leave out: usually the query itself.
            label: Number of the only class to search; None for all.

        Raises:
            FmnistError: If the query has another shape or is not finite, or `k`, split or sample are unknown.
        """
        queries = self._checked(query, (), k)[None]
        candidates = self._candidates(split)
        if label is not None:
            candidates = candidates[self.embeddings.labels[candidates] == label]
        if exclude is not None:
            candidates = candidates[candidates != self._row(*exclude)]
        return next(self._search(queries, k, candidates), [])

    def nearest_each(
        self, queries: np.ndarray, k: int = 10, split: str | None = None
    ) -> list[list[Neighbour]]:
        """Return, for each of many queries (q, d), what `nearest` returns for one."""
        return list(self._search(self._checked(queries, (len(queries),), k), k, self._candidates(split)))

    @cached_property
    def usual_distance(self) -> float:
        """How far a validation sample usually is from the nearest sample of the other splits.

        19 of 20 are nearer. A picture that is farther away than this from everything is unlike the dataset
        (Sun, Ming, Zhu, Li, "Out-of-distribution detection with deep nearest neighbors", arXiv:2204.06507).
        Infinity where there is no validation split, or nothing else.
        """
        own = self._rows.get("validation", np.empty(0, dtype=np.int64))
        others = np.setdiff1d(np.arange(len(self._unit)), own, assume_unique=True)
        if not len(own) or not len(others):
            return float("inf")
        drawn = own[np.linspace(0, len(own) - 1, min(len(own), USUAL_SAMPLES)).astype(int)]
        found = self._search(self.embeddings.vectors[drawn], 1, others)
        return float(np.quantile([nearest.distance for (nearest,) in found], USUAL_SHARE))

    def _search(self, queries: np.ndarray, k: int, candidates: np.ndarray) -> Iterator[list[Neighbour]]:
        k = min(k, len(candidates))
        everything = len(candidates) == len(self._unit)
        for start in range(0, len(queries), BATCH):
            batch = queries[start : start + BATCH]
            # All samples, then the candidates' values: copying their vectors would cost more than it saves.
            for query, similarity in zip(batch, self._similarities(unit_vectors(batch)), strict=True):
                yield self._ranked(query, similarity if everything else similarity[candidates], candidates, k)

    def _similarities(self, batch: np.ndarray) -> np.ndarray:
        """Return the cosines, float32 (q, n), of unit vectors (q, d) with all samples."""
        if len(batch) > 1:
            return batch @ self._unit.T
        # On one thread: BLAS starts several, and waits ten times as long for the last one while a training
        # keeps the processors busy.
        return np.einsum("nd,d->n", self._unit, batch[0])[None]

    def _ranked(
        self, query: np.ndarray, similarity: np.ndarray, candidates: np.ndarray, k: int
    ) -> list[Neighbour]:
        """Return the k nearest candidates, given their similarities to within rounding."""
        if not k:
            return []
        last = len(similarity) - k
        least = np.partition(similarity, last)[last] - 2 * ROUNDING * len(query)
        rows = candidates[similarity >= least]
        vectors = unit_vectors(self.embeddings.vectors[rows].astype(np.float64))
        distance = 1 - np.vecdot(vectors, unit_vectors(query[None].astype(np.float64)))
        best = np.lexsort((rows, distance))[:k]
        return [self._neighbour(rows[place], distance[place]) for place in best]

    def _neighbour(self, row: int, distance: float) -> Neighbour:
        found = self.embeddings
        inside = min(max(float(distance), 0.0), 2.0)  # rounding can leave the range
        return Neighbour(int(found.indices[row]), str(found.splits[row]), int(found.labels[row]), inside)

    def _checked(self, queries: np.ndarray, leading: tuple[int, ...], k: int) -> np.ndarray:
        queries = np.asarray(queries, dtype=np.float32)
        wanted = (*leading, self._unit.shape[1])
        if queries.shape != wanted:
            raise FmnistError(
                f"A query needs {wanted[-1]} numbers, as this network's embeddings have; "
                f"received an array of shape {queries.shape} instead of {wanted}."
            )
        if not np.isfinite(queries).all():
            raise FmnistError("A query must be finite; received NaN or infinity: use another run.")
        if k < 1:
            raise FmnistError(f"Ask for at least 1 neighbour; received {k}.")
        return queries

    def _candidates(self, split: str | None) -> np.ndarray:
        if split is None:
            return np.arange(len(self._unit))
        if split not in self._rows:
            raise FmnistError(f"There is no split {split!r} here; use one of {', '.join(self._rows)}.")
        return self._rows[split]

    def _row(self, split: str, index: int) -> int:
        rows = self._candidates(split)
        found = rows[self.embeddings.indices[rows] == index]
        if not len(found):
            raise FmnistError(f"There is no sample {index} in {split}; it has {len(rows)} samples.")
        return int(found[0])


def unit_vectors(vectors: np.ndarray) -> np.ndarray:
    """Return vectors (n, d) scaled to length 1; a vector of zeros stays, at distance 1 from everything."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors / np.where(lengths > 0, lengths, 1)
