"""Training what a comparison lacks: buttons that queue runs, and what is under way."""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence

import streamlit as st

from fmnist_core import datasets, paths
from fmnist_core.errors import DatasetError, FmnistError
from fmnist_core.runs import Run, RunState, RunStore
from fmnist_core.training import LocalExecutor, TrainingConfig
from fmnist_core.training.forecast import expected
from ui import cache, run_words, setting_words
from ui.comparison_runs import like, limit, same_but

POLL_SECONDS = 2.0
START_SECONDS = 20.0  # about what a run takes before its first step and after its last
Wanted = Callable[[], list[TrainingConfig]]  # looks anew, so that a second click trains nothing twice


def twin_button(run: Run, dataset: str) -> None:
    """Offer to train the exact twin of a run on another dataset, or say how far that is."""
    title = setting_words.dataset_title(dataset)
    other = same_but(cache.run_list(), run, dataset).get(limit(run))
    if other is not None and other.status.state.active:
        st.caption(f"Its twin on {title} is under way:")
        progress([other])
        return
    if other is not None and not other.evaluated:
        ended = run_words.plain(run_words.progress(other.status))
        st.caption(f"Its twin on {title} ended early. {ended}")
    label = f"Train its exact twin on {title}"
    train_button(label, lambda: _twin(run, dataset), f"twin on {dataset}", _rough(run, dataset))


def train_button(label: str, wanted: Wanted, key: str, rough: float | None) -> None:
    """Show a button that queues runs, with what they will take; or say why there is none.

    Args:
        label: of the button.
        wanted: gives the configurations.
        key: unique on the page.
        rough: how long that takes, in seconds, going by the run to copy, if that is known.
    """
    if paths.read_only():
        st.caption("This installation is read-only: nothing can be trained here.")
        return
    try:
        seconds = _seconds(wanted())
    except FmnistError as error:
        st.caption(f"“{label}” is not possible here. {run_words.plain(str(error))}")
        return
    st.button(label, icon=":material/model_training:", key=key, on_click=_queue, args=(wanted,))
    took = f"Takes about {run_words.duration(seconds)}. " if seconds else ""
    if rough and not seconds:
        took = f"Takes roughly {run_words.duration(rough)}, going by the run to copy. "
    st.caption(f"{took}It goes on in the background, even when this page is closed.")


def progress(runs: Sequence[Run]) -> None:
    """Show how far some active runs are; the page is drawn anew when one of them starts or ends."""
    states = {run.id: phase(run) for run in sorted(runs, key=lambda run: run.created)}
    st.fragment(_poll, run_every=POLL_SECONDS)(states)


def phase(run: Run) -> str:
    """Return "queued", "under way", or how a run ended."""
    state = run.status.state
    return "under way" if state.at_work else str(state)


def _poll(states: Mapping[str, str]) -> None:
    for run_id, before in states.items():
        try:
            run = RunStore().get(run_id)
        except FmnistError:
            st.rerun()  # somebody has deleted it
        if phase(run) != before:
            st.rerun()
        status = run.status
        left = status.seconds_left(time.time())
        words = run_words.progress(status)
        if status.state is RunState.QUEUED:
            words = "Waits for its turn."
        with st.container(horizontal=True, vertical_alignment="center"):
            st.page_link(
                "pages/train.py",
                label=run_words.plain(run.name),
                icon=":material/visibility:",
                query_params={"run": run.id},
            )
            st.caption(words + (f", {run_words.duration(left)} left" if left else ""))


def _twin(run: Run, dataset: str) -> list[TrainingConfig]:
    other = same_but(cache.run_list(), run, dataset).get(limit(run))
    if other is not None and (other.evaluated or other.status.state.active):
        return []
    return [like(run, dataset, limit(run))]


def _rough(run: Run, dataset: str) -> float | None:
    """Return how long a twin takes if each image takes as long as it did in the run to copy."""
    took = run.status.seconds
    try:
        given, wanted = (datasets.load(name).sizes["train"] for name in (run.dataset, dataset))
    except DatasetError:
        return None
    most = limit(run) or max(given, wanted)
    return START_SECONDS + took * min(wanted, most) / min(given, most) if took else None


def _seconds(configs: Iterable[TrainingConfig]) -> float | None:
    """Return how long trainings take one after another; None where the speed of one was never measured."""
    total = 0.0
    for config in configs:
        took = expected(config)
        if took is None:
            return None
        total += took.total
    return total


def _queue(wanted: Wanted) -> None:
    try:
        for config in wanted():
            promised = expected(config)
            run = RunStore().create(config.to_dict(), promised=promised.total if promised else None)
            LocalExecutor().submit(run)
    except FmnistError as error:
        st.toast(str(error))
