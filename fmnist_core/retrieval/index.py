"""Which samples look most alike to a network: exact nearest neighbours among its embeddings."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np

from fmnist_core.errors import FmnistError
from fmnist_core.retrieval.embeddings import Embeddings
from fmnist_core.retrieval.stored import embeddings_of
from fmnist_core.runs import Run

BATCH = 128  # queries a matrix product: 36 MB of similarities for 70,000 samples


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
            FmnistError: If nothing is stored, and the run has no usable model or dataset.
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
    ) -> list[Neighbour]:
        """Return the samples nearest to one query, nearest first.

        Args:
            query: Embedding, float (d,).
            k: Number of neighbours, at least 1; fewer come back where there are fewer samples.
            split: Name of the split to search; None for all.
            exclude: A sample (split, index) to leave out: usually the query itself.

        Raises:
            FmnistError: If the query has another shape or is not finite, or `k`, split or sample are unknown.
        """
        queries = self._checked(query, (), k)[None]
        candidates = self._candidates(split)
        if exclude is not None:
            candidates = np.setdiff1d(candidates, self._row(*exclude), assume_unique=True)
        return next(self._search(queries, k, candidates), [])

    def nearest_each(
        self, queries: np.ndarray, k: int = 10, split: str | None = None
    ) -> list[list[Neighbour]]:
        """Return, for each of many queries (q, d), what `nearest` returns for one."""
        return list(self._search(self._checked(queries, (len(queries),), k), k, self._candidates(split)))

    def _search(self, queries: np.ndarray, k: int, candidates: np.ndarray) -> Iterator[list[Neighbour]]:
        k = min(k, len(candidates))
        for start in range(0, len(queries), BATCH):
            # All samples, then the candidates' values: copying their vectors would cost more than it saves.
            for similarity in unit_vectors(queries[start : start + BATCH]) @ self._unit.T:
                distance = 1 - similarity[candidates]
                best = np.argpartition(distance, k - 1)[:k] if k else candidates[:0]
                best = best[np.lexsort((best, distance[best]))]
                yield [self._neighbour(candidates[place], distance[place]) for place in best]

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


def votes(neighbours: Sequence[Neighbour], class_names: Sequence[str]) -> dict[str, float]:
    """Return the share, in (0, 1], of each class that occurs among neighbours, largest first."""
    counts = Counter(neighbour.label for neighbour in neighbours)
    return {class_names[label]: count / len(neighbours) for label, count in counts.most_common()}


def unit_vectors(vectors: np.ndarray) -> np.ndarray:
    """Return vectors (n, d) scaled to length 1; a vector of zeros stays, at distance 1 from everything."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors / np.where(lengths > 0, lengths, 1)
