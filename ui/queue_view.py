"""The runs that are under way: those that train, and the queue behind them, which can be reordered."""

import streamlit as st

from fmnist_core import paths
from fmnist_core.errors import FmnistError
from fmnist_core.runs import Run, RunState, RunStatus, RunStore
from fmnist_core.training.queue import move, waiting
from ui import cache, run_actions, run_words


def sentence(run: Run, status: RunStatus) -> str:
    """Say what an active run is doing; for one that waits, how many others come first."""
    queue = [other.id for other in waiting(RunStore())] if status.state is RunState.QUEUED else []
    log = run.log_tail() if status.state is RunState.STARTING else ""
    return run_words.progress(status, queue.index(run.id) if run.id in queue else 0, log)


def show_under_way(watched: Run) -> None:
    """Show the other runs that train, then all that wait, in their order."""
    own = [(run, run.status) for run in reversed(cache.run_list()) if not run.zoo]
    training = [(run, status) for run, status in own if status.state.at_work and run.id != watched.id]
    queue = waiting(RunStore())
    if training:
        st.markdown("**Also training**")
        for run, status in training:
            with st.container(horizontal=True, vertical_alignment="center", wrap=False):
                _name(run, watched, run_words.progress(status))
                if not paths.read_only():
                    run_actions.show_stop(run, status)
    if queue and [run.id for run in queue] != [watched.id]:
        st.markdown("**Waiting for their turn**")
        for place, run in enumerate(queue):
            with st.container(horizontal=True, vertical_alignment="center", wrap=False):
                _name(run, watched, "Next in line" if not place else f"Number {place + 1}")
                if not paths.read_only():
                    _arrow(run, -1, off=not place)
                    _arrow(run, 1, off=place == len(queue) - 1)
                    run_actions.show_stop(run, run.status, key="cancel")


def _name(run: Run, watched: Run, doing: str) -> None:
    name = run_words.plain(run.name)
    with st.container(gap="xxsmall"):
        if run.id == watched.id:
            st.markdown(f"**{name}**")
        else:
            st.page_link("pages/train.py", label=name, query_params={"run": run.id}, icon="")
        st.caption(doing)


def _arrow(run: Run, places: int, *, off: bool) -> None:
    up = places < 0
    st.button(
        "Up" if up else "Down",
        type="tertiary",
        disabled=off,
        key=f"move {run.id} {places}",
        on_click=_move,
        args=(run, places),
    )


def _move(run: Run, places: int) -> None:
    try:
        move(run, places)
    except FmnistError as error:  # its turn has come in this moment
        st.toast(str(error))
