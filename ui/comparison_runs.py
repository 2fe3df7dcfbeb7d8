"""Which runs of two datasets belong together, and which are missing. Pure logic, no Streamlit."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from fmnist_core import datasets
from fmnist_core.errors import DatasetError
from fmnist_core.runs import Run
from fmnist_core.training import TrainingConfig
from ui import setting_words
from ui.words import count

IMAGES = (100, 1_000, 10_000)  # numbers of training images to try beside all of them
LONGEST_NAME = 80


@dataclass(frozen=True)
class Pair:
    """A run on each of two datasets; None where there is none yet.

    Attributes:
        first: evaluated, of the first dataset.
        second: evaluated, of the second dataset.
    """

    first: Run | None
    second: Run | None

    @property
    def id(self) -> str:
        """How a link names it."""
        return ",".join(run.id for run in self.runs)

    @property
    def runs(self) -> list[Run]:
        """Those that there are."""
        return [run for run in (self.first, self.second) if run is not None]

    @property
    def twins(self) -> bool:
        """Whether both were trained with the same settings, on as many images."""
        return len({(_settings(run), limit(run)) for run in self.runs}) == 1


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
    halves = [_best_of_each_kind(run for run in fitting if run.dataset == name) for name in names]
    alike = [Pair(halves[0][kind], halves[1][kind]) for kind in halves[0] if kind in halves[1]]
    alike.sort(key=lambda pair: sorted(_rank(run) for run in pair.runs), reverse=True)
    whole = [pair for pair in alike if limit(pair.runs[0]) is None]
    limited = [pair for pair in alike if limit(pair.runs[0]) is not None]
    best = Pair(*(max(half.values(), key=_rank, default=None) for half in halves))
    return [*whole, *([] if whole or best in limited or not best.runs else [best]), *limited]


def like(run: Run, dataset: str, images: int | None) -> TrainingConfig:
    """Return the configuration of a run for a dataset and a number of training images.

    Args:
        run: whose settings to take.
        dataset: the run's own or another.
        images: None for all.

    Raises:
        FmnistError: this version cannot train with it.
    """
    config = TrainingConfig.from_dict(dict(run.config))
    name = run.name.removesuffix(f" on {setting_words.dataset_title(run.dataset)}")
    name += f" on {setting_words.dataset_title(dataset)}"
    name += "" if images is None else f", {count(images)} images"
    return replace(config, dataset=dataset, limit=images, name=name[:LONGEST_NAME])


def steps(dataset: str) -> list[int | None]:
    """Return the numbers of training images to compare for a dataset; None stands for all."""
    size, classes = training_images(dataset), len(datasets.load(dataset).spec.class_names)
    return [*(images for images in IMAGES if classes <= images < size), None]


def training_images(dataset: str) -> int:
    """Return how many training images a dataset has."""
    return datasets.load(dataset).sizes["train"]


def limit(run: Run) -> int | None:
    """Return how many training images a run was given; None for all."""
    asked = run.config.get("limit")
    try:
        return asked if asked and asked < training_images(run.dataset) else None
    except DatasetError:
        return asked


def same_but(runs: Iterable[Run], like: Run, dataset: str) -> dict[int | None, Run]:
    """Return the runs of a dataset that are set up like a run, by their number of training images.

    Where several have the same number, an evaluated one comes before one that is under way, and that before
    one that ended early; among these the best on validation, and what ships first.
    """
    kind = (like.architecture, _settings(like))
    found: dict[int | None, Run] = {}
    fitting = [run for run in runs if run.dataset == dataset and (run.architecture, _settings(run)) == kind]
    for run in sorted(fitting, key=lambda run: (run.evaluated, run.status.state.active, _rank(run))):
        found[limit(run)] = run  # later ones are better
    return found


def _settings(run: Run) -> tuple[Any, ...]:
    """Return all settings but the dataset and the number of images, as people read them."""
    written = setting_words.settings(run.config)
    ignored = [setting_words.SETTINGS[field] for field in ("dataset", "limit")]
    return tuple(value for label, value in written.items() if label not in ignored)


def _best_of_each_kind(runs: Iterable[Run]) -> dict[tuple[Any, ...], Run]:
    return {(_settings(run), limit(run)): run for run in sorted(runs, key=_rank)}


def _rank(run: Run) -> tuple[bool, float]:
    return run.zoo, run.status.validation_accuracy or 0.0
