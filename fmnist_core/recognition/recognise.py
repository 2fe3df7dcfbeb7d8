"""One call from a picture to its answer, the same for pages, commands and benchmarks."""

import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from fmnist_core.errors import NetworkError
from fmnist_core.images import Prepared, prepare
from fmnist_core.recognition.prediction import Opinion, Prediction

if TYPE_CHECKING:
    from fmnist_core.inference import Classifier


def recognise(classifier: "Classifier", picture: Image.Image | np.ndarray | bytes | Path) -> Prediction:
    """Say what is on a picture.

    Args:
        classifier: a loaded network.
        picture: as for `fmnist_core.images.prepare`.

    Raises:
        PictureError: the picture cannot be read, or is blank.
        NetworkError: the network answers with NaN.
        RunCorruptError: the run has no evaluation to tell from what "none of the classes" means.
    """
    start = time.perf_counter()
    prepared = prepare(picture, classifier.dataset)
    return _answer(classifier, prepared.pixels, prepared, (time.perf_counter() - start) * 1000)


def recognise_pixels(classifier: "Classifier", pixels: np.ndarray) -> Prediction:
    """Say what is on a dataset's image, or on anything that has its form already.

    Args:
        classifier: a loaded network.
        pixels: uint8 (h, w), 0 = background.

    Raises:
        NetworkError: the network does not take such images, or answers with NaN.
        RunCorruptError: as `recognise`.
    """
    return _answer(classifier, pixels, None, 0.0)


def _answer(
    classifier: "Classifier", pixels: np.ndarray, prepared: Prepared | None, preparation_ms: float
) -> Prediction:
    start = time.perf_counter()
    logits = classifier.logits(pixels)
    if not np.isfinite(logits).all():
        raise NetworkError(
            f"{classifier.run.name} answers with something that is not a number. Choose another run, "
            "or train it again with a lower learning rate."
        )
    own = Opinion("network", classifier.run.name, "", classifier.predict(pixels)[0])
    return Prediction(
        prepared,
        pixels,
        own.probabilities,
        bool(classifier.abstains(logits)[0]),
        "",
        (own,),
        preparation_ms,
        (time.perf_counter() - start) * 1000,
    )
