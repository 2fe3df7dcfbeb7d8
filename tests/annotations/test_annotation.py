import pytest

from fmnist_core.annotations import Annotation
from fmnist_core.errors import AnnotationError


def test_tags_are_tidy_and_the_note_is_trimmed():
    annotation = Annotation("test", 3, tags=("two  words ", "a", "a"), note=" see this\n")
    assert annotation.tags == ("a", "two words")
    assert annotation.note == "see this"


def test_plain_values_and_back():
    annotation = Annotation("train", 7, "keep", ("sole", "über"), "a\nb", "2026-01-31T12:00:00+00:00")
    assert Annotation.from_dict(annotation.to_dict()) == annotation


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"split": "all"}, r"belongs to a split \(train, validation, test\)"),
        ({"index": -1}, "an index from 0"),
        ({"index": "3"}, "an index from 0"),
        ({"verdict": "wrong"}, "no verdict 'wrong'; use keep, label looks wrong, ambiguous"),
        ({"tags": ("a;b",)}, "without a semicolon"),
        ({"tags": ("",)}, "1 to 40 characters"),
        ({"tags": ("x" * 41,)}, "1 to 40 characters"),
        ({"tags": tuple(map(str, range(21)))}, "up to 20 tags; received 21"),
        ({"note": "x" * 4001}, "up to 4,000 characters"),
        ({"changed": "today"}, "ISO 8601"),
    ],
)
def test_impossible_values_are_refused_in_words(values, sentence):
    with pytest.raises(AnnotationError, match=sentence):
        Annotation(**{"split": "test", "index": 0} | values)


@pytest.mark.parametrize("values", [{}, {"split": "test", "index": 0, "colour": 1}, {"split": "test"}])
def test_other_plain_values_are_refused(values):
    with pytest.raises(AnnotationError, match="Not an annotation"):
        Annotation.from_dict(values)
