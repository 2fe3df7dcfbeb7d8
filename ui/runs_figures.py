"""Several runs as the columns of a table: what each reached, how it was set up. Text without Streamlit."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from fmnist_core.evaluation import Evaluation
from fmnist_core.runs import Run, RunStatus
from fmnist_core.spreadsheet import csv_file
from fmnist_core.training import TrainingConfig
from ui import run_words, setting_words
from ui.words import count, percent, percent_range

NOTHING = "–"
LONGEST_NOTE = 60  # characters that a cell shows


@dataclass(frozen=True)
class Row:
    """One line of the table.

    Attributes:
        label: what it tells.
        values: one value a run, as it is; None where it is not known.
        texts: the same, as people read them.
        changes: the difference of each to the baseline, in words; empty where there is none to give.
        gains: for each whether that is better (1), worse (-1) or neither (0).
        best: the places of the best; empty where nothing is best, or all are.
    """

    label: str
    values: list[Any]
    texts: list[str]
    changes: list[str]
    gains: list[int]
    best: frozenset[int] = frozenset()

    @property
    def differs(self) -> bool:
        """Whether not all runs have the same here."""
        return len(set(self.texts)) > 1


@dataclass(frozen=True)
class _Measure:
    label: str
    read: Callable[[RunStatus, Evaluation | None], float | None]
    write: Callable[[Any], str]
    change: Callable[[Any], str]
    better: int = 0  # 1: more is better, -1: less is, 0: neither


def _points(difference: float) -> str:
    return _signed(f"{100 * difference:+.1f}")


def _signed(text: str) -> str:
    """Write a minus as people do, and nothing for what rounds to no difference."""
    return "" if not text.strip("+-0.,") else text.replace("-", "\u2212")


def _decimals(difference: float) -> str:
    return _signed(f"{difference:+.3f}")


def _whole(difference: float) -> str:
    return _signed(f"{round(difference):+,}")


def _seconds(difference: float) -> str:
    if not round(difference):
        return ""
    return f"{'+' if difference > 0 else chr(0x2212)}{run_words.duration(abs(difference))}"


_MEASURES = (
    _Measure("Test accuracy", lambda status, _: status.test_accuracy, percent, _points, 1),
    _Measure("F1, mean of the classes", lambda _, seen: seen.macro_f1 if seen else None, percent, _points, 1),
    _Measure("Log loss", lambda _, seen: seen.log_loss if seen else None, "{:.3f}".format, _decimals, -1),
    _Measure("Calibration error", lambda _, seen: seen.ece if seen else None, percent, _points, -1),
    _Measure("Validation accuracy", lambda status, _: status.validation_accuracy, percent, _points, 1),
    _Measure("Training accuracy", lambda status, _: status.accuracy, percent, _points),
    _Measure("Best epoch", lambda status, _: status.best_epoch, count, _whole),
    _Measure("Trained for", lambda status, _: status.seconds, run_words.duration, _seconds, -1),
    _Measure("Parameters", lambda status, _: status.parameters, count, _whole),
)


def result_rows(runs: Sequence[Run], evaluations: Sequence[Evaluation | None]) -> list[Row]:
    """Return what runs have reached, the first of them being the baseline.

    Args:
        runs: at least one.
        evaluations: of the test split, one a run; None where there is none.
    """
    statuses = [run.status for run in runs]
    alike = len({run.dataset for run in runs}) == 1  # else the figures are of different images
    rows = [_texts("State", [status.state.capitalize() for status in statuses])]
    for measure in _MEASURES:
        values = [measure.read(status, seen) for status, seen in zip(statuses, evaluations, strict=True)]
        rows.append(_measured(measure, values, alike))
        if measure.label == "Test accuracy":
            rows += _certainty(runs, values)
    return rows


def setting_rows(runs: Sequence[Run]) -> list[Row]:
    """Return how runs were set up, and what people have written on them."""
    written = [setting_words.settings(run.config) for run in runs]
    rows = [_texts(label, [one[label] for one in written]) for label in written[0]]
    if any(run.name != run.first_name for run in runs):
        rows.append(_texts("Original name", [run.first_name for run in runs]))
    if any(run.labels.tags for run in runs):
        rows.append(_texts("Tags", [", ".join(run.labels.tags) or NOTHING for run in runs]))
    if any(run.labels.note for run in runs):
        notes = [" ".join(run.labels.note.split()) or NOTHING for run in runs]
        short = [note if len(note) <= LONGEST_NOTE else f"{note[: LONGEST_NOTE - 1]}…" for note in notes]
        rows.append(replace(_texts("Note", short), values=notes))
    return rows


def table_csv(names: Sequence[str], runs: Sequence[Run], rows: Sequence[Row]) -> bytes:
    """Write the table as CSV: a column a run, a line a row, numbers as they are."""
    lines = [["", *names], ["Id", *(run.id for run in runs)]]
    return csv_file([*lines, *([row.label, *row.values] for row in rows)])


def list_csv(runs: Sequence[Run]) -> bytes:
    """Write runs as CSV, a line a run: id, labels, state, figures and every setting."""
    figures = ("epoch", "best_epoch", "seconds", "parameters", "accuracy")
    accuracies = ("validation_accuracy", "test_accuracy")
    settings = [name for name in setting_words.SETTINGS if name != "name"]
    lines: list[list[Any]] = [
        ["id", "name", "tags", "note", "origin", "created", "state", *figures, *accuracies, *settings]
    ]
    for run in runs:
        status, labels = run.status, run.labels
        origin = "zoo" if run.zoo else "own"
        told = [run.id, run.name, ", ".join(labels.tags), labels.note, origin, run.created, str(status.state)]
        reached = [getattr(status, name) for name in (*figures, *accuracies)]
        config = TrainingConfig.defaults() | run.config  # what an older version did not know has its default
        lines.append([*told, *reached, *(config[name] for name in settings)])
    return csv_file(lines)


def _texts(label: str, texts: list[str]) -> Row:
    return Row(label, texts, texts, [""] * len(texts), [0] * len(texts))


def _measured(measure: _Measure, values: list[float | None], alike: bool) -> Row:
    changes, gains = [""], [0]
    for value in values[1:]:
        known = value is not None and values[0] is not None
        difference = value - values[0] if known else 0
        changes.append(measure.change(difference))
        gains.append(measure.better * ((difference > 0) - (difference < 0)) if changes[-1] else 0)
    texts = [NOTHING if value is None else measure.write(value) for value in values]
    return Row(measure.label, values, texts, changes, gains, _best(values, measure.better if alike else 0))


def _best(values: Sequence[float | None], better: int) -> frozenset[int]:
    known = {place: better * value for place, value in enumerate(values) if value is not None}
    if not better or len(set(known.values())) < 2:
        return frozenset()
    highest = max(known.values())
    return frozenset(place for place, value in known.items() if value == highest)


def _certainty(runs: Sequence[Run], accuracies: Sequence[float | None]) -> list[Row]:
    known = [run_words.interval(run.dataset, one) for run, one in zip(runs, accuracies, strict=True)]
    ranges = [NOTHING if one is None else percent_range(one[:2]) for one in known]
    totals = [None if one is None else one[2] for one in known]
    written = [NOTHING if total is None else count(total) for total in totals]
    tested = replace(_texts("Test images", written), values=totals)
    return [_texts("95\u202f% interval", ranges), tested]
