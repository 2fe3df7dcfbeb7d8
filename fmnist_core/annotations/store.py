"""The annotations of one dataset, in one file that any number of people may change at once."""

import json
from collections.abc import Callable, Generator, Iterable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from fmnist_core import paths
from fmnist_core.annotations.annotation import Annotation, clean_tags
from fmnist_core.datasets import SPLITS
from fmnist_core.errors import AnnotationError, StorageError
from fmnist_core.runs.files import replacing, storage
from fmnist_core.spreadsheet import csv_file

FORMAT = 1
PATIENCE = 10  # seconds to wait for others who write; each takes milliseconds
Sample = tuple[str, int]


@dataclass(frozen=True)
class AnnotationStore:
    """The annotations of one dataset: `<artifacts>/annotations/<dataset>.json`.

    They stand in the user's folder and not in the dataset's own, because a dataset that ships with the
    project is tracked by git and may be read-only. They belong to the dataset all the same: every run and
    every visitor sees the same ones.

    Writers take turns through a lock of the system and read the file anew when it is their turn, and the file
    is replaced at once. So of two who write at the same time both are kept, and a reader needs no lock.

    Attributes:
        dataset: name of the dataset.
    """

    dataset: str

    @property
    def path(self) -> Path:
        """The file (it need not exist yet)."""
        return paths.artifacts_dir() / "annotations" / f"{self.dataset}.json"

    def version(self) -> tuple[int, int, int]:
        """Return what changes with each write: zeros where nothing is stored."""
        try:
            state = self.path.stat()
        except OSError:
            return 0, 0, 0
        return state.st_mtime_ns, state.st_ino, state.st_size

    def all(self) -> dict[Sample, Annotation]:
        """Return what is stored, by sample, in the order of splits and indices.

        Raises:
            AnnotationError: the file is there but cannot be read.
        """
        try:
            stored = json.loads(self.path.read_text(encoding="utf-8"))
            if stored["format"] != FORMAT:
                raise ValueError(f"its format is {stored['format']!r}, this version reads {FORMAT}")
            found = [Annotation.from_dict(values) for values in stored["annotations"]]
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, KeyError, TypeError, AnnotationError) as error:
            raise AnnotationError(
                f"The annotations of {self.dataset} cannot be read ({error}). Nothing is written to them "
                f"until {self.path} is mended or moved away."
            ) from error
        return {annotation.sample: annotation for annotation in found}

    def get(self, split: str, index: int) -> Annotation:
        """Return the annotation of a sample; an empty one where there is none.

        Raises:
            AnnotationError: there can be no such sample, or the file cannot be read.
        """
        return self.all().get((split, index)) or Annotation(split, index)

    def set(self, annotation: Annotation) -> Annotation:
        """Store an annotation in place of the one that the sample has; an empty one removes it.

        Returns:
            What is stored now, with the time.

        Raises:
            AnnotationError: the file cannot be read, or this installation is read-only.
            StorageError: the disk refused, or somebody else writes without end.
        """
        return self._write([annotation.sample], lambda _: annotation)[0]

    def change(
        self,
        samples: Iterable[Sample],
        *,
        verdict: str | None = None,
        add_tags: Iterable[str] = (),
        remove_tags: Iterable[str] = (),
        note: str | None = None,
        seen_note: str = "",
    ) -> list[Annotation]:
        """Change some parts of the annotations of some samples; the other parts stay as others wrote them.

        Args:
            samples: (split, index) of each.
            verdict: the new one, "" for none; None leaves it.
            add_tags: tags to add.
            remove_tags: tags to take away.
            note: the new one, "" for none; None leaves it.
            seen_note: the note that `note` was written over. Where another one is stored by now, it is kept
                and the new one is written below it.

        Returns:
            What is stored now, one for each sample.

        Raises:
            AnnotationError: a value is impossible, the file cannot be read, or this installation is
                read-only.
            StorageError: the disk refused, or somebody else writes without end.
        """
        added, removed = clean_tags(tuple(add_tags)), set(clean_tags(tuple(remove_tags)))

        def changed(old: Annotation) -> Annotation:
            return replace(
                old,
                verdict=old.verdict if verdict is None else verdict,
                tags=(*(tag for tag in old.tags if tag not in removed), *added),
                note=old.note if note is None else _merged(old.note, seen_note.strip(), note.strip()),
            )

        return self._write(list(samples), changed)

    def to_csv(self, describe: Callable[[Annotation], Mapping[str, object]] | None = None) -> bytes:
        """Return all annotations as CSV with a heading; several tags in one field are parted by "; ".

        Args:
            describe: says more about a sample: a value for each further column.

        Raises:
            AnnotationError: the file cannot be read.
        """
        rows = []
        for each in self.all().values():
            row = each.to_dict() | {"tags": "; ".join(each.tags)}
            rows.append(row | dict(describe(each) if describe else {}))
        columns = list(rows[0]) if rows else list(Annotation("test", 0).to_dict())
        return csv_file([columns, *([row[column] for column in columns] for row in rows)])

    def _write(self, samples: list[Sample], change: Callable[[Annotation], Annotation]) -> list[Annotation]:
        if paths.read_only():
            raise AnnotationError(
                "This installation is read-only (FMNIST_READ_ONLY=1): it shows annotations but changes none."
            )
        now = datetime.now(UTC).isoformat(timespec="milliseconds")
        with _turn(self.path):
            stored = self.all()
            new = [_dated(stored.get(each) or Annotation(*each), change, now) for each in samples]
            stored |= {each.sample: each for each in new}
            kept = [stored[each] for each in sorted(stored, key=_place) if not stored[each].empty]
            with replacing(self.path) as temporary:
                temporary.write_text(_text(kept), encoding="utf-8")
        return new


@contextmanager
def _turn(path: Path) -> Generator[None]:
    """Wait until nobody else writes."""
    with storage(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(path.with_suffix(".lock"), timeout=PATIENCE)
        try:
            lock.acquire()
        except Timeout as error:
            raise StorageError(
                f"Somebody has been writing {path} for {PATIENCE} seconds. Try again in a moment."
            ) from error
    try:
        yield
    finally:
        lock.release()


def _text(annotations: Iterable[Annotation]) -> str:
    """Return the file's content: JSON with one annotation a line."""
    lines = ",\n".join(json.dumps(each.to_dict()) for each in annotations)
    return f'{{"format": {FORMAT}, "annotations": [\n{lines}\n]}}\n'


def _dated(old: Annotation, change: Callable[[Annotation], Annotation], now: str) -> Annotation:
    """Return the changed annotation with the time, unless nothing has changed."""
    new = replace(change(old), changed=old.changed)
    return new if new == old else replace(new, changed=now)


def _merged(stored: str, seen: str, new: str) -> str:
    """Return the new note, below the stored one where that is another than the writer has seen."""
    if stored in ("", seen, new):
        return new
    return f"{stored}\n{new}" if new else stored


def _place(sample: Sample) -> tuple[int, int]:
    return SPLITS.index(sample[0]), sample[1]
