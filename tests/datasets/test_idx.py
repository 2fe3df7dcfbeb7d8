"""Files that are not what they should be: each error names the file, what was found and what would do."""

import gzip
import struct

import numpy as np
import pytest

from fmnist_core.datasets import load, problems, specs
from fmnist_core.errors import DatasetError

TRAIN_IMAGES, TRAIN_LABELS = "train-images-idx3-ubyte", "train-labels-idx1-ubyte"
TEST_IMAGES, TEST_LABELS = "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"


def only_problem():
    assert list(specs()) == ["fashion_mnist", "mnist"]
    (sentence,) = problems()
    return sentence


@pytest.mark.parametrize("packed", [True, False])
def test_gzipped_and_plain_files_read_alike(drop_in, shapes, packed):
    drop_in(packed=packed)
    dataset = load("shapes")
    assert dataset.image_shape == (5, 4)
    assert np.array_equal(dataset.test.images, shapes[TEST_IMAGES])
    assert np.array_equal(dataset.test.labels, shapes[TEST_LABELS])
    assert np.array_equal(dataset.train.images, shapes[TRAIN_IMAGES][dataset.train.source_indices])


def test_unpacked_file_that_kept_its_gz_name(drop_in):
    folder = drop_in()
    (folder / TEST_IMAGES).rename(folder / f"{TEST_IMAGES}.gz")
    assert len(load("shapes").test.images) == 9


def test_missing_file(drop_in):
    (drop_in() / TEST_LABELS).unlink()
    assert "shapes/t10k-labels-idx1-ubyte is missing" in only_problem()


def test_empty_file(drop_in):
    (drop_in() / TEST_IMAGES).write_bytes(b"")
    assert "shapes/t10k-images-idx3-ubyte is empty" in only_problem()


def test_empty_file_in_gzip(drop_in):
    (drop_in() / TEST_IMAGES).write_bytes(gzip.compress(b""))
    assert "it begins with nothing, expected 00 00 08 03" in only_problem()


def test_swapped_files(drop_in):
    folder = drop_in()
    (folder / TRAIN_LABELS).rename(folder / "other")
    (folder / TRAIN_IMAGES).rename(folder / TRAIN_LABELS)
    (folder / "other").rename(folder / TRAIN_IMAGES)
    sentence = only_problem()
    assert "train-images-idx3-ubyte holds labels (magic number 2049) where images (2051) belong" in sentence


def test_file_of_another_kind(drop_in):
    (drop_in() / TRAIN_IMAGES).write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    assert "is not an IDX file of images: it begins with 89 50 4e 47" in only_problem()


def test_header_cut_short(drop_in):
    (drop_in() / TRAIN_IMAGES).write_bytes(bytes([0, 0, 8, 3, 0, 0, 0]))
    assert "ends within its header, after 7 bytes" in only_problem()


def test_no_images(drop_in):
    drop_in(arrays={TEST_IMAGES: np.zeros((0, 5, 4)), TEST_LABELS: np.zeros(0)})
    assert "t10k-images-idx3-ubyte holds no images (size 0 x 5 x 4)" in only_problem()


def test_header_that_promises_the_moon(drop_in):
    header = struct.pack(">4I", 0x803, *[2**32 - 1] * 3)
    (drop_in() / TRAIN_IMAGES).write_bytes(header + bytes(50))
    assert "more than the limit" in only_problem()


def test_images_and_labels_differ_in_number(drop_in):
    drop_in(arrays={TRAIN_LABELS: np.arange(35) % 3})
    assert "holds 36 images but train-labels-idx1-ubyte 35 labels" in only_problem()


def test_train_and_test_images_differ_in_size(drop_in):
    drop_in(arrays={TEST_IMAGES: np.zeros((9, 6, 4))})
    assert "'shapes' are 5 x 4 pixels but the test images 6 x 4" in only_problem()


def test_damaged_gzip_header(drop_in):
    (drop_in(packed=True) / f"{TEST_IMAGES}.gz").write_bytes(b"\x1f\x8bnot really")
    assert "t10k-images-idx3-ubyte.gz is a damaged gzip file" in only_problem()


@pytest.mark.parametrize("change", [lambda content: content[:-7], lambda content: content + b"\0"])
@pytest.mark.parametrize("packed", [True, False])
def test_wrong_length(drop_in, change, packed):
    folder = drop_in()
    content = change((folder / TRAIN_IMAGES).read_bytes())
    (folder / TRAIN_IMAGES).write_bytes(gzip.compress(content) if packed else content)
    with pytest.raises(
        DatasetError, match=r"train-images-idx3-ubyte promises 720 bytes of data but holds (only 713|more)"
    ):
        load("shapes").train  # noqa: B018 - reading is what fails


def test_truncated_gzip(drop_in):
    path = drop_in(packed=True) / f"{TRAIN_IMAGES}.gz"
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(DatasetError, match=r"train-images-idx3-ubyte\.gz is a damaged gzip file"):
        load("shapes").train  # noqa: B018


def test_flipped_bit_in_gzip(drop_in):
    path = drop_in(packed=True) / f"{TRAIN_IMAGES}.gz"
    content = bytearray(path.read_bytes())
    content[-6] ^= 1  # in the checksum
    path.write_bytes(content)
    with pytest.raises(DatasetError, match="damaged gzip file"):
        load("shapes").train  # noqa: B018


def test_label_without_a_class(drop_in):
    labels = np.arange(9) % 3
    labels[4] = 7
    drop_in(arrays={TEST_LABELS: labels})
    with pytest.raises(
        DatasetError, match=r"t10k-labels-idx1-ubyte has the label 7 at position 4.*3 classes"
    ):
        load("shapes").test  # noqa: B018


def test_md5_that_does_not_fit(drop_in):
    drop_in(md5={TEST_IMAGES: "0" * 32})
    with pytest.raises(DatasetError, match="t10k-images-idx3-ubyte has the MD5"):
        load("shapes").test  # noqa: B018


def test_class_with_one_training_image(drop_in):
    labels = np.zeros(36)
    labels[:20], labels[20] = 1, 2
    drop_in(arrays={TRAIN_LABELS: labels})
    with pytest.raises(DatasetError, match="'shapes', the class 'star' has too few training images, 1; each"):
        load("shapes").validation  # noqa: B018


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"flips_allowed": None}, "lacks the key 'flips_allowed'"),
        ({"flips_allowed": "no"}, "has 'no' as 'flips_allowed'; it must be true or false"),
        ({"license": "MIT"}, "has the unknown key 'license'"),
        ({"classes": [{"name": "a"}]}, "has 1 classes"),
        ({"classes": [{"name": "a"}, {"name": "a"}]}, "need names that differ"),
        ({"classes": ["a", "b"]}, "has 'a' as class 0"),
        ({"name": "other"}, "says the name 'other'; it must be that of its folder"),
    ],
)
def test_dataset_json_with_a_mistake(drop_in, changes, expected):
    drop_in(**changes)
    assert expected in only_problem()


@pytest.mark.parametrize("content", [b"{", b"\xff\xfe", b"[" * 100_000])
def test_dataset_json_that_is_not_json(drop_in, content):
    (drop_in() / "dataset.json").write_bytes(content)
    assert "shapes/dataset.json is not valid JSON" in only_problem()
