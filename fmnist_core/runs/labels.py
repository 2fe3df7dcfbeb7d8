"""What people call a run and say of it: a file beside the run's own, which are never written again."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

from filelock import FileLock

from fmnist_core.errors import ConfigError, RunCorruptError
from fmnist_core.runs.files import read_json, storage, write_json

LONGEST_NAME = 80
LONGEST_NOTE = 2_000
LONGEST_TAG = 30
MOST_TAGS = 12
_FILE = "labels.json"
_LOCK = "labels.lock"


@dataclass(frozen=True)
class Labels:
    """A name, a note and tags.

    Attributes:
        name: one line of up to 80 characters; empty where the run keeps the name that it was trained under.
        note: up to 2,000 characters.
        tags: up to 12 single words or phrases of up to 30 characters, without a comma, each once, in order.

    Raises:
        ConfigError: one of them is too long or of the wrong kind.
    """

    name: str = ""
    note: str = ""
    tags: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _line("name", self.name, LONGEST_NAME)
        if not isinstance(self.note, str) or len(self.note) > LONGEST_NOTE:
            raise ConfigError(f"note should be a text of at most {LONGEST_NOTE:,} characters.")
        if len(self.tags) > MOST_TAGS:
            raise ConfigError(f"A run can have {MOST_TAGS} tags. Received: {len(self.tags)}.")
        for tag in self.tags:
            _line("a tag", tag, LONGEST_TAG)
            if not tag.strip() or "," in tag:
                raise ConfigError(f"A tag should be some words without a comma. Received: {tag!r}.")

    @classmethod
    def of(cls, name: str = "", note: str = "", tags: Iterable[str] = ()) -> Self:
        """Build labels from what people type: a comma parts tags; empty and repeated ones are left out."""
        words = (word.strip() for tag in tags for word in tag.split(","))
        return cls(name.strip(), note.strip(), tuple(dict.fromkeys(tag for tag in words if tag)))


def read_labels(folder: Path) -> Labels:
    """Return the labels in a run's folder; none where there is no file, or where it cannot be read."""
    path = folder / _FILE
    if not path.is_file():
        return Labels()
    try:
        values: dict[str, Any] = read_json(path)
        return Labels(values.get("name", ""), values.get("note", ""), tuple(values.get("tags", ())))
    except (RunCorruptError, ConfigError, TypeError):
        return Labels()  # they are a remark on the run, not a part of it: nothing else should fail for them


def change_labels(folder: Path, **changes: Any) -> Labels:  # noqa: ANN401
    """Change some of the labels in a run's folder and return all; what another process writes is kept.

    Args:
        folder: of the run.
        changes: any of name, note and tags.

    Raises:
        ConfigError: a value is too long or of the wrong kind.
        StorageError: the disk refused.
    """
    with storage(folder), FileLock(folder / _LOCK):
        labels = Labels.of(**(asdict(read_labels(folder)) | changes))
        write_json(folder / _FILE, asdict(labels), make_folder=False)
    return labels


def _line(what: str, value: object, longest: int) -> None:
    if not isinstance(value, str) or len(value) > longest or not value.isprintable():
        raise ConfigError(f"{what} should be one line of at most {longest} characters. Received: {value!r}.")
