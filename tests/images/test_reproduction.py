"""A test image that was enlarged, turned dark on light and compressed comes back, and to the same class.

Tolerances, in levels of 255, measured on 50 images of each dataset for factors 2 to 20: enlarged three times
or more, a PNG comes back with a mean error of at most 0.5 and a JPEG of quality 90 with at most 2; enlarged
twice and smoothly, with at most 8. With a margin around it, what comes back is the item at its full size
again: near, and of the same class for 19 of 20.
"""

import io

import numpy as np
import pytest
from PIL import Image

from fmnist_core.datasets import load
from fmnist_core.images import prepare
from fmnist_core.inference import Classifier

NAMES = ["fashion_mnist", "mnist"]
FACTORS = [2, 3, 7, 20]
KERNELS = [Image.Resampling.NEAREST, Image.Resampling.BILINEAR, Image.Resampling.BICUBIC]
COUNT = 20


@pytest.fixture(scope="module", params=NAMES)
def known(request):
    """A network with test images of its dataset and its answers to them."""
    classifier = Classifier.load(f"{request.param}-cnn")
    images = load(request.param).test.images[::200][:COUNT]
    return classifier, images, classifier.logits(images).argmax(axis=1)


def dark_on_light(image, factor, kernel, margin=0):
    large = Image.fromarray(255 - image).resize((28 * factor, 28 * factor), kernel)
    sheet = Image.new("L", (large.width + 2 * margin, large.height + margin), 255)
    sheet.paste(large, (margin, margin // 2))
    return sheet


def as_jpeg(picture):
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=90)
    return file.getvalue()


@pytest.mark.parametrize("factor", FACTORS)
@pytest.mark.parametrize("kernel", KERNELS)
def test_an_enlarged_test_image_comes_back_to_the_same_class(known, factor, kernel):
    classifier, images, answers = known
    for encode, tolerance in ((lambda picture: picture, 0.5), (as_jpeg, 2.0)):
        prepared = [
            prepare(encode(dark_on_light(image, factor, kernel)), classifier.dataset) for image in images
        ]
        assert {each.kind for each in prepared} == {"dataset image"}
        pixels = np.stack([each.pixels for each in prepared])
        errors = np.abs(pixels.astype(int) - images).mean(axis=(1, 2))
        smooth_and_small = factor == 2 and kernel != Image.Resampling.NEAREST
        assert errors.max() <= (8 if smooth_and_small else tolerance)
        same = classifier.logits(pixels).argmax(axis=1) == answers
        assert np.count_nonzero(~same) <= (1 if smooth_and_small else 0)


def test_with_a_margin_it_comes_back_near_and_to_the_same_class(known):
    classifier, images, answers = known
    pixels = np.stack(
        [
            prepare(as_jpeg(dark_on_light(image, 10, KERNELS[2], 60)), classifier.dataset).pixels
            for image in images
        ]
    )
    assert np.abs(pixels.astype(int) - images).mean() <= 20
    assert np.mean(classifier.logits(pixels).argmax(axis=1) == answers) >= 0.9
