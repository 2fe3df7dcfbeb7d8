import numpy as np
import pytest

from fmnist_core.datasets import load
from fmnist_core.training import AUGMENTATIONS
from fmnist_core.training.augmentation import apply, augmented, layers
from fmnist_core.training.config import samples_per_epoch
from fmnist_core.training.data import batches, steps_per_epoch
from fmnist_core.training.samples import limited, samples
from fmnist_core.training.selection import Selection


@pytest.fixture(scope="module")
def dataset():
    return load("fashion_mnist")


def test_a_limit_takes_classes_in_equal_shares(dataset):
    positions = limited(dataset.train, 1_003, seed=1)
    counts = np.bincount(dataset.train.labels[positions])
    assert len(set(positions)) == 1_003
    assert counts.min() == 100
    assert counts.max() == 101


def test_a_limit_depends_on_the_seed_alone(dataset):
    first, again, other = (limited(dataset.train, 500, seed) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)


def test_without_a_limit_all_samples_are_used(dataset):
    assert len(limited(dataset.train, None, 0)) == 55_000
    assert len(limited(dataset.train, 10**6, 0)) == 55_000


def test_small_sets_still_have_a_step():
    assert steps_per_epoch(100, 128) == 1
    assert steps_per_epoch(1_000, 128) == 7


def _all(dataset, samples, epochs):
    positions = limited(dataset.train, samples, seed=0)
    one_hot = np.eye(10, dtype=np.float32)[dataset.train.labels[positions]]
    images = dataset.train.images[positions][..., np.newaxis]
    return _epochs(images, one_hot, Selection(samples, samples, seed=0, first_epoch=epochs.start), 50, epochs)


def _epochs(images, one_hot, selection, batch_size, epochs):
    """The batches of some epochs, one epoch after the other."""
    data = batches(images, one_hot, [], selection, batch_size=batch_size)
    seen = []
    for epoch in epochs:
        selection.begin(epoch)
        seen += [(x.numpy(), y.numpy()) for x, y in data]
        selection.end()
    return seen


def test_a_resumed_run_sees_the_batches_of_an_unbroken_one(dataset):
    unbroken, resumed = _all(dataset, 200, range(3)), _all(dataset, 200, range(2, 3))
    assert len(unbroken) == 12
    assert len(resumed) == 4
    for (x, y), (x2, y2) in zip(unbroken[8:], resumed, strict=True):
        np.testing.assert_array_equal(x, x2)
        np.testing.assert_array_equal(y, y2)


def test_pictures_come_on_top_of_the_images(dataset, tmp_path, monkeypatch):
    monkeypatch.setenv("FMNIST_ARTIFACTS", str(tmp_path))
    positions = limited(dataset.train, 30, seed=0)
    plain, labels = samples(dataset, positions, "light", seed=0)
    both, twice = samples(dataset, positions, "pictures", seed=0)
    assert len(both) == samples_per_epoch(30, "pictures") == 60
    np.testing.assert_array_equal(both[:30], plain)
    np.testing.assert_array_equal(twice, [*labels, *labels])
    np.testing.assert_array_equal(both, samples(dataset, positions, "pictures", seed=0)[0])


def test_no_tuner_that_sleeps_holds_up_the_end_of_a_training(dataset):
    images, one_hot = dataset.train.images[:10, ..., np.newaxis], np.eye(10, dtype=np.float32)
    data = batches(images, one_hot, [], Selection(10, 10, seed=0), batch_size=5)
    assert data.options().autotune.enabled is False


def test_batches_are_raw_pixels_and_one_hot_and_differ_between_epochs(dataset):
    result = _all(dataset, 100, range(2))
    x, y = result[0]
    assert x.shape == (50, 28, 28, 1)
    assert x.max() > 1  # raw: the network scales
    assert y.shape == (50, 10)
    np.testing.assert_array_equal(y.sum(axis=1), 1)
    epochs = [np.concatenate([x for x, _ in result[i : i + 2]]) for i in (0, 2)]
    assert not np.array_equal(*epochs)
    # Another order of the same images.
    np.testing.assert_array_equal(*(np.sort(epoch.sum(axis=(1, 2, 3))) for epoch in epochs))


@pytest.mark.parametrize("name", ["mixup", "cutmix"])
def test_blended_images_have_blended_labels(dataset, name):
    chain = layers(name, flips_allowed=True, seed=0)
    images = dataset.train.images[:64, ..., np.newaxis].astype(np.float32)
    one_hot = np.eye(10, dtype=np.float32)[dataset.train.labels[:64]]
    x, y = (np.asarray(part) for part in apply(chain, images, one_hot))
    assert x.shape == images.shape
    np.testing.assert_allclose(y.sum(axis=1), 1, atol=1e-5)
    assert np.any((y > 0.01) & (y < 0.99))


@pytest.mark.parametrize(
    ("name", "turned", "erased"),
    [("light", 0, 0), ("standard", 1, 0), ("erasing", 0, 0.25), ("strong", 1, 0.25)],
)
def test_what_an_augmentation_does_to_a_square(name, turned, erased):
    squares = np.zeros((400, 28, 28), np.uint8)
    squares[:, 8:20, 8:20] = 200
    changed = augmented(squares, name, flips_allowed=True, seed=2)
    noisy = (changed > 200).any(axis=(1, 2))  # between the square and its ground nothing is brighter
    assert noisy.mean() == pytest.approx(erased, abs=0.1)
    blurred = ((changed[~noisy] > 0) & (changed[~noisy] < 200)).any(axis=(1, 2))
    assert blurred.mean() == pytest.approx(turned, abs=0.05)


@pytest.mark.parametrize("name", AUGMENTATIONS)
def test_augmented_images_stay_images(dataset, name):
    images = dataset.train.images[:32]
    changed = augmented(images, name, flips_allowed=True, seed=3)
    assert changed.shape == images.shape
    assert changed.dtype == np.uint8
    assert np.array_equal(changed, images) == (name == "none")
    np.testing.assert_array_equal(changed, augmented(images, name, flips_allowed=True, seed=3))


def _share_mirrored(name, flips_allowed):
    """Show how many of a shape that lies far to the left end up on the right."""
    left = np.zeros((64, 28, 28), np.uint8)
    left[:, 10:18, 4:10] = 200
    halves = augmented(left, name, flips_allowed=flips_allowed).reshape(64, 28, 2, 14).sum(axis=(1, 3))
    return np.mean(halves[:, 1] > halves[:, 0])


@pytest.mark.parametrize("name", AUGMENTATIONS)
def test_digits_are_never_mirrored(name):
    # An erased patch is noise, which in rare cases outweighs the shape.
    assert _share_mirrored(name, flips_allowed=False) < 0.1


@pytest.mark.parametrize("name", ["mirror", "light"])
def test_garments_are_mirrored(name):
    assert 0.3 < _share_mirrored(name, flips_allowed=True) < 0.7


def test_each_image_and_its_mirror_image_come_by_turns(dataset):
    images = dataset.train.images[:40, ..., np.newaxis]
    one_hot = np.eye(40, dtype=np.float32)  # each image is its own class
    seen = np.zeros((3, 40), bool)
    selection = Selection(40, 40, seed=0, mirrored=True)
    for number, (x, y) in enumerate(_epochs(images, one_hot, selection, 20, range(3))):
        for image, label in zip(x, y.argmax(axis=1), strict=True):
            seen[number // 2, label] = mirrored = np.array_equal(image, images[label][:, ::-1])
            assert mirrored or np.array_equal(image, images[label])
    np.testing.assert_array_equal(seen[0], ~seen[1])
    np.testing.assert_array_equal(seen[0], seen[2])
    assert 10 < seen[0].sum() < 30


def test_mirroring_does_nothing_else(dataset):
    images = dataset.train.images[:32]
    changed = augmented(images, "mirror", flips_allowed=True)
    for image, other in zip(images, changed, strict=True):
        assert np.array_equal(other, image) or np.array_equal(other, image[:, ::-1])
