"""The datasets that ship with the project."""

import gzip
import hashlib

import numpy as np
import pytest

from fmnist_core import paths
from fmnist_core.datasets import class_counts, load, mean_images, problems, specs

BUNDLED = ("fashion_mnist", "mnist")
# Runs name samples by split and position: were these to change, every saved evaluation would be wrong.
VALIDATION_MD5 = {
    "fashion_mnist": "cfafe8dcb8ee047138c75a89d31999ef",
    "mnist": "091f2a727ce9d0ad39bfbfd6cb4dc75e",
}


def test_both_are_found_fashion_first_without_problems(user_folder):
    assert list(specs()) == list(BUNDLED)
    assert problems() == []


@pytest.mark.parametrize("name", BUNDLED)
def test_shapes_types_and_counts(name):
    dataset = load(name)
    for split, size in ((dataset.train, 55_000), (dataset.validation, 5_000), (dataset.test, 10_000)):
        assert split.images.shape == (size, 28, 28)
        assert split.images.dtype == np.uint8
        assert split.labels.shape == split.source_indices.shape == (size,)
        assert split.labels.dtype == split.source_indices.dtype == np.int64
        assert dataset.sizes[split.name] == size
    assert dataset.image_shape == (28, 28)
    assert len(dataset.spec.classes) == 10


@pytest.mark.parametrize("name", BUNDLED)
def test_md5_of_the_unpacked_files(name):
    spec = specs()[name]
    assert len(spec.md5) == 4
    for stem, expected in spec.md5.items():
        content = gzip.decompress((paths.BUNDLED / "datasets" / name / f"{stem}.gz").read_bytes())
        assert hashlib.md5(content).hexdigest() == expected


@pytest.mark.parametrize("name", BUNDLED)
def test_validation_choice_never_changes(name):
    indices = load(name).validation.source_indices
    assert hashlib.md5(indices.astype("<i8").tobytes()).hexdigest() == VALIDATION_MD5[name]


@pytest.mark.parametrize("name", BUNDLED)
def test_train_and_validation_divide_the_published_file(name):
    dataset = load(name)
    together = np.concatenate([dataset.train.source_indices, dataset.validation.source_indices])
    assert np.array_equal(np.sort(together), np.arange(60_000))
    assert np.array_equal(dataset.test.source_indices, np.arange(10_000))


def test_source_indices_point_into_the_published_file():
    path = paths.BUNDLED / "datasets" / "fashion_mnist" / "train-images-idx3-ubyte.gz"
    published = np.frombuffer(gzip.decompress(path.read_bytes()), np.uint8, offset=16).reshape(-1, 28, 28)
    dataset = load("fashion_mnist")
    assert np.array_equal(dataset.train.images, published[dataset.train.source_indices])
    assert np.array_equal(dataset.validation.images, published[dataset.validation.source_indices])


def test_fashion_mnist_is_stratified_exactly():
    counts = class_counts(load("fashion_mnist"))
    assert {name: set(each.tolist()) for name, each in counts.items()} == {
        "train": {5_500},
        "validation": {500},
        "test": {1_000},
    }


def test_mnist_is_stratified_to_the_nearest_image():
    counts = class_counts(load("mnist"))
    published = counts["train"] + counts["validation"]
    assert counts["validation"].sum() == 5_000
    assert np.all(np.abs(counts["validation"] - published / 12) < 1)


def test_facts_that_pages_rely_on():
    fashion, digits = specs()["fashion_mnist"], specs()["mnist"]
    assert fashion.class_names[0] == "T-shirt/top"
    assert fashion.class_names[9] == "Ankle boot"
    assert fashion.flips_allowed
    assert digits.class_names == tuple("0123456789")
    assert not digits.flips_allowed
    for spec in (fashion, digits):
        assert spec.description
        assert spec.licence
        assert spec.source
        assert all(info.description for info in spec.classes)


def test_arrays_cannot_be_changed():
    dataset = load("mnist")
    for split in (dataset.train, dataset.validation, dataset.test):
        for array in (split.images, split.labels, split.source_indices):
            with pytest.raises(ValueError, match="read-only"):
                array[0] = 0


def test_mean_images_of_real_data():
    split = load("fashion_mnist").validation
    means = mean_images(split)
    assert means.shape == (10, 28, 28)
    assert means.dtype == np.float32
    expected = split.images[split.labels == 7].astype(np.float64).mean(axis=0)
    np.testing.assert_allclose(means[7], expected, rtol=1e-6)


@pytest.mark.parametrize("name", BUNDLED)
def test_the_first_image_of_each_class_is_that_of_the_test_split(name):
    dataset = load(name)
    images, labels = dataset.first_of_each_class()
    assert labels.tolist() == list(range(10))
    for label, image in zip(labels, images, strict=True):
        first = np.flatnonzero(dataset.test.labels == label)[0]
        np.testing.assert_array_equal(image, dataset.test.images[first])
