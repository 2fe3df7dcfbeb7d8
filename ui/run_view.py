"""What the Train and Runs pages both show of a run: its state, curves and links, and how to repeat it."""

import time
from typing import Literal

import streamlit as st

from fmnist_core.cli.settings import command_of
from fmnist_core.errors import FmnistError, RunError
from fmnist_core.runs import Run, RunState, RunStatus
from ui import run_words, setting_words
from ui.figures import learning_curves

Colour = Literal["gray", "blue", "green", "orange", "red"]
STATES: dict[RunState, tuple[str, Colour]] = {  # icon and colour; the word always stands beside them
    RunState.QUEUED: (":material/schedule:", "gray"),
    RunState.STARTING: (":material/hourglass_top:", "blue"),
    RunState.RUNNING: (":material/model_training:", "blue"),
    RunState.EVALUATING: (":material/fact_check:", "blue"),
    RunState.DONE: (":material/check:", "green"),
    RunState.STOPPED: (":material/stop:", "gray"),
    RunState.INTERRUPTED: (":material/power_off:", "orange"),
    RunState.FAILED: (":material/error:", "red"),
}
WHOLE_TICKS = 10  # up to so many epochs, each has its tick
WHOLE_AXIS = 30  # up to so many epochs, the axis has room for all of them from the start
INSPECT = (
    ("pages/confusion.py", "What it confuses", ":material/grid_on:"),
    ("pages/errors.py", "Its errors", ":material/rule:"),
    ("pages/classify.py", "Try it", ":material/draw:"),
)


def state_line(run: Run, status: RunStatus) -> None:
    """Show the state of a run, and what it is."""
    icon, colour = STATES[status.state]
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.badge(status.state.capitalize(), icon=icon, color=colour)
        st.caption(
            f"{setting_words.network_title(run.architecture)} on {setting_words.dataset_title(run.dataset)}"
        )


def figures(status: RunStatus) -> None:
    """Show the numbers of a run: those of the moment while it trains, else those of its end."""
    live = status.state.active
    values = run_words.figures_now(status, time.time()) if live else run_words.figures_in_the_end(status)
    with st.grid(3, min_column_width=120):
        for label, value in values.items():
            st.metric(label, value, help=_HELP.get(label))


def curves(run: Run, status: RunStatus) -> None:
    """Show the learning curves of a run, on an axis that stays as it is while they grow."""
    try:
        history, steps = run.history(), run.steps()
    except RunError as error:
        st.warning(str(error))
        return
    figure = learning_curves(history, steps)
    epochs = _axis(max(status.epochs or 1, 1), status.epoch)
    figure.update_xaxes(range=[0, epochs], dtick=1 if epochs <= WHOLE_TICKS else None)
    if not steps and not history:
        figure.update_yaxes(range=[0, 2.5], row=1)
        figure.update_yaxes(range=[0, 1], row=2)
    name = f"Loss and accuracy of {run.name} by epoch"
    st.plotly_chart(figure, key=f"curves {run.id}", config={"displayModeBar": False}, alt=name)


def links(run: Run) -> None:
    """Show the ways to look into what a run has learnt, where it has been evaluated."""
    if not run.evaluated:
        return
    with st.container(horizontal=True, gap="medium"):
        for page, label, icon in INSPECT:
            st.page_link(page, label=label, icon=icon, query_params={"run": run.id})


def trouble(run: Run, status: RunStatus) -> None:
    """Show why a run ended early, and the last words of its process."""
    if status.state in (RunState.FAILED, RunState.INTERRUPTED):
        st.error(run_words.progress(status), icon=STATES[status.state][0])
        if log := run.log_tail():
            with st.expander("The last lines of its log", icon=":material/article:"):
                st.code(log, language=None, wrap_lines=True)
    elif status.error:
        st.warning(status.error)


def command(run: Run) -> None:
    """Show, folded up, the command that trains the same in a shell; nothing where this version cannot."""
    try:
        line = command_of(run.config)
    except FmnistError:
        return
    with st.expander("The same in a shell", icon=":material/terminal:"):
        st.code(line, language="bash", wrap_lines=True)


_HELP = {
    "Best epoch": "The epoch whose weights are kept: the best on the validation images.",
    "Learning rate": "How large each change of the weights is at the moment.",
    "Training accuracy": "Share of this epoch's training images named correctly while they were learnt from.",
    "Validation accuracy": "Share of the validation images named correctly by the best weights so far. "
    "It decides which weights are kept; the test images are looked at once, at the end.",
}


def _axis(epochs: int, reached: int) -> int:
    """Return how many epochs the axis shows: all, or, in a long run, twice as many each time it is full."""
    shown = WHOLE_AXIS
    while shown <= reached:
        shown *= 2
    return min(epochs, shown)
