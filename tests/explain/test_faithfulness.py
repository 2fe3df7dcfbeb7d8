"""A map of what the network has learnt is more faithful than one that knows nothing of it."""

import numpy as np
import pytest

from fmnist_core.errors import NetworkError
from fmnist_core.explain import edge_map, faithfulness, random_map
from fmnist_core.explain.blur import blurred


def truth(corner):
    values = np.zeros((28, 28))
    values[corner[0] : corner[0] + 8, corner[1] : corner[1] + 8] = 1
    return values


def test_curves_begin_and_end_where_they_must(classifier, striped):
    pixels = striped[0][0]
    result = faithfulness(classifier, pixels, random_map(pixels), 1)
    whole, black = classifier.predict(np.stack([pixels, np.zeros_like(pixels)]))[:, 1]
    assert len(result.fractions) == len(result.deletion) == len(result.insertion) == 29
    assert result.fractions.dtype == result.deletion.dtype == result.insertion.dtype == np.float32
    assert (result.fractions[0], result.fractions[-1]) == (0, 1)
    assert (np.diff(result.fractions) > 0).all()
    assert result.deletion[[0, -1]] == pytest.approx([whole, black], abs=0.02)
    assert result.insertion[-1] == pytest.approx(whole, abs=0.02)


def test_the_areas_are_those_under_the_curves(classifier, striped):
    result = faithfulness(classifier, striped[0][0], random_map(striped[0][0]), 0)
    for area, curve in ((result.deletion_auc, result.deletion), (result.insertion_auc, result.insertion)):
        assert area == pytest.approx((curve[1:] + curve[:-1]).mean() / 2, abs=1e-3)
    assert result.score == pytest.approx(result.insertion_auc - result.deletion_auc)


def test_where_the_evidence_is_beats_chance(classifier, striped):
    images, labels, corners = striped
    gains = [
        faithfulness(classifier, image, truth(corner), label).score
        - faithfulness(classifier, image, random_map(image), label).score
        for image, corner, label in zip(images, corners, labels, strict=True)
    ]
    assert np.mean(gains) > 0.1


def test_only_the_order_of_the_values_counts(classifier, striped):
    values = random_map(striped[0][0], seed=3)
    one, other = (faithfulness(classifier, striped[0][0], v, 0) for v in (values, 10 * values - 5))
    np.testing.assert_array_equal(one.deletion, other.deletion)


def test_a_map_of_another_shape_is_refused(classifier, striped):
    with pytest.raises(NetworkError, match=r"\(28, 28\)\. Received: shape \(7, 7\)"):
        faithfulness(classifier, striped[0][0], np.zeros((7, 7)), 0)


def test_edges_are_where_the_image_changes():
    image = np.zeros((10, 12), np.uint8)
    image[:, 6:] = 200
    edges = edge_map(image)
    assert edges.dtype == np.float32
    np.testing.assert_array_equal(edges > 0, np.isin(np.arange(12), (5, 6))[None].repeat(10, 0))
    assert edges.max() == 1
    assert not edge_map(np.full((5, 5), 9, np.uint8)).any()


def test_random_maps_differ_by_seed_alone():
    pixels = np.zeros((4, 5), np.uint8)
    np.testing.assert_array_equal(random_map(pixels, 1), random_map(pixels, 1))
    assert (random_map(pixels, 1) != random_map(pixels, 2)).all()


def test_a_blur_keeps_the_light_and_spreads_it():
    image = np.zeros((21, 21), np.float32)
    image[10, 10] = 100
    soft = blurred(image, 5, 5)
    assert soft.sum() == pytest.approx(100, rel=1e-4)
    np.testing.assert_array_equal(np.argwhere(soft > 0).min(axis=0), (5, 5))
    np.testing.assert_allclose(soft, soft.T, rtol=1e-5)
