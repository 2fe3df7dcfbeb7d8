"""Runs on disk: the one store that the app, the command line and the training worker read and write."""

from fmnist_core.runs.run import Run
from fmnist_core.runs.status import RunState, RunStatus
from fmnist_core.runs.store import RunStore
from fmnist_core.runs.writer import RunWriter

__all__ = ["Run", "RunState", "RunStatus", "RunStore", "RunWriter"]
