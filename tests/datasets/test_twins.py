"""Test images with a near twin among the training images, and the lists of them that ship."""

import importlib.util
import tracemalloc
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from fmnist_core.datasets import load, specs, twins_of
from fmnist_core.datasets.twins import TWINS_FILE
from fmnist_core.errors import DatasetError

BUNDLED = ("fashion_mnist", "mnist")
SCRIPT = Path(__file__).resolve().parents[2] / "tools" / "find_twins.py"


def correlation(dataset, twin):
    image = dataset.test.images[twin.index]
    other = dataset.split(twin.split).images[twin.twin_index]
    return np.corrcoef(image.ravel(), (other[:, ::-1] if twin.mirrored else other).ravel())[0, 1]


@pytest.mark.parametrize("name", BUNDLED)
def test_listed_pairs_look_alike(name):
    dataset = load(name)
    twins = twins_of(dataset.spec)
    correlations = [correlation(dataset, twin) for twin in twins]
    assert min(correlations) >= 0.85 - 1e-6
    assert np.median(correlations) > 0.95
    assert min(twin.similarity for twin in twins) >= 0.7
    indices = [twin.index for twin in twins]
    assert indices == sorted(set(indices))


def test_the_first_among_twins_is_the_same_picture():
    dataset = load("fashion_mnist")
    closest = max(twins_of(dataset.spec), key=lambda twin: twin.similarity)
    twin = dataset.split(closest.split).images[closest.twin_index].astype(int)
    assert np.abs(dataset.test.images[closest.index] - twin).max() < 10


def test_mirror_twins_are_better_twins_in_the_mirror():
    dataset = load("fashion_mnist")
    mirrored = [twin for twin in twins_of(dataset.spec) if twin.mirrored]
    assert len(mirrored) > 20
    gains = [
        correlation(dataset, each) - correlation(dataset, replace(each, mirrored=False)) for each in mirrored
    ]
    assert np.mean(np.array(gains) > 0) > 0.8  # whitened they all are; raw, the outline of trousers hides it
    assert not any(twin.mirrored for twin in twins_of(specs()["mnist"]))


def test_a_twin_may_be_in_either_part_of_the_training_file():
    found = twins_of(specs()["fashion_mnist"])
    assert {twin.split for twin in found} == {"train", "validation"}


def test_a_dataset_that_nobody_has_searched_has_no_list(drop_in):
    drop_in("shapes")
    assert twins_of(specs()["shapes"]) is None


@pytest.mark.parametrize(
    "content", ["", "[]", '{"twins": [[1, "train"]]}', '{"twins": [[1, "test", 2, true, 1.0]]}']
)
def test_a_broken_list_says_what_to_do(drop_in, content):
    folder = drop_in("shapes")
    (folder / TWINS_FILE).write_text(content)
    with pytest.raises(DatasetError, match=r"shapes/twins.json cannot be read .*find_twins.py"):
        twins_of(specs()["shapes"])


def test_the_most_similar_are_found_block_by_block(monkeypatch):
    spec = importlib.util.spec_from_file_location("find_twins", SCRIPT)
    find_twins = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(find_twins)
    monkeypatch.setattr(find_twins, "BLOCK", 30)
    rng = np.random.default_rng(0)
    others = rng.integers(0, 256, (4000, 4, 4)).astype(np.uint8)
    queries = np.clip(others[:500] + rng.normal(0, 25, (500, 4, 4)), 0, 255).astype(np.uint8)
    whiten = find_twins.whitener(others)
    tracemalloc.start()
    similarity, position = find_twins.most_similar(queries, others, whiten)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    correlations = np.corrcoef(queries.reshape(500, -1), others.reshape(4000, -1))[:500, 500:]
    everything = np.where(correlations < 0.85, -1, whiten(queries) @ whiten(others).T)
    np.testing.assert_allclose(similarity, everything.max(axis=1), rtol=1e-4)
    np.testing.assert_array_equal(position, everything.argmax(axis=1))
    assert (similarity.dtype, position.dtype) == (np.float32, np.int64)
    assert peak < 6 * 30 * 4000 * 4  # bytes; all blocks together take 17 times as much as one
