import streamlit as st

from fmnist_core.runs import RunStore
from ui import cache
from ui.run_details import delete_button, one_run, several_runs
from ui.runs_table import runs_table

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
if not selected:
    st.caption("Nothing is selected. Tick the box at the left of a row; click a column's name to sort by it.")
    st.stop()
delete_button(selected)
if len(selected) == 1:
    one_run(selected[0])
else:
    several_runs(selected)
