"""One run in full, and how to delete runs."""

from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st

from fmnist_core import paths
from fmnist_core.errors import FmnistError
from fmnist_core.runs import Run, RunStore
from ui import address, run_actions, run_view, run_words, setting_words
from ui.runs_labels import show_labels

PACKAGES = {"tensorflow": "TensorFlow", "keras": "Keras", "numpy": "NumPy"}


def one_run(run: Run) -> None:
    """Show all that is known of a run."""
    status = run.status
    st.subheader(run_words.plain(run.name), anchor=False)
    run_view.state_line(run, status)
    show_labels(run)
    run_view.trouble(run, status)
    run_view.links(run)
    run_actions.show_ways_on(run, status)
    if status.state.active:
        st.page_link(
            "pages/train.py", label="Watch it", icon=":material/visibility:", query_params={"run": run.id}
        )
    left, right = st.columns([3, 2], gap="large")
    with left:
        run_view.figures(status)
        tested = status.test_accuracy is not None and run_words.certainty(run.dataset, status.test_accuracy)
        if tested:
            st.caption(f"Test accuracy: {tested}")
        run_view.curves(run, status)
        run_view.command(run)
    with right:
        st.markdown("**Settings**")
        _pairs(setting_words.settings(run.config))
        st.markdown("**Made with**")
        _pairs(_environment(run))


def what_can_be_deleted(runs: Sequence[Run]) -> tuple[list[Run], str]:
    """Return which of the selected runs can be deleted, and a sentence where there are others or none."""
    if paths.read_only():
        return [], "This installation is read-only: nothing can be renamed or deleted here."
    own = [run for run in runs if not run.zoo]
    ended = [run for run in own if not run.status.state.active]
    if not own:
        return [], "What ships with the app cannot be renamed or deleted."
    if len(ended) < len(own):
        return ended, "A run that is under way cannot be deleted: stop it first."
    return ended, "" if len(own) == len(runs) else "What ships with the app stays."


def delete_button(ended: Sequence[Run]) -> None:
    """Offer to delete some runs that have ended."""
    label = "Delete" if len(ended) == 1 else f"Delete {len(ended)} runs"
    if st.button(label, icon=":material/delete:", key="delete"):
        _confirm(ended)


@st.dialog("Delete for good?")
def _confirm(runs: Sequence[Run]) -> None:
    st.markdown("\n".join(f"- {run_words.plain(name)}" for name in run_words.names(runs)))
    st.caption("Settings, curves, weights and results go; there is no way back.")
    with st.container(horizontal=True):
        deleted = st.button(
            "Delete",
            type="primary",
            icon=":material/delete:",
            key="delete for good",
            on_click=_delete,
            args=(runs,),
        )
        if st.button("Keep", key="keep") or deleted:
            st.rerun()


def _delete(runs: Sequence[Run]) -> None:
    address.go(runs="")
    for run in runs:
        try:
            RunStore().delete(run.id)
        except FmnistError as error:  # it has just been started again, or the disk refuses
            st.toast(str(error))


def _environment(run: Run) -> dict[str, str]:
    made = run.record.get("environment") or {}
    machine = made.get("machine") or {}
    facts = {
        "Created": run_words.moment(run.created, _zone()),
        "Id": run.id,
        "Precision": run.status.precision,
        **{PACKAGES.get(name, name): version for name, version in (made.get("packages") or {}).items()},
        "Python": made.get("python"),
        "Revision": (made.get("git_commit") or "")[:10],
        "Processor": machine.get("processor"),
        "Cores": machine.get("cores"),
        "System": machine.get("system"),
    }
    return {label: str(value) for label, value in facts.items() if value}


def _zone() -> ZoneInfo | None:
    """Return the visitor's time zone; None, that of this machine, where it is not known."""
    try:
        return ZoneInfo(st.context.timezone or "")
    except (ZoneInfoNotFoundError, ValueError):
        return None


def _pairs(rows: Mapping[str, str]) -> None:
    st.table({"": list(rows), "value": list(rows.values())}, border="horizontal", hide_header=True)
