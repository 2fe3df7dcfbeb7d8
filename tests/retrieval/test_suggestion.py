import pytest

from fmnist_core.retrieval import Neighbour, suggest

NAMES = ["Top", "Trouser", "Shirt"]


def neighbours(*labels_and_distances):
    return [
        Neighbour(place, "train", label, distance)
        for place, (label, distance) in enumerate(labels_and_distances)
    ]


def test_neighbours_equally_far_count_the_same():
    found = suggest(neighbours((2, 0.1), (0, 0.1), (2, 0.1), (2, 0.1)), usual=1)
    assert found.shares == pytest.approx({2: 0.75, 0: 0.25})
    assert found.counts == {2: 3, 0: 1}
    assert found.best == 2


def test_near_neighbours_count_more():
    found = suggest(neighbours((1, 0.0), (0, 0.1), (0, 0.2)), usual=1)
    assert found.shares == pytest.approx({1: 10 / (10 + 5 + 10 / 3), 0: (5 + 10 / 3) / (10 + 5 + 10 / 3)})
    assert list(found.shares) == [1, 0]
    assert sum(found.shares.values()) == pytest.approx(1)


def test_copies_of_the_picture_vote_alike():
    assert suggest(neighbours((1, 0.0), (0, 0.0)), usual=1).shares == {0: 0.5, 1: 0.5}


@pytest.mark.parametrize(
    ("labels", "beginning"),
    [
        ([2] * 10, "**Shirt**: all 10 nearest are labelled so."),
        ([2] * 9 + [0], "**Shirt**, with 90\u202f% of the votes. Labels of the 10 nearest: 9 Shirt, 1 Top"),
        ([2] * 6 + [0] * 4, "Probably **Shirt** (60\u202f% of the votes), perhaps Top."),
        ([2] * 4 + [0] * 3 + [1] * 3, "Not sure: **Shirt** or Top, neither with half of the votes."),
    ],
)
def test_the_sentence_is_as_sure_as_the_votes(labels, beginning):
    found = suggest(neighbours(*((label, 0.1) for label in labels)), usual=0.2)
    assert not found.far
    assert found.sentence(NAMES).startswith(beginning)


def test_a_picture_far_from_everything_is_no_class_however_the_neighbours_agree():
    found = suggest(neighbours((1, 0.3), (1, 0.4)), usual=0.024)
    assert found.far
    assert found.sentence(NAMES).startswith(
        "Not sure: the nearest is 0.300 away, and 19 of 20 dataset images have one within 0.024."
    )
