from dataclasses import replace

import numpy as np
import pytest

from fmnist_core.datasets import ClassInfo, load
from fmnist_core.drawings import CLASSES, pictures
from fmnist_core.drawings.pens import painted, sketched
from fmnist_core.drawings.renditions import digit, drawn, photographed
from fmnist_core.drawings.templates import shape_laid_out, shape_of


@pytest.fixture(autouse=True)
def _own_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("FMNIST_ARTIFACTS", str(tmp_path))


def _first(name, count):
    dataset = load(name)
    return dataset.train.images[:count], dataset.train.labels[:count], dataset.spec


@pytest.mark.parametrize("name", ["fashion_mnist", "mnist"])
def test_every_image_gets_a_picture_that_differs_from_it(name):
    images, labels, spec = _first(name, 40)
    made = pictures.made_pictures(images, labels, spec, seed=3)
    assert made.shape == images.shape
    assert made.dtype == np.uint8
    assert all(picture.max() > 20 for picture in made)
    assert not any(np.array_equal(picture, image) for picture, image in zip(made, images, strict=True))


def test_pictures_depend_on_the_seed_alone_and_are_kept(tmp_path, monkeypatch):
    images, labels, spec = _first("fashion_mnist", 20)
    first = pictures.made_pictures(images, labels, spec, seed=1)
    other = pictures.made_pictures(images, labels, spec, seed=2)
    assert not np.array_equal(first, other)
    kept = list((tmp_path / "cache" / "pictures").iterdir())
    assert len(kept) == 2
    monkeypatch.setattr(pictures, "_made", None)  # they are not made again
    np.testing.assert_array_equal(first, pictures.made_pictures(images, labels, spec, seed=1))
    kept[0].write_bytes(b"broken")
    kept[1].write_bytes(kept[1].read_bytes().replace(b"(20, 28, 28)", b"(20, 28, 28 "))
    monkeypatch.undo()
    monkeypatch.setenv("FMNIST_ARTIFACTS", str(tmp_path))
    for seed, made in ((1, first), (2, other)):
        np.testing.assert_array_equal(made, pictures.made_pictures(images, labels, spec, seed=seed))


def test_pictures_are_made_anew_where_the_dataset_says_something_else_of_its_images():
    images, labels, spec = _first("fashion_mnist", 20)
    pictures.made_pictures(images, labels, spec, seed=1)
    renamed = replace(spec, classes=tuple(ClassInfo(f"class {number}", "") for number in range(10)))
    for other in (replace(spec, flips_allowed=False), renamed):
        assert pictures.missing_pictures(images, labels, other, seed=1) == 20
        made = pictures.made_pictures(images, labels, other, seed=1)
        np.testing.assert_array_equal(made, pictures.make_pictures(images, labels, other, [1, 0]))
    assert pictures.missing_pictures(images, labels, spec, seed=1) == 0


@pytest.mark.parametrize("name", CLASSES)
def test_outlines_are_drawn_and_painted(name):
    for seed in range(4):
        rng = np.random.default_rng(seed)
        sketch = sketched(shape_of(name, rng), rng)
        assert sketch.dtype == np.uint8
        assert sketch.min() < 210
        assert np.median([sketch[0], sketch[-1]]) == 255  # the paper
        painting = painted(shape_laid_out(name, rng), rng)
        assert painting[0].max() == 0
        assert painting.max() > 40


def test_renditions_have_room_around_the_item_and_every_tone():
    images, _, _ = _first("fashion_mnist", 12)
    for seed, image in enumerate(images):
        drawing = drawn(image, np.random.default_rng(seed), mirror=True)
        assert (drawing[0] == 255).all()
        assert drawing.min() < 230
        photo = photographed(image, np.random.default_rng(seed), mirror=True)
        assert photo.dtype == np.uint8
        assert np.ptp(photo) > 10


def test_digits_are_drawn_upright_and_never_mirrored():
    image = np.zeros((28, 28), np.uint8)
    image[4:24, 6:9] = 255  # an L
    image[21:24, 6:20] = 255
    for seed in range(20):
        ink = digit(image, np.random.default_rng(seed)) < 128
        half = ink.shape[1] // 2
        assert ink[:, :half].sum() > ink[:, half:].sum()
