"""Import of CSV files."""

import numpy as np
import pytest

from fmnist_core.datasets import ClassInfo, DatasetSpec, import_kaggle_csv, load, specs
from fmnist_core.errors import DatasetError, StorageError

PIXELS = [f"pixel{i}" for i in range(1, 785)]


def write_csv(path, images, labels, header=None):
    rows = [",".join(header or ["label", *PIXELS])]
    rows += [",".join(map(str, (label, *image.ravel()))) for image, label in zip(images, labels, strict=True)]
    path.write_text("\n".join(rows) + "\n")
    return path


def cut(split, size):
    return split.images[:size], split.labels[:size]


@pytest.fixture
def spec(user_folder):
    classes = load("fashion_mnist").spec.classes
    return DatasetSpec("cut", "A cut", "Small.", classes, True, "MIT", "Kaggle", user_folder / "cut")


@pytest.fixture
def train_csv(tmp_path):
    return write_csv(tmp_path / "train.csv", *cut(load("fashion_mnist").train, 200))


@pytest.fixture
def test_csv(tmp_path):
    return write_csv(tmp_path / "test.csv", *cut(load("fashion_mnist").test, 50))


def test_round_trip(spec, train_csv, test_csv):
    assert import_kaggle_csv(train_csv, test_csv, spec) == spec
    assert specs()["cut"] == spec
    dataset, original = load("cut"), load("fashion_mnist")
    assert np.array_equal(dataset.test.images, original.test.images[:50])
    assert np.array_equal(dataset.test.labels, original.test.labels[:50])
    assert np.array_equal(dataset.train.images, original.train.images[dataset.train.source_indices])
    assert dataset.sizes["train"] + dataset.sizes["validation"] == 200
    assert [path.name for path in spec.folder.parent.iterdir()] == ["cut"]


def test_pixels_counted_from_zero_with_byte_order_mark(spec, train_csv, tmp_path):
    header = ["\ufefflabel", *(f"pixel{i}" for i in range(784))]
    test_csv = write_csv(tmp_path / "test.csv", *cut(load("fashion_mnist").test, 20), header)
    import_kaggle_csv(train_csv, test_csv, spec)
    assert load("cut").sizes["test"] == 20


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("label,", "class,", "line 1: expected the header label,pixel1"),
        ("label,pixel1,", "label,", "line 1: expected the header"),
        ("\n9,", "\n10,", "line 2: the label 10 has no class; labels go from 0 to 9"),
        ("\n9,", "\n-9,", "line 2: every value must be a whole number from 0 to 255, found '-9'"),
        ("\n9,0,", "\n9,256,", "line 2: every value must be a whole number from 0 to 255"),
        ("\n9,0,", "\n9,0.5,", "line 2: every value must be a whole number from 0 to 255"),
        ("\n9,0,", "\n9,,", "line 2: every value must be a whole number from 0 to 255"),
        ("\n9,0,", "\n9,", "line 2: expected 785 values, found 784"),
        ("\n2,", "\n2,0,", "line 3: expected 785 values, found 786"),
    ],
)
def test_wrong_line_is_named(spec, train_csv, test_csv, old, new, expected):
    text = test_csv.read_text()
    assert old in text
    test_csv.write_text(text.replace(old, new, 1))
    with pytest.raises(DatasetError, match=f"test.csv, {expected}"):
        import_kaggle_csv(train_csv, test_csv, spec)
    assert list(spec.folder.parent.iterdir()) == []


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "line 1: expected the header .* found nothing"),
        (b"\xff\xd8\xff\xe0", "is not a CSV file"),
        (",".join(["label", *PIXELS]).encode(), "has a header but no images"),
    ],
)
def test_file_without_images(spec, train_csv, test_csv, content, expected):
    test_csv.write_bytes(content)
    with pytest.raises(DatasetError, match=f"test.csv.*{expected}"):
        import_kaggle_csv(train_csv, test_csv, spec)


def test_missing_file(spec, train_csv, tmp_path):
    with pytest.raises(DatasetError, match=r"nowhere.csv cannot be read: No such file"):
        import_kaggle_csv(train_csv, tmp_path / "nowhere.csv", spec)


def test_sizes_that_differ(spec, train_csv, tmp_path):
    test_csv = write_csv(tmp_path / "test.csv", np.zeros((2, 2, 2), int), [0, 1], ["label", *PIXELS[:4]])
    with pytest.raises(DatasetError, match=r"images 28 pixels wide but .*test.csv 2"):
        import_kaggle_csv(train_csv, test_csv, spec)


def test_class_without_training_images(spec, tmp_path):
    train_csv = write_csv(tmp_path / "train.csv", np.zeros((2, 2, 2), int), [0, 0], ["label", *PIXELS[:4]])
    with pytest.raises(DatasetError, match="'Trouser' has too few training images, 0"):
        import_kaggle_csv(train_csv, train_csv, spec)


def test_existing_folder_is_left_alone(spec, train_csv, test_csv):
    spec.folder.mkdir()
    with pytest.raises(DatasetError, match="exists already"):
        import_kaggle_csv(train_csv, test_csv, spec)
    assert list(spec.folder.iterdir()) == []


def test_folder_named_otherwise(train_csv, test_csv, tmp_path):
    classes = (ClassInfo("a", ""), ClassInfo("b", ""))
    spec = DatasetSpec("cut", "A cut", "", classes, True, "", "", tmp_path / "other")
    with pytest.raises(DatasetError, match="must be named like the dataset, 'cut'"):
        import_kaggle_csv(train_csv, test_csv, spec)


def test_disk_that_refuses(spec, train_csv, test_csv):
    spec.folder.parent.rmdir()
    spec.folder.parent.write_text("a file where the folder should be")
    with pytest.raises(StorageError, match="cannot be written"):
        import_kaggle_csv(train_csv, test_csv, spec)
