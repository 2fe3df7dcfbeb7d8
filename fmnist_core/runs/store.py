"""All runs: those that ship with the project (the zoo) and the user's own."""

import secrets
import shutil
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from fmnist_core import paths
from fmnist_core.errors import RunCorruptError, RunError, RunNotFoundError
from fmnist_core.runs.environment import environment
from fmnist_core.runs.files import replacing, storage, write_json
from fmnist_core.runs.labels import Labels, change_labels
from fmnist_core.runs.run import FORMAT, STOP, Run
from fmnist_core.runs.status import RunState, RunStatus


@dataclass(frozen=True)
class RunStore:
    """The runs of this machine.

    Holds no state of its own: any number of stores, in any number of processes, see the same runs.
    """

    def problems(self) -> list[str]:
        """Return one sentence for each folder that should be a run but cannot be read."""
        return [sentence for run in self._folders() if (sentence := _sentence_on(run)) is not None]

    def get(self, reference: str) -> Run:
        """Return the run with this id, or the only one whose id begins so.

        Raises:
            RunNotFoundError: none or several fit.
            RunCorruptError: its `config.json` cannot be read.
        """
        runs = self._folders()
        exact = [run for run in runs if run.id == reference]
        found = exact[:1] or [run for run in runs if reference and run.id.startswith(reference)]
        if len(found) > 1:
            raise RunNotFoundError(
                f"{len(found)} runs begin with {reference!r}: {', '.join(run.id for run in found[:5])}. "
                "Give more letters."
            )
        if not found:
            known = ", ".join(run.id for run in runs[:8]) or "none yet"
            raise RunNotFoundError(f"There is no run {reference!r}. Known: {known}.")
        if sentence := _sentence_on(found[0]):
            raise RunCorruptError(sentence)
        return found[0]

    def create(self, config: dict[str, Any], *, promised: float | None = None) -> Run:
        """Create a queued run.

        Args:
            config: the training configuration as plain JSON values, with at least `dataset`,
                `architecture` and `epochs`.
            promised: how long it was said to take, in seconds from its turn to its result, where that was.

        Raises:
            StorageError: the disk refused.
            RunError: this installation is read-only.
        """
        refuse_if_read_only("train")
        now = datetime.now(UTC)
        name = f"{config['dataset']}-{config['architecture']}-{now:%Y%m%d-%H%M%S}-{secrets.token_hex(2)}"
        final, temporary = paths.runs_dir() / name, paths.runs_dir() / f".{name}"
        status = RunStatus(RunState.QUEUED, epochs=config["epochs"], heartbeat=time.time())
        record = {
            "format": FORMAT,
            "created": now.isoformat(timespec="milliseconds"),
            "training": config,
            "promised": promised,
            "environment": environment(),
        }
        with storage(final):
            temporary.mkdir(parents=True)
            write_json(temporary / "config.json", record)
            write_json(temporary / "status.json", status.to_dict())
            temporary.rename(final)
        return Run(final)

    def delete(self, reference: str) -> None:
        """Delete one of the user's runs.

        Raises:
            RunError: it belongs to the zoo, is still active, or this installation is read-only.
            RunNotFoundError: no such run.
            StorageError: the disk refused.
        """
        refuse_if_read_only("delete")
        run = self.get(reference)
        if run.zoo:
            raise RunError(f"{run.id} ships with the project and cannot be deleted.")
        if run.status.state.active:
            raise RunError(f"{run.id} is still {run.status.state}. Stop it first.")
        grave = run.folder.with_name(f".deleted-{run.id}")
        with storage(run.folder):
            run.folder.rename(grave)  # at once: nobody sees half of a run
            shutil.rmtree(grave)

    def label(self, reference: str, **changes: Any) -> Labels:  # noqa: ANN401
        """Rename one of the user's runs, or change its note or its tags; it may be under way.

        Args:
            reference: id of the run, or a unique beginning of one.
            changes: any of `name` (empty: the first one again), `note` and `tags`; the rest stays.

        Returns:
            All labels as they are now.

        Raises:
            RunError: it belongs to the zoo, or this installation is read-only.
            RunNotFoundError: no such run.
            ConfigError: a value is too long or of the wrong kind.
            StorageError: the disk refused.
        """
        refuse_if_read_only("rename")
        run = self.get(reference)
        if run.zoo:
            raise RunError(f"{run.id} ships with the project and keeps its name.")
        return change_labels(run.folder, **changes)

    def request_stop(self, reference: str, *, evaluate: bool = True) -> None:
        """Ask the worker of a run to stop after its batch.

        Args:
            reference: id of the run, or a unique beginning of one.
            evaluate: evaluate the best weights first, on validation and test; or leave the run at once,
                with its weights but without figures.

        Raises:
            RunError: the run is not active.
            StorageError: the disk refused.
        """
        run = self.get(reference)
        if not run.status.state.active:
            raise RunError(f"{run.id} is {run.status.state}: there is nothing to stop.")
        with replacing(run.folder / STOP, make_folder=False) as temporary:
            temporary.write_text("evaluate" if evaluate else "leave", encoding="utf-8")

    def default(self, dataset: str) -> Run:
        """Return the run to answer for a dataset when none is named.

        It is one of the zoo, or else of the user's own: first one that was trained on pictures like those
        that people draw and photograph, among these the one with the best validation accuracy.

        Raises:
            RunNotFoundError: no run of this dataset has an evaluation.
        """
        runs = [run for run in self.list() if run.dataset == dataset and run.evaluated]
        if not runs:
            raise RunNotFoundError(
                f"No trained run for the dataset {dataset!r} yet. "
                f"Train one: python -m fmnist_core train --dataset {dataset} --architecture cnn."
            )
        return max(runs, key=_aptitude)

    def _folders(self) -> list[Run]:
        own = [Run(folder) for folder in _visible(paths.runs_dir())]
        zoo = [Run(folder, zoo=True) for root in paths.search_dirs("zoo") for folder in _visible(root)]
        own.sort(key=_created, reverse=True)
        return own + list({run.id: run for run in reversed(zoo)}.values())[::-1]

    def list(self) -> list[Run]:
        """Return the readable runs: the user's, newest first, then the zoo's by name."""
        return [run for run in self._folders() if _sentence_on(run) is None]


def _aptitude(run: Run) -> tuple[bool, bool, float]:
    """Return what the choice among runs goes by, the more important first."""
    return run.zoo, run.knows_pictures, run.status.validation_accuracy or 0


def _visible(root: Path) -> list[Path]:
    if not root.is_dir():
        return []
    return sorted(folder for folder in root.iterdir() if folder.is_dir() and not folder.name.startswith("."))


def _created(run: Run) -> str:
    try:
        return run.created
    except RunCorruptError:
        return ""


def _sentence_on(run: Run) -> str | None:
    try:
        _ = run.record
    except RunCorruptError as error:
        return str(error)
    return None


def refuse_if_read_only(what: str) -> None:
    """Raise a RunError where `FMNIST_READ_ONLY=1` forbids what is asked for, such as to "train"."""
    if paths.read_only():
        raise RunError(f"This installation is read-only (FMNIST_READ_ONLY=1): it cannot {what}.")
