"""What goes on inside a network."""

import numpy as np
import pytest

from fmnist_core.errors import NetworkError
from fmnist_core.explain import exciting_image, feature_maps


def test_the_strongest_feature_map_comes_first(classifier, striped):
    maps = feature_maps(classifier, striped[0][0])
    assert maps.shape == (14, 14, 16)
    assert maps.dtype == np.float32
    means = maps.mean(axis=(0, 1))
    assert means[0] > 0
    assert (np.diff(means) <= 0).all()


def test_a_network_without_feature_maps_says_so(without_features, striped):
    with pytest.raises(NetworkError, match=r"no feature maps.*convolutional network"):
        feature_maps(without_features, striped[0][0])


@pytest.mark.parametrize("target", [0, 1])
def test_an_exciting_image_is_answered_with_its_class(classifier, target):
    image = exciting_image(classifier, target)
    assert image.shape == (28, 28)
    assert image.dtype == np.uint8
    assert classifier.predict(image)[0, target] > 0.8
    np.testing.assert_array_equal(image, exciting_image(classifier, target))


def test_networks_without_convolutions_have_exciting_images(without_features):
    assert without_features.predict(exciting_image(without_features, 3))[0].argmax() == 3


def test_no_image_excites_a_class_that_is_not_there(classifier):
    with pytest.raises(NetworkError, match="no class number 10"):
        exciting_image(classifier, 10)
