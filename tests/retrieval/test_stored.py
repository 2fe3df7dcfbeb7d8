"""Where the embeddings of a run come from; a fake classifier stands at the edge instead of Keras."""

import json
import logging
import os
import sys
from types import ModuleType

import numpy as np
import pytest

from fmnist_core import datasets
from fmnist_core.retrieval import EmbeddingIndex, Embeddings, compute_embeddings, save_embeddings
from fmnist_core.retrieval.stored import FILE_NAME, cache_path, is_stored
from fmnist_core.runs import Run


class FakeClassifier:
    """Embeds an image as four of its pixels, and counts how often it was loaded."""

    loaded = 0

    @classmethod
    def load(cls, run):
        cls.loaded += 1
        assert run.dataset == "mnist"
        return cls()

    def embed(self, images):
        return images.reshape(len(images), -1)[:, 400:404].astype(np.float32)


@pytest.fixture
def classifier(monkeypatch):
    module = ModuleType("fmnist_core.inference")
    module.Classifier = type("Classifier", (FakeClassifier,), {})
    monkeypatch.setitem(sys.modules, "fmnist_core.inference", module)
    return module.Classifier


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.setenv("FMNIST_ARTIFACTS", str(tmp_path))
    folder = tmp_path / "runs" / "some-run"
    folder.mkdir(parents=True)
    (folder / "config.json").write_text(json.dumps({"format": 1, "training": {"dataset": "mnist"}}))
    (folder / "model.keras").touch()
    return Run(folder)


def one_sample(label):
    return Embeddings(np.ones((1, 4)), ["test"], [0], [label])


def all_samples(labels_of=datasets.SPLITS):
    """Embeddings of all of MNIST that the fake classifier would not make."""
    labels = {name: datasets.load("mnist").labels(name) for name in labels_of}
    return Embeddings.joined([(name, np.ones((len(each), 4)), each) for name, each in labels.items()])


def test_embeddings_in_the_run_are_used(run, classifier):
    save_embeddings(run.folder / FILE_NAME, one_sample(label=7))
    index = EmbeddingIndex.load(run)
    assert len(index.embeddings) == 1
    assert index.nearest(np.ones(4))[0].label == 7
    assert classifier.loaded == 0


@pytest.mark.parametrize("other", [one_sample(label=3), Embeddings(np.ones((1, 4)), ["test"], [10_000], [7])])
def test_embeddings_of_other_images_in_the_run_are_not_used(run, classifier, other):
    save_embeddings(run.folder / FILE_NAME, other)
    assert len(EmbeddingIndex.load(run).embeddings) == 70_000


def test_all_samples_of_the_three_splits_are_embedded(run, classifier):
    embeddings = compute_embeddings(run)
    dataset = datasets.load("mnist")
    assert len(embeddings) == 70_000
    for name in ("train", "validation", "test"):
        split, rows = dataset.split(name), embeddings.splits == name
        np.testing.assert_array_equal(embeddings.labels[rows], split.labels)
        np.testing.assert_array_equal(embeddings.indices[rows], np.arange(len(split.labels)))
        np.testing.assert_array_equal(embeddings.vectors[rows], FakeClassifier().embed(split.images))


def test_what_is_computed_is_kept_for_the_next_time(run, classifier):
    first, second = EmbeddingIndex.load(run), EmbeddingIndex.load(run)
    assert classifier.loaded == 1
    assert cache_path(run).is_file()
    assert not (run.folder / FILE_NAME).exists()
    np.testing.assert_array_equal(first.embeddings.labels, second.embeddings.labels)


def test_a_cache_older_than_the_model_is_not_used(run, classifier):
    save_embeddings(cache_path(run), one_sample(label=3))
    os.utime(cache_path(run), (1, 1))
    assert len(EmbeddingIndex.load(run).embeddings) == 70_000


def test_what_was_computed_with_weights_that_are_replaced_meanwhile_is_not_used(run, classifier):
    embed = classifier.embed

    def trained_meanwhile(self, images):
        later = run.network_written + 1_000_000_000
        os.utime(run.model_path, ns=(later, later))
        return embed(self, images)

    classifier.embed = trained_meanwhile
    EmbeddingIndex.load(run)
    assert not is_stored(run)


def test_the_cache_serves_a_run_without_its_model(run, classifier):
    run.model_path.unlink()
    save_embeddings(cache_path(run), all_samples())
    np.testing.assert_array_equal(EmbeddingIndex.load(run).embeddings.vectors, 1)


@pytest.mark.parametrize("change", ["fewer", "more", "relabelled"])
def test_a_cache_of_other_images_under_the_datasets_name_is_not_used(change, run, classifier):
    cached = all_samples()
    if change == "relabelled":
        cached.labels[0] = (cached.labels[0] + 1) % 10
    elif change == "more":  # in the dataset than were embedded
        cached = all_samples(("train", "validation"))
    else:
        parts = [(name, np.ones((60_000, 4)), np.zeros(60_000, int)) for name in datasets.SPLITS]
        cached = Embeddings.joined(parts)
    save_embeddings(cache_path(run), cached)
    found = EmbeddingIndex.load(run).embeddings
    assert len(found) == 70_000
    assert not (found.vectors == 1).all()
    assert classifier.loaded == 1
    np.testing.assert_array_equal(EmbeddingIndex.load(run).embeddings.labels, found.labels)
    assert classifier.loaded == 1  # what was computed has taken the old one's place


def test_broken_files_are_computed_again(run, classifier, caplog):
    (run.folder / FILE_NAME).write_bytes(b"half a file")
    with caplog.at_level(logging.WARNING):
        assert len(EmbeddingIndex.load(run).embeddings) == 70_000
    assert "some-run/embeddings.npz cannot be read" in caplog.text


def test_a_disk_that_refuses_does_not_stop_it(run, classifier, caplog):
    (run.folder.parent.parent / "cache").touch()  # a file where the folder should be
    with caplog.at_level(logging.WARNING):
        assert len(EmbeddingIndex.load(run).embeddings) == 70_000
    assert "are not kept: Cannot write" in caplog.text
