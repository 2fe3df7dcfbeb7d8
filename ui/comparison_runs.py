"""Which runs of two datasets belong together, and which are missing. Pure logic, no Streamlit."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Self

from fmnist_core import datasets
from fmnist_core.errors import ConfigError, DatasetError, RunError
from fmnist_core.runs import Run, RunStore
from fmnist_core.training import TrainingConfig
from ui import setting_words
from ui.setting_words import SETTINGS
from ui.words import count

IMAGES = (100, 1_000, 10_000)  # numbers of training images to try beside all of them
LONGEST_NAME = 80


@dataclass(frozen=True)
class Pair:
    """A run on each of two datasets; None where there is none yet.

    Attributes:
        first: evaluated, of the first dataset.
        second: evaluated, of the second dataset.
        twins: whether both were trained with the same settings, on as many images.
    """

    first: Run | None
    second: Run | None
    twins: bool

    @property
    def id(self) -> str:
        """How a link names it."""
        return ",".join(run.id for run in self.runs)

    @property
    def runs(self) -> list[Run]:
        """Those that there are."""
        return [run for run in (self.first, self.second) if run is not None]


@dataclass(frozen=True)
class Line:
    """The runs of one dataset that are set up like one of them, but for their number of training images.

    Attributes:
        reference: the run that they are like.
        size: how many training images its dataset has.
        steps: the numbers of images to compare; None stands for all.
        found: the runs by their number of images. Where several have the same, an evaluated one comes before
            one that is under way, and that before one that ended early; then counts the rank as elsewhere.
    """

    reference: Run
    size: int
    steps: list[int | None]
    found: dict[int | None, Run]

    @classmethod
    def of(cls, runs: Iterable[Run], reference: Run) -> Self:
        """Find the runs that are like a run.

        Raises:
            DatasetError: its dataset is no longer there.
        """
        dataset = datasets.load(reference.dataset)
        size, classes = dataset.sizes["train"], len(dataset.spec.class_names)
        steps = [*(images for images in IMAGES if classes <= images < size), None]
        return cls(reference, size, steps, same_but(runs, reference, reference.dataset))

    @property
    def active(self) -> list[Run]:
        """Those of the steps that wait or are under way."""
        return [run for images, run in self.found.items() if images in self.steps and run.status.state.active]

    @property
    def missing(self) -> list[int | None]:
        """The steps that have no run, or one that ended early."""
        runs = {images: self.found.get(images) for images in self.steps}
        return [
            images
            for images, run in runs.items()
            if run is None or not (run.evaluated or run.status.state.active)
        ]


def architectures(runs: Iterable[Run], names: Sequence[str]) -> list[str]:
    """Return the architectures that have an evaluated run on one of the datasets.

    Those that have one on both come first, then the best on validation.
    """
    found: dict[str, dict[str, float]] = {}
    for run in runs:
        if run.dataset in names and run.evaluated:
            best = found.setdefault(run.architecture, {})
            best[run.dataset] = max(run.status.validation_accuracy or 0.0, best.get(run.dataset, 0.0))
    return sorted(found, key=lambda name: (len(found[name]), max(found[name].values())), reverse=True)


def pairs(runs: Iterable[Run], architecture: str, names: tuple[str, str]) -> list[Pair]:
    """Return the pairs of evaluated runs of one architecture on two datasets, the one to show first in front.

    These are all that were trained alike; where none of them has seen all images, also the best of each
    dataset, whatever its settings. Best is by validation accuracy, as everywhere, and what ships goes first.
    """
    fitting = [run for run in runs if run.architecture == architecture and run.evaluated]
    halves = [_best_of_each_kind([run for run in fitting if run.dataset == name], name) for name in names]
    kinds = [kind for kind in halves[0] if kind in halves[1]]
    kinds.sort(key=lambda kind: sorted(_rank(half[kind]) for half in halves), reverse=True)
    whole = [Pair(halves[0][kind], halves[1][kind], True) for kind in kinds if kind[1] is None]
    limited = [Pair(halves[0][kind], halves[1][kind], True) for kind in kinds if kind[1] is not None]
    best = Pair(*(max(half.values(), key=_rank, default=None) for half in halves), twins=False)
    known = best.id in ["", *(pair.id for pair in limited)]
    return [*whole, *([] if whole or known else [best]), *limited]


def like(run: Run, dataset: str, images: int | None) -> TrainingConfig:
    """Return the configuration of a run for a dataset and a number of training images.

    Args:
        run: whose settings to take.
        dataset: the run's own or another.
        images: None for all.

    Raises:
        FmnistError: this version cannot train with it, or it has a teacher, who knows one dataset alone.
    """
    config = TrainingConfig.from_dict(dict(run.config))
    if config.teacher and dataset != run.dataset:
        names = [f"“{_called(each)}”" for each in config.teachers]
        verb = "knows" if len(names) == 1 else "know"
        title = setting_words.dataset_title(run.dataset)
        raise ConfigError(f"It would learn from {' and '.join(names)}, too, which {verb} {title} alone.")
    name = run.name.removesuffix(f" on {setting_words.dataset_title(run.dataset)}")
    name += f" on {setting_words.dataset_title(dataset)}"
    name += "" if images is None else f", {count(images)} images"
    return replace(config, dataset=dataset, limit=images, name=name[:LONGEST_NAME])


def _called(run_id: str) -> str:
    """Return the name of a run that a configuration names, or its id where it is no longer there."""
    try:
        return RunStore().get(run_id).name
    except RunError:
        return run_id


def limit(run: Run) -> int | None:
    """Return how many training images a run was given; None for all."""
    return _limit(run, _size(run.dataset))


def same_but(runs: Iterable[Run], like: Run, dataset: str) -> dict[int | None, Run]:
    """Return the runs of a dataset that are set up like a run, by number of images, as in a `Line`."""
    settings, size = _settings(like), _size(dataset)
    fitting = [run for run in runs if (run.dataset, run.architecture) == (dataset, like.architecture)]
    fitting = [run for run in fitting if _settings(run) == settings]
    fitting.sort(key=lambda run: (run.evaluated, run.status.state.active, _rank(run)))
    return {_limit(run, size): run for run in fitting}  # later ones are better


def _settings(run: Run) -> tuple[str, ...]:
    """Return all settings but the dataset and the number of images, as people read them."""
    ignored = ("name", "dataset", "limit")
    return tuple(setting_words.setting(field, run.config) for field in SETTINGS if field not in ignored)


def _best_of_each_kind(runs: Sequence[Run], dataset: str) -> dict[tuple[tuple[str, ...], int | None], Run]:
    size = _size(dataset)
    return {(_settings(run), _limit(run, size)): run for run in sorted(runs, key=_rank)}


def _rank(run: Run) -> tuple[bool, float]:
    return run.zoo, run.status.validation_accuracy or 0.0


def _limit(run: Run, size: float) -> int | None:
    asked = run.config.get("limit")
    return asked if asked and asked < size else None


def _size(dataset: str) -> float:
    """Return how many training images a dataset has; infinity where it is no longer there."""
    try:
        return datasets.load(dataset).sizes["train"]
    except DatasetError:
        return math.inf
