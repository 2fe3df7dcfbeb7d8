"""What is known of a dataset before its images are read: `dataset.json`."""

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fmnist_core.errors import DatasetError

SPEC_FILE = "dataset.json"
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
_REQUIRED: dict[str, type] = {"name": str, "title": str, "classes": list, "flips_allowed": bool}
_OPTIONAL: dict[str, type] = {"description": str, "licence": str, "source": str, "md5": dict}
_WORDS: dict[type, str] = {str: "text", list: "a list", bool: "true or false", dict: "an object"}


@dataclass(frozen=True)
class ClassInfo:
    """A class of a dataset: its name and one sentence on what belongs to it."""

    name: str
    description: str


@dataclass(frozen=True)
class DatasetSpec:
    """A dataset without its images.

    Attributes:
        name: Lower-case identifier, also the name of its folder.
        title: Name as shown.
        description: One or two sentences; may be empty.
        classes: The classes in the order of their labels, two or more, all named differently.
        flips_allowed: Whether an image flipped left to right still shows its class (false for digits).
        licence: Licence of the data; may be empty.
        source: Where the data come from; may be empty.
        folder: Where the files are.
        md5: MD5 of the unpacked bytes of each file, by its name without `.gz`; a file left out is unchecked.

    Raises:
        DatasetError: The name or the classes are not as above.
    """

    name: str
    title: str
    description: str
    classes: tuple[ClassInfo, ...]
    flips_allowed: bool
    licence: str
    source: str
    folder: Path
    md5: dict[str, str] = field(default_factory=dict, hash=False, repr=False)

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name):
            raise DatasetError(
                f"The dataset name {self.name!r} does not fit; use up to 64 lower-case letters, digits, _, -."
            )
        names = self.class_names
        if not 2 <= len(names) <= 256:
            raise DatasetError(f"The dataset {self.name!r} has {len(names)} classes; it needs 2 to 256.")
        if len(set(names)) < len(names) or not all(name.strip() for name in names):
            raise DatasetError(
                f"The classes of the dataset {self.name!r} need names that differ and are not empty."
            )

    @property
    def class_names(self) -> tuple[str, ...]:
        """Names of the classes in the order of their labels."""
        return tuple(info.name for info in self.classes)


def read_spec(folder: Path) -> DatasetSpec:
    """Read the `dataset.json` of a folder.

    Raises:
        DatasetError: It is missing, is not JSON, or a key is missing, unknown or of the wrong type.
    """
    shown = f"{folder.name}/{SPEC_FILE}"
    try:
        values = json.loads((folder / SPEC_FILE).read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise DatasetError(f"{shown} is missing; it needs at least {', '.join(_REQUIRED)}.") from error
    except OSError as error:
        raise DatasetError(f"{shown} cannot be read: {error.strerror or error}.") from error
    except (ValueError, RecursionError) as error:
        raise DatasetError(f"{shown} is not valid JSON: {error}.") from error
    _check_keys(shown, values)
    if values["name"] != folder.name:
        raise DatasetError(
            f"{shown} says the name {values['name']!r}; it must be that of its folder, {folder.name!r}."
        )
    return DatasetSpec(
        name=values["name"],
        title=values["title"],
        description=values.get("description", ""),
        classes=tuple(_class_info(shown, number, entry) for number, entry in enumerate(values["classes"])),
        flips_allowed=values["flips_allowed"],
        licence=values.get("licence", ""),
        source=values.get("source", ""),
        folder=folder,
        md5=values.get("md5", {}),
    )


def write_spec(spec: DatasetSpec, folder: Path) -> None:
    """Write the `dataset.json` of a spec into `folder`."""
    values = {
        "name": spec.name,
        "title": spec.title,
        "description": spec.description,
        "classes": [{"name": info.name, "description": info.description} for info in spec.classes],
        "flips_allowed": spec.flips_allowed,
        "licence": spec.licence,
        "source": spec.source,
        "md5": spec.md5,
    }
    (folder / SPEC_FILE).write_text(json.dumps(values, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def _check_keys(shown: str, values: Any) -> None:  # noqa: ANN401 - anything can be in a file
    if not isinstance(values, dict):
        raise DatasetError(f"{shown} holds {type(values).__name__}; it must be one JSON object.")
    types = _REQUIRED | _OPTIONAL
    if unknown := sorted(values.keys() - types.keys()):
        raise DatasetError(f"{shown} has the unknown key {unknown[0]!r}; known are {', '.join(types)}.")
    if missing := [key for key in _REQUIRED if key not in values]:
        raise DatasetError(f"{shown} lacks the key {missing[0]!r}; it needs at least {', '.join(_REQUIRED)}.")
    for key, value in values.items():
        if not isinstance(value, types[key]):
            raise DatasetError(f"{shown} has {value!r} as {key!r}; it must be {_WORDS[types[key]]}.")


def _class_info(shown: str, number: int, entry: Any) -> ClassInfo:  # noqa: ANN401 - anything can be in a file
    fits = isinstance(entry, dict) and entry.keys() <= {"name", "description"} and "name" in entry
    if not fits or not all(isinstance(text, str) for text in entry.values()):
        raise DatasetError(
            f'{shown} has {entry!r} as class {number}; it must be {{"name": "...", "description": "..."}}.'
        )
    return ClassInfo(entry["name"], entry.get("description", ""))
