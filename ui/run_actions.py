"""What can be done with a run: stop it, go on with it, or start another one like it, `?like=RUN`."""

import streamlit as st

from fmnist_core import paths
from fmnist_core.errors import FmnistError
from fmnist_core.runs import Run, RunState, RunStatus, RunStore
from fmnist_core.training import LocalExecutor, TrainingConfig, resume
from ui import form_fields, run_words

EARLY = (RunState.FAILED, RunState.INTERRUPTED, RunState.STOPPED)
_FILLED = "run that the form was filled in from"


def show_stop(run: Run, status: RunStatus, icon: str | None = None, key: str = "stop") -> None:
    """Show the button that stops a run, or that says that this has been asked for."""
    asked = bool(run.stop_requested)
    st.button(
        "Stopping" if asked else "Cancel" if status.state is RunState.QUEUED else "Stop",
        icon=icon,
        disabled=asked or status.state is RunState.EVALUATING,
        help="Ends training after this batch; the best weights are kept and tested.",
        key=f"{key} {run.id}",
        on_click=_request_stop,
        args=(run.id, True),
    )


def show_leave(run: Run, status: RunStatus) -> None:
    """Show the quieter button that stops a run that trains without testing it."""
    training = status.state in (RunState.STARTING, RunState.RUNNING)
    st.button(
        "Stop without evaluating",
        type="tertiary",
        disabled=not training or bool(run.stop_requested),
        help="Ends training after this batch; the best weights are kept, but not tested.",
        key=f"leave {run.id}",
        on_click=_request_stop,
        args=(run.id, False),
    )


def show_ways_on(run: Run, status: RunStatus) -> None:
    """Show how to go on from a run that has ended: resume it where it ended early, or start another one."""
    if status.state.active or paths.read_only():
        return
    with st.container(horizontal=True):
        if status.state in EARLY and not run.zoo:
            st.button(
                "Resume",
                icon=":material/resume:",
                help="Goes on from the last epoch that was completed.",
                key=f"resume {run.id}",
                on_click=_resume,
                args=(run.id,),
            )
        if st.button(
            "Duplicate with changes",
            icon=":material/content_copy:",
            help="Fills the form of the Train page with the settings of this run.",
            key=f"duplicate {run.id}",
        ):
            st.session_state.pop(_FILLED, None)  # a second click fills it in anew
            watched = {} if run.zoo else {"run": run.id}
            st.switch_page("pages/train.py", query_params={**watched, "like": run.id})


def fill_form() -> bool:
    """Fill the form with the settings of the run in the link, and say so; nonsense there is said in words.

    This happens once, when the visitor comes: afterwards they can change what was filled in.

    Returns:
        Whether the link names a run whose settings can be used.
    """
    like = st.query_params.get("like")
    if like is None:
        st.session_state.pop(_FILLED, None)
        return False
    try:
        run = RunStore().get(like)
        config = TrainingConfig.from_dict(run.config)
    except FmnistError as error:
        st.caption(f"The settings of this link's run cannot be filled in. {run_words.plain(str(error))}")
        return False
    name = run_words.plain(run.name)
    if st.session_state.get(_FILLED) != run.id:
        st.session_state[_FILLED] = run.id
        form_fields.fill(config)
        st.toast(f"The form now holds the settings of {name}.", icon=":material/content_copy:")
    st.caption(f"Filled in from {name}: change what you like, then start it.")
    return True


def _request_stop(run_id: str, evaluate: bool) -> None:
    """Ask a run to stop; where it has just ended by itself, say so."""
    try:
        RunStore().request_stop(run_id, evaluate=evaluate)
    except FmnistError as error:
        st.toast(str(error))


def _resume(run_id: str) -> None:
    try:
        resume(RunStore().get(run_id), LocalExecutor())
    except FmnistError as error:
        st.toast(str(error))
