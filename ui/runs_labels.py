"""The name, note and tags of a run: shown, and changed in a dialog."""

import streamlit as st

from fmnist_core.errors import FmnistError
from fmnist_core.runs import Run, RunStore
from fmnist_core.runs.labels import LONGEST_NAME, LONGEST_NOTE
from ui import cache, run_words

KEYS = {label: f"label {label}" for label in ("name", "note", "tags")}
PROBLEM = "problem with labels"


def show_labels(run: Run) -> None:
    """Show the tags and the note of a run, and its first name where it has been renamed."""
    labels = run.labels
    if labels.tags:
        with st.container(horizontal=True, gap="small"):
            for tag in labels.tags:
                st.badge(run_words.plain(tag), icon=":material/sell:", color="gray")
    if labels.note:
        st.markdown(run_words.plain(labels.note).replace("\n", "  \n"))
    if run.name != run.first_name:
        st.caption(f"Trained under the name {run_words.plain(run.first_name)}.")


def edit_button(run: Run) -> None:
    """Offer to rename one of the user's runs, or to change its note or tags."""
    if st.button("Name, note and tags", icon=":material/edit:", key="edit"):
        _edit(run)


@st.dialog("Name, note and tags")
def _edit(run: Run) -> None:
    labels = run.labels
    known = sorted({tag for each in cache.run_list() for tag in each.labels.tags})
    with st.form("labels", border=False):
        st.text_input(
            "Name",
            labels.name,
            key=KEYS["name"],
            placeholder=run.first_name,
            max_chars=LONGEST_NAME,
            help="Empty: the name that it was trained under.",
        )
        st.text_area(
            "Note",
            labels.note,
            key=KEYS["note"],
            max_chars=LONGEST_NOTE,
            placeholder="What was it good for?",
        )
        st.multiselect(
            "Tags",
            known,
            list(labels.tags),
            key=KEYS["tags"],
            accept_new_options=True,
            placeholder="Choose one, or type a new one and press Enter",
        )
        saved = st.form_submit_button(
            "Save", type="primary", icon=":material/check:", on_click=_save, args=(run.id,)
        )
    if saved and not (problem := st.session_state.pop(PROBLEM, "")):
        st.rerun()
    elif saved:
        st.error(problem)


def _save(run_id: str) -> None:
    typed = {label: st.session_state[key] for label, key in KEYS.items()}
    try:
        RunStore().label(run_id, **typed)
    except FmnistError as error:
        st.session_state[PROBLEM] = str(error)
