import numpy as np
import pytest
from sklearn.neighbors import NearestNeighbors

from fmnist_core.errors import FmnistError
from fmnist_core.retrieval import EmbeddingIndex, Embeddings

SIZES = {"train": 400, "validation": 60, "test": 140}


def drawn_embeddings(seed=0, dimensions=16):
    random = np.random.default_rng(seed)
    return Embeddings.joined(
        [
            (name, random.normal(size=(size, dimensions)).astype(np.float32), random.integers(0, 5, size))
            for name, size in SIZES.items()
        ]
    )


EMBEDDINGS = drawn_embeddings()
INDEX = EmbeddingIndex(EMBEDDINGS)
QUERIES = np.random.default_rng(1).normal(size=(300, 16)).astype(np.float32)


@pytest.mark.parametrize("split", [None, "train", "validation", "test"])
def test_neighbours_equal_scikit_learns(split):
    rows = np.flatnonzero(EMBEDDINGS.splits == split) if split else np.arange(len(EMBEDDINGS))
    reference = NearestNeighbors(metric="cosine").fit(EMBEDDINGS.vectors[rows].astype(np.float64))
    distances, places = reference.kneighbors(QUERIES.astype(np.float64), n_neighbors=12)
    for found, far, place in zip(
        INDEX.nearest_each(QUERIES, 12, split), distances, rows[places], strict=True
    ):
        samples = [(neighbour.split, neighbour.index, neighbour.label) for neighbour in found]
        expected = zip(
            EMBEDDINGS.splits[place], EMBEDDINGS.indices[place], EMBEDDINGS.labels[place], strict=True
        )
        assert samples == list(expected)
        assert [neighbour.distance for neighbour in found] == pytest.approx(far, abs=1e-5)


def test_one_query_and_many_agree():
    one_by_one = [INDEX.nearest(query, k=3) for query in QUERIES[:5]]
    for one, many in zip(one_by_one, INDEX.nearest_each(QUERIES[:5], k=3), strict=True):
        assert [(n.split, n.index) for n in one] == [(n.split, n.index) for n in many]
    assert INDEX.nearest_each(QUERIES[:0]) == []


def test_a_sample_finds_itself_unless_it_is_excluded():
    query = INDEX.vector("test", 7)
    assert query.shape == (16,)
    first = INDEX.nearest(query, k=1)[0]
    assert (first.split, first.index, first.label) == ("test", 7, EMBEDDINGS.labels[400 + 60 + 7])
    assert first.distance == pytest.approx(0, abs=1e-6)
    others = INDEX.nearest(query, k=3, exclude=("test", 7))
    assert others == INDEX.nearest(query, k=4)[1:]


def test_excluding_a_sample_of_another_split_changes_nothing():
    query = INDEX.vector("test", 7)
    assert INDEX.nearest(query, split="train", exclude=("test", 7)) == INDEX.nearest(query, split="train")


def test_values_are_plain():
    neighbour = INDEX.nearest(QUERIES[0])[0]
    types = [type(value) for value in (neighbour.index, neighbour.split, neighbour.label, neighbour.distance)]
    assert types == [int, str, int, float]


def test_one_class_is_searched_on_request():
    everything = INDEX.nearest(QUERIES[0], k=len(EMBEDDINGS))
    for split in (None, "test"):
        expected = [n for n in everything if n.label == 3 and split in (None, n.split)]
        assert INDEX.nearest(QUERIES[0], k=len(EMBEDDINGS), split=split, label=3) == expected
    assert INDEX.nearest(QUERIES[0], label=77) == []


@pytest.mark.parametrize("one_by_one", [True, False])
def test_near_ties_beyond_single_precision_are_ranked_exactly(one_by_one):
    """All vectors are within 1e-4 of each other: float32 alone would shuffle them."""
    random = np.random.default_rng(2)
    vectors = (1 + 1e-4 * random.normal(size=(3000, 64))).astype(np.float32)
    index = EmbeddingIndex(Embeddings.joined([("train", vectors, np.zeros(3000, int))]))
    exact = vectors.astype(np.float64)
    exact /= np.linalg.norm(exact, axis=1, keepdims=True)
    expected = [np.argsort(1 - exact @ query, kind="stable")[:10].tolist() for query in exact[:20]]
    if one_by_one:
        found = [index.nearest(query) for query in vectors[:20]]
    else:
        found = index.nearest_each(vectors[:20])
    assert [[neighbour.index for neighbour in each] for each in found] == expected


def test_the_usual_distance_holds_for_most_validation_samples():
    nearest = [
        min(
            INDEX.nearest(INDEX.vector("validation", place), 1, split=split)[0].distance
            for split in ("train", "test")
        )
        for place in range(SIZES["validation"])
    ]
    assert np.mean(np.array(nearest) <= INDEX.usual_distance) == pytest.approx(0.95, abs=0.01)


def test_without_validation_samples_nothing_is_unusual():
    assert EmbeddingIndex(Embeddings(np.ones((2, 2)), ["test"] * 2, [0, 1], [1, 1])).usual_distance == np.inf


def test_more_neighbours_than_samples_gives_all_of_them():
    assert len(INDEX.nearest(QUERIES[0], k=10_000, split="validation")) == 60


def test_a_lone_sample_without_itself_has_no_neighbours():
    index = EmbeddingIndex(Embeddings(np.ones((1, 2)), ["test"], [0], [1]))
    assert index.nearest(np.ones(2), exclude=("test", 0)) == []


def test_equals_come_in_their_order():
    index = EmbeddingIndex(Embeddings.joined([("test", np.tile([[1.0, 0.0]], (6, 1)), np.zeros(6, int))]))
    assert [neighbour.index for neighbour in index.nearest(np.array([2.0, 0.0]), k=6)] == [0, 1, 2, 3, 4, 5]


def test_a_vector_of_zeros_is_at_distance_one():
    found = INDEX.nearest(np.zeros(16), k=2)
    assert [neighbour.distance for neighbour in found] == [1.0, 1.0]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"query": QUERIES[0][:8]}, r"needs 16 numbers.*shape \(8,\)"),
        ({"query": QUERIES[:2]}, r"received an array of shape \(2, 16\)"),
        ({"query": np.full(16, np.nan)}, "must be finite"),
        ({"k": 0}, "at least 1 neighbour; received 0"),
        ({"split": "holdout"}, "no split 'holdout' here; use one of test, train, validation"),
        ({"exclude": ("test", 140)}, "no sample 140 in test; it has 140 samples"),
    ],
)
def test_an_impossible_question_is_answered_with_a_sentence(arguments, sentence):
    with pytest.raises(FmnistError, match=sentence):
        INDEX.nearest(**({"query": QUERIES[0]} | arguments))
