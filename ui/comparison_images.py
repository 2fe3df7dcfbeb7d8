"""What accuracy costs in training images: the runs that differ in their number alone, and those missing."""

from collections.abc import Mapping, Sequence

import streamlit as st

from fmnist_core import datasets
from fmnist_core.errors import DatasetError
from fmnist_core.evaluation.baselines import HUMAN, best_classic
from fmnist_core.runs import Run
from fmnist_core.training import TrainingConfig
from ui import cache, run_words, setting_words
from ui.comparison_runs import like, same_but, steps, training_images
from ui.comparison_training import START_SECONDS, phase, progress, train_button
from ui.figures.images import Point, accuracy_by_images
from ui.words import count, percent, percent_range

Found = Mapping[int | None, Run]


def images_view(references: Sequence[Run]) -> None:
    """Show the test accuracy over the number of training images, for the settings of one run a dataset."""
    try:
        found = [same_but(cache.run_list(), run, run.dataset) for run in references]
        sizes = [training_images(run.dataset) for run in references]
        wanted = [steps(run.dataset) for run in references]
    except DatasetError as error:
        st.caption(str(error))
        return
    titles = [setting_words.dataset_title(run.dataset) for run in references]
    lines = {title: _points(runs, size) for title, runs, size in zip(titles, found, sizes, strict=True)}
    st.plotly_chart(
        accuracy_by_images(lines, _references(references)),
        key="accuracy by images",
        config={"displayModeBar": False},
        alt="Test accuracy by number of training images, one line a dataset",
    )
    _table(titles, found, wanted)
    st.caption(
        "Each line keeps the settings of its run above, and only the number of images differs: as many "
        f"epochs over fewer images are also fewer steps. {_all(references)}"
    )
    _ways_on(references)


def _points(runs: Found, size: int) -> list[Point]:
    points: list[Point] = []
    for images, run in runs.items():
        accuracy = run.status.test_accuracy if run.evaluated else None
        if accuracy is not None:
            known = run_words.interval(run.dataset, accuracy)
            points.append((images or size, accuracy, known and known[:2]))
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


def _table(titles: Sequence[str], found: Sequence[Found], wanted: Sequence[list[int | None]]) -> None:
    numbers = sorted({images for each in wanted for images in each if images is not None})
    rows: list[int | None] = [*numbers, None]
    labels = ["All" if images is None else count(images) for images in rows]
    columns = {
        f"Test accuracy on {run_words.plain(title)}": [
            _cell(runs.get(images)) if images in each else "the dataset is smaller" for images in rows
        ]
        for title, runs, each in zip(titles, found, wanted, strict=True)
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


def _all(references: Sequence[Run]) -> str:
    """Say how many images all are."""
    told = []
    for run in references:
        sizes = datasets.load(run.dataset).sizes
        published = sizes["train"] + sizes["validation"]
        told.append(f"{count(sizes['train'])} of the {count(published)} that are published")
    if len(set(told)) > 1:
        titles = [setting_words.dataset_title(run.dataset) for run in references]
        told = [f"{words} for {run_words.plain(title)}" for words, title in zip(told, titles, strict=True)]
    return f"All: {' and '.join(dict.fromkeys(told))}; the others are set aside for validation."


def _ways_on(references: Sequence[Run]) -> None:
    """Show what is under way, and offer to train what is missing."""
    active = [
        run
        for reference in references
        for images, run in same_but(cache.run_list(), reference, reference.dataset).items()
        if images in steps(reference.dataset) and run.status.state.active
    ]
    if active:
        progress(active)
    lacking = len(_missing(references))
    if lacking:
        label = "Train the missing run" if lacking == 1 else f"Train the {lacking} missing runs"
        train_button(label, lambda: _configs(references), "train missing", _rough(references))


def _missing(references: Sequence[Run]) -> list[tuple[Run, int | None]]:
    """Return which settings and number of images lack a run so that each line is complete."""
    lacking = []
    for reference in references:
        found = same_but(cache.run_list(), reference, reference.dataset)
        for images in steps(reference.dataset):
            run = found.get(images)
            if run is None or not (run.evaluated or run.status.state.active):
                lacking.append((reference, images))
    return lacking


def _configs(references: Sequence[Run]) -> list[TrainingConfig]:
    """Return what to train for a complete figure, small numbers first."""
    configs = [like(run, run.dataset, images) for run, images in _missing(references)]
    return sorted(configs, key=lambda config: config.limit or float("inf"))


def _rough(references: Sequence[Run]) -> float | None:
    """Return how long the missing runs take if each image takes as long as it did in the run to copy."""
    seconds = 0.0
    for run, images in _missing(references):
        took, size = run.status.seconds, training_images(run.dataset)
        if not took:
            return None
        seconds += START_SECONDS + took * (images or size) / (run.config.get("limit") or size)
    return seconds
