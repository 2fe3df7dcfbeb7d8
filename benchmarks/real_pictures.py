"""How many real pictures are answered right? Any labelled ones, through `recognise`, as on the page.

The folder has an INDEX.csv with at least the columns path (from the folder), kind, and label: the number of
the class, or several, of which each is right (7|9). A kind that begins with "digit" is asked of an MNIST
network, every other of a Fashion-MNIST one. Where there is a sketch_strokes.json (path -> strokes, each a
list of x and one of y), these drawings are also drawn again on the canvas of the Classify page, with its
usual brush and two others. A picture that is refused counts as wrong and as not answered, and is named below
the table.

    python benchmarks/real_pictures.py --folder DIR
    python benchmarks/real_pictures.py --folder DIR --run fashion_mnist-cnn --per-class
"""

import argparse
import csv
import json
import os
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np
from PIL import Image, ImageDraw

from benchmarks.timing import where
from fmnist_core.errors import FmnistError, PictureError
from fmnist_core.evaluation.metrics import wilson_interval
from fmnist_core.runs import Run, RunStore

INDEX, STROKES = "INDEX.csv", "sketch_strokes.json"
COLUMNS = ("path", "kind", "label")
CANVAS = 280  # screen pixels of the canvas's side
BRUSHES = (16, 8, 28)  # its usual one first
MARGIN = 0.1  # of the canvas, left free around a drawing that is drawn again


@dataclass(frozen=True)
class Entry:
    """A labelled picture.

    Attributes:
        name: its path, for messages.
        kind: the row of the table.
        labels: the class numbers that are right.
        picture: what `recognise` takes.
    """

    name: str
    kind: str
    labels: frozenset[int]
    picture: Path | Image.Image

    @property
    def dataset(self) -> str:
        """Whose networks are asked."""
        return "mnist" if self.kind.startswith("digit") else "fashion_mnist"


@dataclass(frozen=True)
class Answer:
    """What was said of an entry: a class number, None where the picture was refused."""

    entry: Entry
    best: int | None
    abstained: bool

    @property
    def right(self) -> bool:
        """Whether the first answer is one of the right ones."""
        return self.best in self.entry.labels


def entries(folder: Path) -> list[Entry]:
    """Read which pictures a folder holds.

    Raises:
        FmnistError: it is no such folder.
    """
    path = folder / INDEX
    if not path.is_file():
        raise FmnistError(
            f"{folder} has no {INDEX}. Name a folder with one, whose columns are {', '.join(COLUMNS)}."
        )
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            reader = csv.DictReader(file)
            missing = set(COLUMNS) - set(reader.fieldnames or ())
            if missing:
                raise FmnistError(f"{path} has no column {', '.join(sorted(missing))}. Add it.")
            found = [_entry(folder, row, f"{path}, line {reader.line_num}") for row in reader]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise FmnistError(f"{path} cannot be read as CSV in UTF-8 ({error}).") from error
    if not found:
        raise FmnistError(f"{path} lists no pictures. Add a line for each.")
    return found


def _entry(folder: Path, row: Mapping[str, str | None], place: str) -> Entry:
    name, kind, label = ((row[column] or "").strip() for column in COLUMNS)
    numbers = label.split("|")
    if not (name and kind and all(number.isascii() and number.isdecimal() for number in numbers)):
        raise FmnistError(
            f"{place}: needs a path, a kind and a label such as 3 or 7|9; "
            f"received {name!r}, {kind!r}, {label!r}."
        )
    return Entry(name, kind, frozenset(map(int, numbers)), folder / name)


def drawn_again(folder: Path, listed: Sequence[Entry]) -> Iterator[Entry]:
    """Yield the listed drawings whose strokes are known, drawn with each brush.

    Raises:
        FmnistError: there is a file of strokes that cannot be read.
    """
    path = folder / STROKES
    if not path.is_file():
        return
    try:
        known = json.loads(path.read_text(encoding="utf-8"))
        strokes = {
            name: [np.array(stroke[:2], float).T for stroke in drawing["strokes"] if stroke[0]]
            for name, drawing in known.items()
        }
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise FmnistError(f"{path} cannot be read as strokes ({error!r}). Restore or remove it.") from error
    for width in BRUSHES:
        for entry in listed:
            if strokes.get(entry.name):
                kind = f"{entry.kind}, drawn with brush {width}"
                yield Entry(entry.name, kind, entry.labels, replayed(strokes[entry.name], width))


def replayed(strokes: Sequence[np.ndarray], width: int) -> Image.Image:
    """Draw strokes, float (n, 2) of x and y each, on the canvas: fitted, in the middle, with round ends."""
    points = np.concatenate(strokes)
    low, high = points.min(axis=0), points.max(axis=0)
    scale = (1 - 2 * MARGIN) * CANVAS / max(float((high - low).max()), 1e-9)
    sheet = Image.new("L", (CANVAS, CANVAS), 255)
    pen = ImageDraw.Draw(sheet)
    for line in strokes:
        places = [(float(x), float(y)) for x, y in (line - (low + high) / 2) * scale + CANVAS / 2]
        pen.line(places, fill=0, width=width, joint="curve")
        for x, y in (places[0], places[-1]):
            pen.ellipse((x - width / 2, y - width / 2, x + width / 2, y + width / 2), fill=0)
    return sheet


def answers(listed: Sequence[Entry], chosen: Run | None) -> Iterator[tuple[Answer, str]]:
    """Yield the answer to each entry, and why it was refused, if it was."""
    from fmnist_core.inference import Classifier
    from fmnist_core.recognition import recognise

    classifiers: dict[str, Classifier] = {}
    for entry in listed:
        if entry.dataset not in classifiers:
            own = chosen if chosen and chosen.dataset == entry.dataset else RunStore().default(entry.dataset)
            classifiers[entry.dataset] = Classifier.load(own)
        try:
            said = recognise(classifiers[entry.dataset], entry.picture)
        except PictureError as error:
            yield Answer(entry, None, abstained=True), f"{entry.name}: {error}"
        else:
            yield Answer(entry, said.best, said.abstained), ""


def table(given: Sequence[Answer], names: Mapping[str, Sequence[str]], *, by_class: bool = False) -> str:
    """Return the table, a row for each kind, or for each kind and label.

    Args:
        given: at least one answer.
        names: the class names of each dataset.
        by_class: whether each label has a row of its own.
    """
    groups: dict[tuple[str, str], list[Answer]] = {}
    for answer in given:
        own = names[answer.entry.dataset]
        label = " or ".join(own[number] for number in sorted(answer.entry.labels)) if by_class else ""
        groups.setdefault((answer.entry.kind, label), []).append(answer)
    heads = ["kind", *(["label"] if by_class else []), "pictures", "right", "95 % interval", "abstained"]
    heads += ["right where answered", "most frequent wrong answer"]
    lines = [f"| {' | '.join(heads)} |", f"|---{'|---' * by_class}{'|---:' * 5}|---|"]
    for (kind, label), group in groups.items():
        lines.append(f"| {kind} |{f' {label} |' if by_class else ''} {_cells(group, names)} |")
    return "\n".join(lines)


def _cells(group: Sequence[Answer], names: Mapping[str, Sequence[str]]) -> str:
    right = sum(answer.right for answer in group)
    low, high = wilson_interval(right, len(group))
    answered = [answer for answer in group if not answer.abstained]
    sure = f"{np.mean([answer.right for answer in answered]):.1%} of {len(answered)}" if answered else "-"
    wrong = Counter(
        names[answer.entry.dataset][answer.best]
        for answer in group
        if answer.best is not None and not answer.right
    )
    most = f"{wrong.most_common(1)[0][0]} ({wrong.most_common(1)[0][1]})" if wrong else "-"
    abstained = 1 - len(answered) / len(group)
    shares = f"{right / len(group):.1%} | {low:.1%} to {high:.1%} | {abstained:.1%}"
    return f"{len(group)} | {shares} | {sure} | {most}"


def checked(listed: Sequence[Entry], names: Mapping[str, Sequence[str]]) -> None:
    """Refuse labels that the datasets do not have.

    Raises:
        FmnistError: naming the first such entry.
    """
    for entry in listed:
        if max(entry.labels) >= len(names[entry.dataset]):
            raise FmnistError(
                f"{entry.name}: {entry.dataset} has no class {max(entry.labels)}; "
                f"its classes are 0 to {len(names[entry.dataset]) - 1}."
            )


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the tables.

    Args:
        arguments: of the command line; None for the real one.
    """
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--folder", type=Path, required=True, metavar="DIR", help="with an INDEX.csv")
    parser.add_argument("--run", metavar="RUN", help="default: each dataset's default run in the zoo")
    parser.add_argument("--per-class", action="store_true", help="a second table, with a row for each label")
    options = parser.parse_args(arguments)
    try:
        _report(options.folder, RunStore().get(options.run) if options.run else None, options.per_class)
    except FmnistError as error:
        parser.exit(2, f"{error}\n")


def _report(folder: Path, run: Run | None, per_class: bool) -> None:
    from fmnist_core.datasets import specs

    names: dict[str, Any] = {name: spec.class_names for name, spec in specs().items()}
    listed = entries(folder)
    checked(listed, names)
    found = list(answers([*listed, *drawn_again(folder, listed)], run))
    given, refused = [answer for answer, _ in found], [reason for _, reason in found if reason]
    asked = {name: RunStore().default(name).id for name in {entry.dataset for entry in listed}}
    if run is not None and run.dataset in asked:
        asked[run.dataset] = run.id
    print(f"{len(listed):,} pictures, answered by {' and '.join(sorted(asked.values()))}.\n")
    print(table(given, names))
    if per_class:
        print(f"\n{table(given, names, by_class=True)}")
    for reason in refused:
        print(f"\nRefused: {reason}")
    print(f"\n{where()}")


if __name__ == "__main__":
    main()
