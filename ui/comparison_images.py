"""What accuracy costs in training images: the runs that differ in their number alone, and those missing."""

from collections.abc import Sequence

import streamlit as st

from fmnist_core import datasets
from fmnist_core.errors import DatasetError
from fmnist_core.evaluation.baselines import HUMAN, best_classic
from fmnist_core.runs import Run
from fmnist_core.training import TrainingConfig
from ui import cache, run_words, setting_words
from ui.comparison_runs import Line, like
from ui.comparison_training import START_SECONDS, phase, progress, train_button
from ui.figures.images import Point, accuracy_by_images
from ui.words import count, percent, percent_range


def images_view(references: Sequence[Run]) -> None:
    """Show the test accuracy over the number of training images, for the settings of one run a dataset."""
    try:
        lines = _lines(references)
    except DatasetError as error:
        st.caption(str(error))
        return
    titles = [setting_words.dataset_title(run.dataset) for run in references]
    points = {title: _points(line) for title, line in zip(titles, lines, strict=True)}
    st.plotly_chart(
        accuracy_by_images(points, _references(references)),
        key="accuracy by images",
        config={"displayModeBar": False},
        alt="Test accuracy by number of training images, one line a dataset",
    )
    _table(titles, lines)
    st.caption(
        "Each line keeps the settings of its run above, and only the number of images differs: as many "
        f"epochs over fewer images are also fewer steps. {_all(titles, lines)}"
    )
    if active := [run for line in lines for run in line.active]:
        progress(active)
    if lacking := sum(len(line.missing) for line in lines):
        label = "Train the missing run" if lacking == 1 else f"Train the {lacking} missing runs"
        train_button(label, lambda: _missing(references), "train missing", _rough(lines))


def _lines(references: Sequence[Run]) -> list[Line]:
    runs = cache.run_list()
    return [Line.of(runs, run) for run in references]


def _points(line: Line) -> list[Point]:
    points: list[Point] = []
    for images, run in line.found.items():
        accuracy = run.status.test_accuracy if run.evaluated else None
        if accuracy is not None:
            known = run_words.interval(run.dataset, accuracy)
            points.append((images or line.size, accuracy, known and known[:2]))
    return sorted(points)


def _references(runs: Sequence[Run]) -> dict[str, float]:
    lines: dict[str, float] = {}
    for name in (run.dataset for run in runs):
        title = setting_words.dataset_title(name)
        if name in HUMAN:
            lines[f"people on {title}"] = HUMAN[name]
        if classic := best_classic(name):
            lines[f"best classic classifier on {title}"] = classic.on(name) or 0.0
    return lines


def _table(titles: Sequence[str], lines: Sequence[Line]) -> None:
    numbers = sorted({images for line in lines for images in line.steps if images is not None})
    rows: list[int | None] = [*numbers, None]
    labels = ["All" if images is None else count(images) for images in rows]
    columns = {
        f"Test accuracy on {run_words.plain(title)}": [
            _cell(line.found.get(images)) if images in line.steps else "the dataset is smaller"
            for images in rows
        ]
        for title, line in zip(titles, lines, strict=True)
    }
    st.table({"Training images": labels} | columns, border="horizontal", hide_header=False)


def _cell(run: Run | None) -> str:
    if run is None:
        return ":orange[missing]"
    status = run.status
    if run.evaluated and status.test_accuracy is not None:
        known = run_words.interval(run.dataset, status.test_accuracy)
        return f"{percent(status.test_accuracy)}{f' ({percent_range(known[:2])})' if known else ''}"
    return f":gray[{phase(run)}]" if status.state.active else f":orange[missing: {status.state}]"


def _all(titles: Sequence[str], lines: Sequence[Line]) -> str:
    """Say how many images all are."""
    told = []
    for line in lines:
        published = line.size + datasets.load(line.reference.dataset).sizes["validation"]
        told.append(f"{count(line.size)} of the {count(published)} that are published")
    if len(set(told)) > 1:
        told = [f"{words} for {run_words.plain(title)}" for words, title in zip(told, titles, strict=True)]
    return f"All: {' and '.join(dict.fromkeys(told))}; the others are set aside for validation."


def _missing(references: Sequence[Run]) -> list[TrainingConfig]:
    """Return what to train for a complete figure, small numbers first."""
    configs = [
        like(line.reference, line.reference.dataset, images)
        for line in _lines(references)
        for images in line.missing
    ]
    return sorted(configs, key=lambda config: config.limit or float("inf"))


def _rough(lines: Sequence[Line]) -> float | None:
    """Return how long the missing runs take if each image takes as long as it did in the run to copy."""
    seconds = 0.0
    for line in lines:
        took, seen = line.reference.status.seconds, line.reference.config.get("limit") or line.size
        if took is None:
            return None
        seconds += sum(START_SECONDS + took * (images or line.size) / seen for images in line.missing)
    return seconds
