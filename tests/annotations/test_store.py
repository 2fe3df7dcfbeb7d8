import csv
import io
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from fmnist_core.annotations import Annotation, AnnotationStore
from fmnist_core.errors import AnnotationError, StorageError

WRITER = """
import sys
from fmnist_core.annotations import AnnotationStore
store, me = AnnotationStore("fashion_mnist"), sys.argv[1]
for index in range(15):
    store.change([("test", index)], add_tags=[me])
"""


@pytest.fixture
def store(artifacts):
    return AnnotationStore("fashion_mnist")


def test_what_is_set_is_there_for_everybody_and_only_there(store):
    assert store.get("test", 3) == Annotation("test", 3)
    stored = store.set(Annotation("test", 3, "ambiguous", ("sole",), "Two shoes?"))
    assert AnnotationStore("fashion_mnist").get("test", 3) == stored
    assert stored.changed
    assert not store.get("train", 3).changed
    assert AnnotationStore("mnist").all() == {}


def test_an_empty_annotation_leaves_the_file(store):
    store.set(Annotation("test", 3, "keep"))
    store.set(Annotation("test", 3))
    assert store.all() == {}


def test_a_change_leaves_the_rest_alone(store):
    store.set(Annotation("test", 3, "keep", ("a", "b"), "n"))
    store.change([("test", 3), ("validation", 1)], add_tags=["c"], remove_tags=["a"])
    assert store.get("test", 3).tags == ("b", "c")
    assert store.get("test", 3).verdict == "keep"
    assert store.get("test", 3).note == "n"
    assert store.get("validation", 1).tags == ("c",)
    assert list(store.all()) == [("validation", 1), ("test", 3)]


def test_a_change_that_changes_nothing_keeps_the_time(store):
    before = store.set(Annotation("test", 3, "keep"))
    assert store.change([("test", 3)], verdict="keep") == [before]


@pytest.mark.parametrize(
    ("stored", "seen", "new", "result"),
    [
        ("", "", "mine", "mine"),
        ("seen", "seen", "mine", "mine"),
        ("theirs", "", "mine", "theirs\nmine"),
        ("theirs", "seen", "", "theirs"),
        ("mine", "", "mine", "mine"),
        ("seen", "seen", "", ""),
    ],
)
def test_a_note_written_meanwhile_is_kept(store, stored, seen, new, result):
    store.set(Annotation("test", 3, "keep", note=stored))
    store.change([("test", 3)], note=new, seen_note=seen)
    assert store.get("test", 3).note == result


def test_threads_that_write_at_once_lose_nothing(store):
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: store.change([("test", n % 10)], add_tags=[f"t{n}"]), range(80)))
    assert {sample: len(each.tags) for sample, each in store.all().items()} == {
        ("test", n): 8 for n in range(10)
    }


def test_processes_that_write_at_once_lose_nothing(store):
    root = Path(__file__).parents[2]
    writers = [subprocess.Popen([sys.executable, "-c", WRITER, name], cwd=root) for name in ("ann", "bob")]
    while any(writer.poll() is None for writer in writers):
        store.all()  # never half a file
    assert [writer.returncode for writer in writers] == [0, 0]
    assert {each.tags for each in store.all().values()} == {("ann", "bob")}
    assert len(store.all()) == 15
    assert {path.name for path in store.path.parent.iterdir()} <= {store.path.name, "fashion_mnist.lock"}


def test_each_write_is_another_version(store):
    versions = [store.version()]
    for verdict in ("keep", "ambiguous", "keep"):
        store.set(Annotation("test", 3, verdict))
        versions.append(store.version())
    assert len(set(versions)) == 4


def test_csv(store):
    def rows(file):
        return list(csv.reader(io.StringIO(file.decode("utf-8-sig"), newline="")))

    assert rows(store.to_csv()) == [["split", "index", "verdict", "tags", "note", "changed"]]
    store.set(Annotation("test", 3, "keep", ("a", "b, c"), '=He said "no",\nthen yes'))
    heading, values = rows(store.to_csv(lambda each: {"label": f"number {each.index}"}))
    row = dict(zip(heading, values, strict=True))
    assert row.pop("changed")
    assert row == {
        "split": "test",
        "index": "3",
        "verdict": "keep",
        "tags": "a; b, c",
        "note": '\'=He said "no",\nthen yes',
        "label": "number 3",
    }


@pytest.mark.parametrize("content", ["", "{", "[]", '{"format": 2, "annotations": []}', '{"format": 1}'])
def test_a_file_that_cannot_be_read_is_left_as_it_is(store, content):
    store.path.parent.mkdir(parents=True)
    store.path.write_text(content)
    with pytest.raises(AnnotationError, match=r"cannot be read .* until .* is mended or moved away"):
        store.set(Annotation("test", 3, "keep"))
    assert store.path.read_text() == content


def test_where_nothing_may_be_written_annotations_are_shown_only(store, monkeypatch):
    store.set(Annotation("test", 3, "keep"))
    monkeypatch.setenv("FMNIST_READ_ONLY", "1")
    assert store.get("test", 3).verdict == "keep"
    version = store.version()
    with pytest.raises(AnnotationError, match="read-only"):
        store.change([("test", 3)], verdict="")
    assert store.version() == version


def test_a_disk_that_refuses_gets_a_sentence(artifacts, store):
    artifacts.mkdir()
    (artifacts / "annotations").write_text("a file where the folder should be")
    with pytest.raises(StorageError, match="Cannot write"):
        store.set(Annotation("test", 3, "keep"))
