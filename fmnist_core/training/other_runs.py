"""The runs that a configuration names, looked at before a run is made: no worker should start for nothing."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from fmnist_core.errors import ConfigError
from fmnist_core.networks.backbones import SHIPPED
from fmnist_core.runs import Run, RunStore
from fmnist_core.training.config import TrainingConfig


def with_whole_ids(config: TrainingConfig) -> TrainingConfig:
    """Return a configuration that names each other run by its whole id, after a look whether it fits.

    What only one id begins with now, several may when the run has its turn: its own id may be one of them.

    Raises:
        ConfigError: a teacher was trained on another dataset, the run to start from has another architecture
            or backbone, or one has no network and will get none.
        RunNotFoundError: none or several fit.
        RunCorruptError: its `config.json` cannot be read.
    """
    teachers = [teacher_run(name, config).id for name in config.teachers]
    start = _start(config.start_from, config).id if config.start_from else None
    return replace(config, teacher=",".join(teachers) or None, start_from=start)


def named_in(settings: Mapping[str, Any]) -> set[str]:
    """Return the ids of the runs that a run's settings name, as they are written there."""
    texts = (settings.get(field) for field in ("teacher", "start_from"))
    return {name for text in texts if text for name in text.split(",")}


def teacher_run(name: str, config: TrainingConfig) -> Run:
    """Return the run that a configuration names as a teacher, by its id or the beginning of it.

    Raises:
        ConfigError: it was trained on another dataset, or has no network and will get none.
        RunNotFoundError, RunCorruptError: as `with_whole_ids`.
    """
    run = _trained("teacher", name)
    if run.dataset != config.dataset:
        raise ConfigError(
            f"teacher names {run.id}, which was trained on {run.dataset}. "
            f"Choose a run trained on {config.dataset}."
        )
    return run


def _start(name: str, config: TrainingConfig) -> Run:
    run = _trained("start_from", name)
    if run.architecture != config.architecture:
        raise ConfigError(
            f"start_from names {run.id}, whose network ({run.architecture}) does not fit. "
            f"Choose a run of the same architecture, {config.architecture}."
        )
    given, wanted = run.config.get("backbone") or SHIPPED, config.backbone or SHIPPED
    if given != wanted:
        raise ConfigError(
            f"start_from names {run.id}, whose backbone ({given}) does not fit. "
            f"Choose a run with the same backbone, {wanted}."
        )
    return run


def _trained(field: str, name: str) -> Run:
    """Return a run that has a network, or may have one when it is needed."""
    run = RunStore().get(name)
    state = run.status.state
    if not (run.model_path.is_file() or state.active):
        raise ConfigError(f"{field} names {run.id}, which is {state} and has no network. Choose another run.")
    return run
