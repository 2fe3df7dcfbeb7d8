import numpy as np
import pytest

from fmnist_core.errors import RunCorruptError, StorageError
from fmnist_core.retrieval import EmbeddingIndex, Embeddings, load_embeddings, save_embeddings


def drawn_embeddings(size=3000, dimensions=32):
    """As after a ReLU: ten clusters, many zeros, one dimension that never fires."""
    random = np.random.default_rng(0)
    labels = random.integers(0, 10, size)
    vectors = random.normal(size=(10, dimensions))[labels] * 2 + random.normal(size=(size, dimensions))
    vectors = np.maximum(vectors, 0).astype(np.float32)
    vectors[:, 5] = 0
    half = size // 2
    return Embeddings.joined(
        [("train", vectors[:half], labels[:half]), ("test", vectors[half:], labels[half:])]
    )


@pytest.fixture
def saved(tmp_path):
    embeddings, path = drawn_embeddings(), tmp_path / "some-run" / "embeddings.npz"
    save_embeddings(path, embeddings)
    return embeddings, path


def test_round_trip_keeps_samples_and_bounds_the_error(saved):
    embeddings, path = saved
    loaded = load_embeddings(path)
    for name in ("splits", "indices", "labels"):
        np.testing.assert_array_equal(getattr(loaded, name), getattr(embeddings, name))
    half_a_step = np.ptp(embeddings.vectors, axis=0) / 255 / 2
    assert (np.abs(loaded.vectors - embeddings.vectors) <= half_a_step * 1.001).all()
    assert loaded.vectors.dtype == np.float32
    assert (loaded.vectors[:, 5] == 0).all()


def test_one_byte_a_number_hardly_changes_the_ranks(saved):
    embeddings, path = saved
    before, after = EmbeddingIndex(embeddings), EmbeddingIndex(load_embeddings(path))
    queries = embeddings.vectors[:200]
    shared = [
        len({(n.split, n.index) for n in exact} & {(n.split, n.index) for n in stored})
        for exact, stored in zip(
            before.nearest_each(queries, 10), after.nearest_each(queries, 10), strict=True
        )
    ]
    assert np.mean(shared) > 9.7


def test_the_file_is_small_and_alone(saved):
    embeddings, path = saved
    assert path.stat().st_size < embeddings.vectors.nbytes / 3
    assert [file.name for file in path.parent.iterdir()] == ["embeddings.npz"]


def test_the_same_embeddings_give_the_same_bytes(saved, tmp_path):
    embeddings, path = saved
    save_embeddings(tmp_path / "again.npz", embeddings)
    assert (tmp_path / "again.npz").read_bytes() == path.read_bytes()


def spoil(path, how):
    content = path.read_bytes()
    if how == "missing":
        path.unlink()
    elif how == "empty":
        path.write_bytes(b"")
    elif how == "truncated":
        path.write_bytes(content[: len(content) // 2])
    elif how == "altered":
        middle = len(content) // 4
        path.write_bytes(content[:middle] + bytes(200) + content[middle + 200 :])
    elif how == "text":
        path.write_text("not an archive")
    elif how == "single array":
        np.save(path.with_suffix(".npy"), np.zeros(3))
        path.with_suffix(".npy").rename(path)
    elif how == "other arrays":
        np.savez(path, something=np.zeros(3))
    elif how == "pickled":
        np.savez(path, vectors=np.array([{}], dtype=object), scale=0, offset=0)
    elif how == "shapes":
        np.savez(path, **(dict(np.load(path)) | {"labels": np.zeros(4)}))
    elif how == "unknown split":
        np.savez(path, **(dict(np.load(path)) | {"split_names": np.array(["test"])}))


@pytest.mark.parametrize(
    "how",
    ["missing", "empty", "truncated", "altered", "text", "single array", "other arrays", "pickled", "shapes",
     "unknown split"],
)  # fmt: skip
def test_a_broken_file_is_named(saved, how):
    _, path = saved
    spoil(path, how)
    with pytest.raises(RunCorruptError, match=r"some-run/embeddings\.npz cannot be read"):
        load_embeddings(path)


def test_a_disk_that_refuses_is_a_storage_error(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(StorageError, match="Cannot write"):
        save_embeddings(tmp_path / "file" / "embeddings.npz", drawn_embeddings(20))
