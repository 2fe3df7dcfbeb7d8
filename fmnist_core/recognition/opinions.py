"""Who is asked about a picture, and how their answers are joined."""

from typing import NamedTuple

import numpy as np

from fmnist_core.datasets import DatasetSpec
from fmnist_core.recognition.prediction import Opinion
from fmnist_core.recognition.words import Words, words_of

# A run's network has learnt from no real photograph, so its confidence in one counts for a third.
OWN_WEIGHT = 1 / 3
DOUBT = 0.03  # of the photo network's answer is spread over all classes: no word excludes one
FEWEST_WORDS = 0.2  # of its answer; below, a photo shows none of the classes (95 % of garments reach 0.4)
SURE = 0.5  # of its answer for one word; below, it recognises nothing else in a photo either
MENTIONED = 3  # words in an opinion's detail


class Seen(NamedTuple):
    """What the network that knows photographs says of one.

    Attributes:
        opinion: in terms of the classes.
        known: share of its answer that speaks for any of the classes, in [0, 1].
        surest: the largest share of its answer for one word of ImageNet, in [0, 1].
    """

    opinion: Opinion
    known: float
    surest: float

    @property
    def is_clueless(self) -> bool:
        """Whether it sees neither one of the classes nor anything else, as in a picture of large pixels."""
        return self.known < FEWEST_WORDS and self.surest < SURE


def words_ready(spec: DatasetSpec) -> Words | None:
    """Return the words of a dataset, with the network loaded that says them; None where it has none.

    Raises:
        NetworkError: the weights that ship with the project are missing or damaged.
        DatasetError: the dataset's words cannot be read.
    """
    words = words_of(spec)
    if words is not None:
        from fmnist_core.recognition.photos import load

        load()
    return words


def photo_opinion(picture: np.ndarray, words: Words) -> Seen:
    """Ask the network that knows photographs.

    Args:
        picture: uint8 (h, w) or (h, w, 3), the whole photograph.
        words: of the run's dataset.

    Raises:
        NetworkError: the weights that ship with the project are missing or damaged.
    """
    from fmnist_core.recognition.photos import imagenet_probabilities

    answers = imagenet_probabilities(picture)
    named = answers[words.numbers]
    weights = named @ words.shares
    known = float(weights.sum())
    probabilities = (1 - DOUBT) * weights / max(known, 1e-12) + DOUBT / len(weights)
    order = np.argsort(named)[::-1][:MENTIONED]
    detail = ", ".join(f"{words.names[place]} {named[place]:.0%}" for place in order)
    opinion = Opinion("photo", "EfficientNet-Lite0, ImageNet", detail, probabilities.astype(np.float32))
    return Seen(opinion, known, float(answers.max()))


def joined(own: np.ndarray, photo: np.ndarray) -> np.ndarray:
    """Return what both say together, float32 (classes,): the product of what they say, to powers.

    As of two witnesses of different things, not their mean: one who does not know changes nothing, and where
    both say the same, both together are surer. A logarithmic pool whose weights do not sum to 1: Genest,
    Zidek: Combining Probability Distributions, Statistical Science 1(1), 1986.

    Args:
        own: probabilities of the run's network, (classes,).
        photo: those of the photo network, (classes,), none of them 0.
    """
    scores = OWN_WEIGHT * np.log(np.maximum(own, 1e-12)) + np.log(photo)
    weights = np.exp(scores - scores.max())
    return (weights / weights.sum()).astype(np.float32)
