"""Embeddings: what a network makes of each sample of a dataset, before its last layer."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np

from fmnist_core.errors import FmnistError


@dataclass(frozen=True, eq=False)
class Embeddings:
    """One vector a sample, for any number of splits.

    Attributes:
        vectors: float32 (n, d), finite, n and d at least 1.
        splits: Name of each sample's split, str (n,).
        indices: Index of each sample in its split, int64 (n,).
        labels: Class number of each sample, int64 (n,).

    Raises:
        FmnistError: If the arrays do not belong together, are empty, or a vector is not finite.
    """

    vectors: np.ndarray
    splits: np.ndarray
    indices: np.ndarray
    labels: np.ndarray

    def __post_init__(self) -> None:
        object.__setattr__(self, "vectors", np.asarray(self.vectors, dtype=np.float32))
        object.__setattr__(self, "splits", np.asarray(self.splits, dtype=np.str_))
        object.__setattr__(self, "indices", np.asarray(self.indices, dtype=np.int64))
        object.__setattr__(self, "labels", np.asarray(self.labels, dtype=np.int64))
        others = [self.splits.shape, self.indices.shape, self.labels.shape]
        if self.vectors.ndim != 2 or not self.vectors.size or others != [(len(self.vectors),)] * 3:
            raise FmnistError(
                "Embeddings need vectors (n, d) with a split, an index and a label each; received shapes "
                f"{self.vectors.shape}, {', '.join(map(str, others))}."
            )
        broken = np.count_nonzero(~np.isfinite(self.vectors).all(axis=1))
        if broken:
            raise FmnistError(
                f"Embeddings must be finite; received NaN or infinity for {broken} of {len(self.vectors)} "
                "samples, as from a network whose training diverged: use another run."
            )

    @classmethod
    def joined(cls, parts: Sequence[tuple[str, np.ndarray, np.ndarray]]) -> Self:
        """Join whole splits, each given as (name, vectors (n, d), labels (n,)) in the split's own order."""
        names, vectors, labels = zip(*parts, strict=True)
        counts = [len(part) for part in labels]
        return cls(
            vectors=np.concatenate(vectors),
            splits=np.repeat(names, counts),
            indices=np.concatenate([np.arange(count) for count in counts]),
            labels=np.concatenate(labels),
        )

    def __len__(self) -> int:
        return len(self.vectors)
