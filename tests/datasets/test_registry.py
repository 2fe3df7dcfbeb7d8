"""Finding, caching and choosing datasets."""

import os
import shutil
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from fmnist_core import paths
from fmnist_core.datasets import ClassInfo, DatasetSpec, class_counts, load, mean_images, problems, specs
from fmnist_core.errors import DatasetError

TRAIN_IMAGES, TRAIN_LABELS = "train-images-idx3-ubyte", "train-labels-idx1-ubyte"
TEST_IMAGES, TEST_LABELS = "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"


def test_drop_in_appears_and_goes_without_a_restart(user_folder, drop_in):
    assert list(specs()) == ["fashion_mnist", "mnist"]
    folder = drop_in("an_early_name")
    assert list(specs()) == ["fashion_mnist", "an_early_name", "mnist"]
    spec = load("an_early_name").spec
    assert (spec.title, spec.class_names) == ("Shapes", ("circle", "square", "star"))
    assert (spec.description, spec.licence, spec.source) == ("", "", "")
    shutil.rmtree(folder)
    assert "an_early_name" not in specs()


def test_broken_drop_in_hides_no_other(user_folder, drop_in):
    (user_folder / "no_json").mkdir()
    drop_in("shapes")
    assert "shapes" in specs()
    assert problems() == [
        "no_json/dataset.json is missing; it needs at least name, title, classes, flips_allowed."
    ]


def test_hidden_folders_and_stray_files_are_ignored(user_folder):
    (user_folder / ".import-shapes").mkdir()
    (user_folder / "notes.txt").write_text("mine")
    assert problems() == []


def test_a_link_to_nowhere_does_not_hide_its_dataset(drop_in):
    folder = drop_in()
    (folder / ".#dataset.json").symlink_to("somebody@somewhere.42:1700000000")  # Emacs, while one is editing
    assert "shapes" in specs()
    assert problems() == []
    assert load("shapes").sizes["test"] == 9
    (folder / TRAIN_IMAGES).unlink()
    (folder / TRAIN_IMAGES).symlink_to("nowhere")
    assert "train-images-idx3-ubyte is missing" in problems()[0]


def test_folder_that_is_not_there(tmp_path, monkeypatch):
    monkeypatch.setenv("FMNIST_ARTIFACTS", str(tmp_path / "none"))
    assert list(specs()) == ["fashion_mnist", "mnist"]


def test_users_dataset_wins_over_the_bundled_one(user_folder, drop_in):
    drop_in("mnist")
    assert load("mnist").sizes["test"] == 9
    shutil.rmtree(user_folder / "mnist")
    assert load("mnist").sizes["test"] == 10_000


def test_broken_copy_of_a_bundled_dataset_leaves_the_bundled_one(user_folder):
    (user_folder / "mnist").mkdir()
    assert specs()["mnist"].folder == paths.BUNDLED / "datasets" / "mnist"
    assert len(problems()) == 1


def test_unknown_name_lists_the_known_ones():
    with pytest.raises(DatasetError, match=r"no dataset 'cifar10'; the known ones are fashion_mnist, mnist"):
        load("cifar10")


def test_name_of_a_broken_drop_in_says_why(drop_in):
    (drop_in() / TRAIN_IMAGES).unlink()
    with pytest.raises(DatasetError, match=r"no dataset 'shapes'.*train-images-idx3-ubyte is missing"):
        load("shapes")


def test_unknown_split():
    with pytest.raises(DatasetError, match="no split 'dev'; use train, validation, test"):
        load("mnist").split("dev")


def test_loaded_once_even_by_many_threads(drop_in):
    drop_in()
    with ThreadPoolExecutor(8) as pool:
        images = list(pool.map(lambda _: load("shapes").train.images, range(32)))
    assert all(each is images[0] for each in images)


def test_changed_files_are_read_again(drop_in):
    folder = drop_in()
    before = load("shapes").test
    path = folder / TEST_LABELS
    path.write_bytes(path.read_bytes()[:-1] + b"\1")
    os.utime(path, ns=(1, 1))  # a coarse clock must not hide the change
    assert load("shapes").test is not before
    assert load("shapes").test.labels[-1] == 1


def test_small_dataset_validates_with_every_class(drop_in):
    labels = np.array([0] * 30 + [1] * 4 + [2] * 2)
    drop_in(arrays={TRAIN_LABELS: labels})
    counts = class_counts(load("shapes"))
    assert counts["validation"].tolist() == [3, 1, 1]
    assert counts["train"].tolist() == [27, 3, 1]


def test_mean_image_of_an_absent_class_is_black(drop_in, shapes):
    drop_in(arrays={TEST_LABELS: np.array([0, 2] * 4 + [0])})
    means = mean_images(load("shapes").test)
    assert means.shape == (3, 5, 4)
    assert not means[1].any()
    np.testing.assert_allclose(means[2], shapes[TEST_IMAGES][1:8:2].mean(axis=0), rtol=1e-6)


@pytest.mark.parametrize("name", ["", "Shapes", "../mnist", "a b", "-x", "x" * 65])
def test_names_that_do_not_fit(name, tmp_path):
    classes = (ClassInfo("a", ""), ClassInfo("b", ""))
    with pytest.raises(DatasetError, match="does not fit"):
        DatasetSpec(name, "Title", "", classes, flips_allowed=True, licence="", source="", folder=tmp_path)
