from collections.abc import Sequence

import streamlit as st

from fmnist_core.runs import Run, RunStore
from ui import cache, runs_figures
from ui.run_details import delete_button, one_run, what_can_be_deleted
from ui.runs_labels import edit_button
from ui.runs_pair import pair_view, partner
from ui.runs_side_by_side import baseline_first, curves, table
from ui.runs_table import runs_table


def tools(listed: Sequence[Run], selected: Sequence[Run]) -> None:
    """Show what can be done with the selected runs, or with all."""
    ended, why_not = what_can_be_deleted(selected) if selected else ([], "")
    with st.container(horizontal=True, vertical_alignment="center"):
        if len(selected) == 1 and (ended or "under way" in why_not):
            edit_button(selected[0])
        if ended:
            delete_button(ended)
        exported = selected or listed
        st.download_button(
            "Export as CSV" if not selected else f"Export {len(selected)} as CSV",
            lambda: runs_figures.list_csv(exported),
            "runs.csv",
            "text/csv",
            icon=":material/download:",
            on_click="ignore",
            help="A line a run, with every setting and figure.",
        )
    if why_not:
        st.caption(why_not)


def several(selected: Sequence[Run]) -> None:
    """Show what sets several runs apart, and what changed between two of them."""
    st.subheader(f"{len(selected)} runs side by side", anchor=False)
    runs = baseline_first(selected)
    table(runs)
    curves(runs)
    st.subheader("Image by image", anchor=False)
    other = partner(runs[0], runs[1:])
    if other is not None:
        pair_view(runs[0], other)


st.title("Runs")
st.markdown(
    "All trained networks, yours and those that ship with the app: "
    "tick one to see how it was made, or several to see what sets them apart."
)
for problem in RunStore().problems():
    st.warning(problem)
runs = cache.run_list()
if not runs:
    st.caption("There is no run yet. Train a network, and it will stand here with its settings and curves.")
    st.page_link("pages/train.py", label="Train a network", icon=":material/model_training:")
    st.stop()

selected = runs_table(runs)
tools(runs, selected)
if not selected:
    st.caption("Nothing is selected. Tick the box at the left of a row; click a column's name to sort by it.")
elif len(selected) == 1:
    one_run(selected[0])
else:
    several(selected)
