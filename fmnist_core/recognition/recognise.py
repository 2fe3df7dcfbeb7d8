"""One call from a picture to its answer, the same for pages, commands and benchmarks."""

import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from fmnist_core.datasets import DatasetSpec
from fmnist_core.errors import NetworkError
from fmnist_core.images import Choices, Prepared, prepare
from fmnist_core.images.choices import AUTOMATIC
from fmnist_core.images.views import views
from fmnist_core.images.whites import WHITE, WITHOUT_WHITE, white_garment
from fmnist_core.recognition.opinions import FEWEST_WORDS, joined, photo_opinion, words_ready
from fmnist_core.recognition.prediction import Opinion, Prediction
from fmnist_core.recognition.words import Words

if TYPE_CHECKING:
    from fmnist_core.inference import Classifier

# Opinions, the run's own first; probabilities, float32 (classes,); whether it looks like none of the classes.
Answer = tuple[tuple[Opinion, ...], np.ndarray, bool]


def recognise(
    classifier: "Classifier",
    picture: Image.Image | np.ndarray | bytes | Path,
    choices: Choices = AUTOMATIC,
) -> Prediction:
    """Say what is on a picture.

    The run's network sees the prepared pixels. Of a photograph it knows little, so a network that was
    trained on photographs is asked as well, where the dataset's classes have words that it knows.

    Args:
        classifier: a loaded network.
        picture: as for `fmnist_core.images.prepare`.
        choices: how to prepare it.

    Raises:
        PictureError: the picture cannot be read, or is blank.
        NetworkError: the network answers with NaN.
    """
    start = time.perf_counter()
    prepared = prepare(picture, classifier.dataset, choices)
    return answer(classifier, prepared, (time.perf_counter() - start) * 1000)


def recognise_pixels(classifier: "Classifier", pixels: np.ndarray) -> Prediction:
    """Say what is on a dataset's image, or on anything that has its form already.

    Args:
        classifier: a loaded network.
        pixels: uint8 (h, w), 0 = background.

    Raises:
        NetworkError: the network does not take such images, or answers with NaN.
    """
    return answer(classifier, Prepared(pixels, "dataset image", ()), 0.0)


def answer(classifier: "Classifier", prepared: Prepared, preparation_ms: float) -> Prediction:
    """Say what is on a picture that was prepared already.

    Args:
        classifier: a loaded network.
        prepared: from `fmnist_core.images.prepare`, for the classifier's dataset.
        preparation_ms: what that took, in milliseconds.

    Raises:
        NetworkError: as `recognise_pixels`.
    """
    words = words_ready(classifier.dataset) if prepared.kind == "photo" else None
    classifier.get_ready(prepared.kind if words is None else None)  # which is no part of answering
    start = time.perf_counter()
    asked = _asked_alone(classifier, prepared) if words is None else _asked(classifier, prepared, words)
    opinions, probabilities, abstained = asked
    warning = WHITE if _is_unseen_white(classifier.dataset, prepared) else ""
    milliseconds = (time.perf_counter() - start) * 1000
    return Prediction(prepared, probabilities, abstained, warning, opinions, preparation_ms, milliseconds)


def own_answers(classifier: "Classifier", images: np.ndarray, kind: str) -> np.ndarray:
    """Return what the run's network alone answers to prepared pictures, in the way that `answer` asks it.

    Args:
        classifier: a loaded network.
        images: uint8 (n, h, w), as `Prepared.pixels`.
        kind: of all of them, as `Prepared.kind`.

    Returns:
        Probabilities, float32 (n, classes).
    """
    seen = np.stack([_seen(classifier, image, kind) for image in images])
    answers = classifier.predict(seen.reshape(-1, *images.shape[1:]))
    return answers.reshape(*seen.shape[:2], -1).mean(axis=1)


def is_strange(classifier: "Classifier", pixels: np.ndarray, kind: str) -> bool:
    """Tell whether a prepared picture looks like none of the classes to the run's network alone.

    Args:
        classifier: a loaded network.
        pixels: uint8 (h, w), as `Prepared.pixels`.
        kind: as `Prepared.kind`.
    """
    return _judged(classifier, pixels[np.newaxis], kind)[1]


def _judged(classifier: "Classifier", seen: np.ndarray, kind: str) -> tuple[np.ndarray, bool]:
    """Return the logits of views of one picture, and whether the first looks like none of the classes."""
    logits, familiarity = classifier.judge(seen, kind)
    return logits, not familiarity[0] >= 0  # NaN is strange, too


def _seen(classifier: "Classifier", pixels: np.ndarray, kind: str) -> np.ndarray:
    """Return what the network is shown of a prepared picture, uint8 (n, h, w): a drawing from both sides."""
    return views(pixels, classifier.dataset) if kind == "drawing" else pixels[np.newaxis]


def _asked_alone(classifier: "Classifier", prepared: Prepared) -> Answer:
    """Ask the run's network, and tell whether the picture looks like none of the classes to it.

    About a drawing it is asked twice: as it is, and mirrored where that means the same.
    """
    seen = _seen(classifier, prepared.pixels, prepared.kind)
    logits, strange = _judged(classifier, seen, prepared.kind)
    own = _own_opinion(classifier, logits)
    return (own,), own.probabilities, strange


def _asked(classifier: "Classifier", prepared: Prepared, words: Words) -> Answer:
    """Ask both networks about a photo: it shows none of the classes if the one that knows photos sees none.

    Where that one recognises nothing at all, the run's network alone is heard, if the item stands out.
    """
    seen = photo_opinion(prepared.upright, words)
    if seen.is_clueless and prepared.made.crop:
        (own,), probabilities, abstained = _asked_alone(classifier, prepared)
        return (own, replace(seen.opinion, counts=False)), probabilities, abstained
    own = _own_opinion(classifier, classifier.logits(prepared.pixels))
    together = joined(own.probabilities, seen.opinion.probabilities)
    return (own, seen.opinion), together, seen.known < FEWEST_WORDS


def _own_opinion(classifier: "Classifier", logits: np.ndarray) -> Opinion:
    """Return what the run's network says, float32 (n, classes) about as many views of one picture."""
    if not np.isfinite(logits).all():
        raise NetworkError(
            f"{classifier.run.name} answers with something that is not a number. Choose another run, "
            "or train it again with a lower learning rate."
        )
    return Opinion("network", classifier.run.name, "", classifier.probabilities(logits).mean(axis=0))


def _is_unseen_white(dataset: DatasetSpec, prepared: Prepared) -> bool:
    """Tell whether a picture shows a white item to a network that has never seen one."""
    return (
        dataset.name in WITHOUT_WHITE
        and bool(prepared.steps)
        and white_garment(prepared.upright, prepared.kind)
    )
