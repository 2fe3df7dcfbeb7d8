"""What the labels of neighbours say about a picture, and how sure one may be of it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fmnist_core.retrieval.index import Neighbour

# Shares of the votes. Of the validation images above the first, 97 % have the suggested label; of those
# between the two, 65 % (fashion_mnist-cnn, 24 neighbours).
CLEAR, LIKELY = 0.8, 0.5


@dataclass(frozen=True)
class Suggestion:
    """The class that neighbours speak for.

    Attributes:
        shares: share of the votes of each class number that occurs, largest first; they sum to one.
        counts: number of neighbours of each class number, in the same order.
        distance: that of the nearest sample of all splits.
        usual: distance within which 19 of 20 dataset images have their nearest neighbour.
    """

    shares: dict[int, float]
    counts: dict[int, int]
    distance: float
    usual: float

    @property
    def best(self) -> int:
        """Number of the class with most of the votes."""
        return next(iter(self.shares))

    @property
    def far(self) -> bool:
        """Whether the picture is unlike the dataset, so that its neighbours mean little."""
        return self.distance > self.usual

    def sentence(self, class_names: Sequence[str]) -> str:
        """Say in words which class the neighbours speak for, and how far to trust them."""
        total = sum(self.counts.values())
        best, share = class_names[self.best], self.shares[self.best]
        percentage = f"{share * 100:.0f}\u202f%"
        labels = ", ".join(f"{count} {class_names[label]}" for label, count in self.counts.items())
        votes = f"Labels of the {total} nearest: {labels}; near ones count more."
        if self.far:
            return (
                f"Not sure: the nearest is {self.distance:.3f} away, and 19 of 20 dataset images have one "
                f"within {self.usual:.3f}. At most **{best}**. {votes}"
            )
        if len(self.counts) == 1:
            return f"**{best}**: all {total} nearest are labelled so."
        if share >= CLEAR:
            return f"**{best}**, with {percentage} of the votes. {votes}"
        second = class_names[list(self.shares)[1]]
        if share >= LIKELY:
            return f"Probably **{best}** ({percentage} of the votes), perhaps {second}. {votes}"
        return f"Not sure: **{best}** or {second}, neither with half of the votes. {votes}"


def suggest(neighbours: Sequence[Neighbour], usual: float, nearest: float | None = None) -> Suggestion:
    """Weigh the labels of neighbours by their distance.

    A neighbour counts 1 / (its distance + the mean distance): as much as any other where all are equally
    far, and at most twice as much as one at the mean distance.

    Args:
        neighbours: at least one, nearest first, of any class.
        usual: `EmbeddingIndex.usual_distance`.
        nearest: distance of the nearest sample of all splits; None where they were searched.
    """
    distances = np.array([neighbour.distance for neighbour in neighbours])
    labels = np.array([neighbour.label for neighbour in neighbours])
    mean = distances.mean()
    weights = 1 / (distances + mean) if mean else np.ones(len(distances))
    weights /= weights.sum()
    shares = {int(label): float(weights[labels == label].sum()) for label in np.unique(labels)}
    ranked = dict(sorted(shares.items(), key=lambda item: -item[1]))
    counts = {label: int(np.count_nonzero(labels == label)) for label in ranked}
    return Suggestion(ranked, counts, float(distances.min()) if nearest is None else nearest, usual)
