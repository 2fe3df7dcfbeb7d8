"""What the gallery shows: one image's identity and what is known about it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class GalleryItem:
    """One image of a gallery.

    Attributes:
        split: The split that the sample is in: "train", "validation" or "test".
        index: The sample's position in its split.
        true: Number of the true class.
        predicted: Number of the predicted class; None where no model has seen the sample.
        confidence: Probability of the predicted class in [0, 1]; None where there is none.
        note: A short remark for the tooltip.
        mark: A sign for the image's corner, and the words for it; they may change at little cost.
    """

    split: str
    index: int
    true: int
    predicted: int | None = None
    confidence: float | None = None
    note: str = ""
    mark: tuple[str, str] | None = None
