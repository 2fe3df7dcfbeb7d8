"""What is said of a picture, and on what it rests."""

from dataclasses import dataclass

import numpy as np

from fmnist_core.images import Prepared


@dataclass(frozen=True, eq=False)
class Opinion:
    """What one network says of a picture.

    Attributes:
        name: "network" for the run's own, "photo" for the one that knows photographs.
        title: what a page calls it.
        detail: what it saw, in words; may be empty.
        probabilities: float32 (classes,), calibrated; sums to one.
        counts: whether it is part of the answer; a network that has no idea does not count.
    """

    name: str
    title: str
    detail: str
    probabilities: np.ndarray
    counts: bool = True


@dataclass(frozen=True, eq=False)
class Prediction:
    """The answer to a picture.

    Attributes:
        prepared: the pixels that the run's network sees, and how the picture became them.
        probabilities: float32 (classes,), all opinions that count together; sums to one.
        abstained: whether the picture looks like none of the classes; `best` is then only the closest.
        warning: a sentence on what makes this picture difficult; empty where nothing does.
        opinions: one a network that was asked, the run's own first.
        preparation_ms: what the preparation took, in milliseconds; 0 where pixels were given.
        answer_ms: what the networks took, in milliseconds.
    """

    prepared: Prepared
    probabilities: np.ndarray
    abstained: bool
    warning: str
    opinions: tuple[Opinion, ...]
    preparation_ms: float
    answer_ms: float

    @property
    def pixels(self) -> np.ndarray:
        """What the run's network sees, uint8 (h, w)."""
        return self.prepared.pixels

    @property
    def own_best(self) -> int:
        """Number of the class that is the likeliest to the run's network alone."""
        return int(self.opinions[0].probabilities.argmax())

    @property
    def best(self) -> int:
        """Number of the likeliest class."""
        return int(self.probabilities.argmax())
