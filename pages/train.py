import time
from contextlib import nullcontext

import streamlit as st

from fmnist_core import paths
from fmnist_core.runs import Run, RunState, RunStatus
from ui import address, cache, run_actions, run_view, run_words
from ui.fooled import show_fooled
from ui.queue_view import sentence, show_under_way
from ui.training_form import training_form
from ui.widget_state import arrived, shown

POLL_SECONDS = 1.0
RECENT = 20  # runs to choose from here; all of them are on the Runs page


def choose_run(runs: list[Run]) -> Run | None:
    """Return the run to watch: the one in the link, else the one watched before, else the one under way.

    Where the link names none, that stays the same for the whole visit: also when it ends.
    """
    by_id = {run.id: run for run in runs}
    asked = st.query_params.get("run")
    if asked is not None and asked not in by_id:
        st.caption(f"The run {run_words.plain(asked)} is not among your own; showing another one instead.")
    remembered, last_visit, default = st.session_state.get("watched run", (None, 0, None))
    visit = arrived("runs")
    if asked is None and visit != last_visit and remembered in by_id:  # back from another page
        asked = st.query_params["run"] = remembered
    if visit != last_visit or default not in by_id:
        default = under_way(runs)
    chosen = asked if asked in by_id else default
    st.session_state["watched run"] = chosen, visit, default
    return by_id[chosen] if chosen else None


def under_way(runs: list[Run]) -> str | None:
    """Return the id of the run at work, else of the one that waits longest, else of the newest."""
    states = {run.id: run.status.state for run in runs}
    at_work = [run for run, state in states.items() if state.at_work]
    waiting = [run for run, state in states.items() if state.active]
    return next(iter([*at_work, *reversed(waiting), *states]), None)


def show_choice(runs: list[Run], chosen: Run) -> None:
    """Let the visitor watch another of the recent runs."""
    recent = [run for run in runs if run in runs[:RECENT] or run.id == chosen.id]
    labels = run_words.names_by_id(recent)
    st.selectbox(
        "Your runs",
        list(labels),
        index=list(labels).index(chosen.id),
        format_func=lambda run: labels[run],
        **shown("run picker of train", chosen.id, lambda run: address.go(run=run), labels),
    )


def watch(run: Run, polling: bool) -> None:
    """Show how far a run is. While it is active this is repeated every second; it only reads the folder."""
    status = run.status
    if polling != status.state.active:
        st.rerun()  # the whole page, which then polls no longer, or begins to
    # The same parts in any state: see the comment at the end.
    top, result, pictures = (st.container() for _ in range(3))
    with top:
        with st.container(horizontal=True, vertical_alignment="center"):
            run_view.state_line(run, status)
            if status.state.active and not paths.read_only():
                run_actions.show_leave(run, status)
        show_words(run, status)
    with result:
        if status.state is not RunState.QUEUED:
            run_view.figures(status)
            run_view.curves(run, status)
        run_view.command(run)
    with pictures:
        if status.state is not RunState.QUEUED:
            show_fooled(run, status)
    if status.state.active and not paths.read_only():
        # At the bottom of the window, whatever the page is scrolled to.
        with st.bottom, st.container(horizontal=True, vertical_alignment="center"):
            left = status.seconds_left(time.time())
            words = sentence(run, status) + (f", {run_words.duration(left)} left" if left else "")
            st.markdown(f"**{run_words.plain(run.name)}**  \n{words}", width="stretch")
            run_actions.show_stop(run, status, ":material/stop:")


def show_words(run: Run, status: RunStatus) -> None:
    """Show how far a run is or what came of it, and the ways on from there."""
    if status.state.active:
        share = status.step / status.steps if status.steps else 0.0
        st.progress(min(share, 1.0), sentence(run, status))
    elif status.state not in (RunState.FAILED, RunState.INTERRUPTED):
        st.markdown(run_words.result(run, status))
        if kept := run_words.promise(run, status):
            st.caption(kept)
    run_view.trouble(run, status)
    run_view.links(run)
    run_actions.show_ways_on(run, status)


st.title("Train")
st.markdown(
    "Choose a network and how it should learn, press Start training and watch its curves: "
    "it goes on in the background, even when this page is closed."
)
if paths.read_only():
    st.warning("This installation is read-only: the settings can be seen, but nothing can be trained here.")

own = [run for run in cache.run_list() if not run.zoo]
watched = choose_run(own)
# Side by side where both have room; below each other on narrow screens.
grid = st.grid(2, min_column_width=380, gap="medium")
form, view = grid.cell(), grid.cell()
with form:
    training_form(copied=run_actions.fill_form())
with view:
    if watched is None:
        st.caption("Nothing has been trained here yet. Your first run and its curves will stand here.")
    else:
        show_choice(own, watched)
        active = {run.id for run in own if run.status.state.active}
        polling = watched.id in active
        # When a fragment is run before all of the page's run is sent, Streamlit drops the blocks in it that
        # are yet to be sent, but not the large elements in them that the browser has kept: where it finds no
        # block for one, it goes blank. A fragment is known by its place: a late timer runs none that rests.
        with nullcontext() if polling else st.container():
            st.fragment(watch, run_every=POLL_SECONDS if polling else None)(watched, polling)
        others = active - {watched.id}
        st.fragment(show_under_way, run_every=2 * POLL_SECONDS if others else None)(watched)
