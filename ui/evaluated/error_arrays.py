"""What the Errors page needs of all runs and all annotations at once, kept for all visitors."""

from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from fmnist_core.annotations import Annotation, AnnotationStore
from fmnist_core.errors import FmnistError
from fmnist_core.evaluation.agreement import Agreement, agreement
from fmnist_core.runs import Run
from ui import cache

Sample = tuple[str, int]


@dataclass(frozen=True)
class AllRuns:
    """The answers of all evaluated runs of a dataset to the samples of one run's evaluation.

    Attributes:
        runs: the runs whose answers can be read; the one that is shown comes first.
        unreadable: the others.
        answers: theirs, one row a run.
    """

    runs: tuple[Run, ...]
    unreadable: tuple[Run, ...]
    answers: Agreement


def all_runs(run: Run, split: str) -> AllRuns:
    """Return what all evaluated runs of a run's dataset say of its samples.

    Raises:
        RunCorruptError: the run itself has no readable evaluation.
    """
    others = [
        one for one in cache.run_list() if one.dataset == run.dataset and one.id != run.id and one.evaluated
    ]
    everybody = {one.id: one for one in (run, *others)}
    readable, answers = _agreement(
        split, tuple((one.id, cache.written(one.folder / "evaluation.npz")) for one in everybody.values())
    )
    return AllRuns(
        runs=tuple(everybody[one] for one in readable),
        unreadable=tuple(one for one in others if one.id not in readable),
        answers=answers,
    )


def annotations(dataset: str) -> Mapping[Sample, Annotation]:
    """Return the annotations of a dataset as they are now.

    Raises:
        AnnotationError: their file cannot be read.
    """
    return _annotations(dataset, AnnotationStore(dataset).version(), str(AnnotationStore(dataset).path))


# What only the key of the cache needs is not used below.


@st.cache_resource(max_entries=16, show_spinner=False)
def _agreement(split: str, runs: tuple[tuple[str, int], ...]) -> tuple[tuple[str, ...], Agreement]:
    shown, *others = (run for run, _ in runs)
    readable = {shown: cache.evaluation(shown, split)}
    for run in others:
        try:
            readable[run] = cache.evaluation(run, split)
        except FmnistError:
            continue  # the page says so where it lists the runs
    return tuple(readable), agreement(list(readable.values()))


@st.cache_resource(max_entries=8, show_spinner=False)
def _annotations(dataset: str, version: tuple[int, int, int], path: str) -> Mapping[Sample, Annotation]:
    return AnnotationStore(dataset).all()
