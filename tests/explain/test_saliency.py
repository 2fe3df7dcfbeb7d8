"""Every row of the table of methods passes these tests; a new row is tested without another line."""

import keras
import numpy as np
import pytest

from fmnist_core.errors import NetworkError
from fmnist_core.explain import METHODS, explain
from fmnist_core.inference import Classifier

EVERY = pytest.mark.parametrize("method", METHODS)


def peak_of(result):
    return np.array(np.unravel_index(result.values.argmax(), result.values.shape))


@EVERY
def test_a_map_has_the_image_s_shape_and_lies_between_0_and_1(classifier, striped, method):
    result = explain(classifier, striped[0][0], method)
    assert (result.method, result.target) == (method, striped[1][0])
    assert result.values.shape == (28, 28)
    assert result.values.dtype == np.float32
    assert np.isfinite(result.values).all()
    assert result.values.min() >= 0
    assert result.values.max() == 1


@EVERY
def test_the_same_call_gives_the_same_map(classifier, striped, method):
    first, second = (explain(classifier, striped[0][1], method).values for _ in range(2))
    np.testing.assert_array_equal(first, second)


@EVERY
def test_another_target_gives_another_map(classifier, both, method):
    zero, one = (explain(classifier, both, method, target).values for target in (0, 1))
    assert np.abs(zero - one).mean() > 0.05


# Not SmoothGrad: what speaks against one of two classes has a large gradient too.
@pytest.mark.parametrize("method", sorted(METHODS.keys() - {"smoothgrad"}))
def test_of_two_items_the_target_s_own_lights_up(classifier, both, method):
    for target, here, there in ((0, slice(3, 11), slice(17, 25)), (1, slice(17, 25), slice(3, 11))):
        values = explain(classifier, both, method, target).values
        assert values[here, here].mean() > values[there, there].mean()


@EVERY
def test_the_peak_is_usually_where_the_evidence_is(classifier, striped, method):
    images, _, corners = striped
    peaks = [peak_of(explain(classifier, image, method)) for image in images]
    inside = [
        ((peak >= corner - 2) & (peak < corner + 10)).all()
        for peak, corner in zip(peaks, corners, strict=True)
    ]
    # By chance it would be a fifth. Not all: a gradient also points to where more stripes would help.
    assert np.mean(inside) >= 0.6


@pytest.mark.parametrize("method", [name for name, row in METHODS.items() if row.needs_features])
def test_maps_of_features_are_not_shifted(classifier, striped, method):
    images, _, corners = striped
    peaks = np.array([peak_of(explain(classifier, image, method)) for image in images])
    assert np.abs(peaks - (corners + 3.5)).max() <= 2


@EVERY
def test_a_blank_image_has_a_finite_map(classifier, method):
    values = explain(classifier, np.zeros((28, 28), np.uint8), method).values
    assert np.isfinite(values).all()


@EVERY
def test_logits_of_thousands_do_not_overflow(classifier, striped, tmp_path, method):
    model = keras.models.clone_model(classifier.model)
    model.set_weights([*classifier.model.get_weights()[:-2], *(1000 * w for w in model.get_weights()[-2:])])
    loud = Classifier(classifier.run, classifier.dataset, model)
    assert np.isfinite(explain(loud, striped[0][0], method).values).all()


@EVERY
def test_nothing_is_printed(classifier, striped, method, capsys):
    explain(classifier, striped[0][0], method)
    assert capsys.readouterr().out == ""


@EVERY
def test_a_network_without_feature_maps(without_features, striped, method):
    if METHODS[method].needs_features:
        with pytest.raises(
            NetworkError, match=r"needs feature maps.*smoothgrad, integrated-gradients, shap, occlusion"
        ):
            explain(without_features, striped[0][0], method)
    else:
        assert explain(without_features, striped[0][0], method).values.max() == 1


@EVERY
def test_a_network_of_nan_is_called_that(classifier, striped, method):
    model = keras.models.clone_model(classifier.model)
    model.set_weights([np.full_like(w, np.nan) for w in model.get_weights()])
    broken = Classifier(classifier.run, classifier.dataset, model)
    with pytest.raises(NetworkError, match="NaN"):
        explain(broken, striped[0][0], method)


def test_an_unknown_method_lists_the_known_ones(classifier, striped):
    with pytest.raises(NetworkError, match=r"'lime'.*gradcam, gradcam\+\+, scorecam, smoothgrad.*occlusion"):
        explain(classifier, striped[0][0], "lime")


@pytest.mark.parametrize("target", [-1, 10, "Bag", 1.0])
def test_an_unknown_class_lists_the_known_ones(classifier, striped, target):
    with pytest.raises(NetworkError, match=r"no class number.*0 T-shirt/top.*9 Ankle boot"):
        explain(classifier, striped[0][0], target=target)


def test_a_numpy_integer_is_a_class_number(classifier, striped):
    assert explain(classifier, striped[0][0], target=np.int64(1)).target == 1


def test_several_images_are_refused(classifier, striped):
    with pytest.raises(NetworkError, match=r"One image.*\(24, 28, 28\)"):
        explain(classifier, striped[0])
