"""One annotation: what people have said about one sample."""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Self

from fmnist_core.datasets import SPLITS
from fmnist_core.errors import AnnotationError

VERDICTS: dict[str, str] = {
    "keep": "Looked at: the label is right, and the sample stays.",
    "label looks wrong": "The image shows another class than its label says.",
    "ambiguous": "The image does not tell which of two or more classes is right.",
}
MOST_TAGS = 20
LONGEST_TAG = 40  # characters
LONGEST_NOTE = 4000  # characters


@dataclass(frozen=True)
class Annotation:
    """What people have said about one sample.

    Tags are kept without needless spaces, each once, in alphabetical order; the note without space around it.

    Attributes:
        split: "train", "validation" or "test".
        index: the sample's position in its split.
        verdict: a key of `VERDICTS`, or "" for none.
        tags: words of one's own.
        note: free text.
        changed: when it was last changed: ISO 8601, UTC; "" for an annotation that is not stored.

    Raises:
        AnnotationError: a value is not as above, or is too long.
    """

    split: str
    index: int
    verdict: str = ""
    tags: tuple[str, ...] = ()
    note: str = ""
    changed: str = ""

    def __post_init__(self) -> None:
        _check_sample(self.split, self.index)
        if self.verdict and self.verdict not in VERDICTS:
            raise AnnotationError(
                f"There is no verdict {self.verdict!r}; use {', '.join(VERDICTS)}, or none at all."
            )
        object.__setattr__(self, "tags", clean_tags(self.tags))
        object.__setattr__(self, "note", self.note.strip())
        if len(self.note) > LONGEST_NOTE:
            raise AnnotationError(
                f"A note has up to {LONGEST_NOTE:,} characters; this one would have {len(self.note):,}."
            )
        if self.changed:
            _check_time(self.changed)

    @property
    def sample(self) -> tuple[str, int]:
        """The split and the index."""
        return self.split, self.index

    @property
    def empty(self) -> bool:
        """Whether it says nothing."""
        return not (self.verdict or self.tags or self.note)

    def to_dict(self) -> dict[str, Any]:
        """Return plain values, ready for JSON."""
        return {field.name: getattr(self, field.name) for field in fields(self)} | {"tags": list(self.tags)}

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> Self:
        """Build one from `to_dict`'s plain values.

        Raises:
            AnnotationError: a key is unknown or missing, or a value impossible.
        """
        try:
            plain: dict[str, Any] = values | {"tags": tuple(values.get("tags", ()))}
            return cls(**plain)
        except (TypeError, AttributeError) as error:
            raise AnnotationError(f"Not an annotation: {values!r} ({error}).") from error


def clean_tags(tags: tuple[str, ...]) -> tuple[str, ...]:
    """Return tags without needless spaces, each once, in alphabetical order.

    Raises:
        AnnotationError: there are too many, or one is empty, too long, or holds a ";" (which parts them in
            CSV).
    """
    cleaned = sorted({" ".join(tag.split()) for tag in tags})
    if len(cleaned) > MOST_TAGS:
        raise AnnotationError(f"A sample has up to {MOST_TAGS} tags; received {len(cleaned)}.")
    for tag in cleaned:
        if not tag or len(tag) > LONGEST_TAG or ";" in tag or not tag.isprintable():
            raise AnnotationError(
                f"A tag has 1 to {LONGEST_TAG} characters, without a semicolon; received {tag!r}."
            )
    return tuple(cleaned)


def _check_sample(split: str, index: int) -> None:
    if split not in SPLITS or not isinstance(index, int) or index < 0:
        raise AnnotationError(
            f"An annotation belongs to a split ({', '.join(SPLITS)}) and an index from 0; "
            f"received {split!r} and {index!r}."
        )


def _check_time(text: str) -> None:
    try:
        datetime.fromisoformat(text)
    except ValueError as error:
        raise AnnotationError(
            f"The time of a change is written in ISO 8601, as 2026-01-31T12:00:00+00:00; received {text!r}."
        ) from error
