import streamlit as st

from ui import pickers

dataset = pickers.dataset_picker()
run = pickers.run_picker(dataset.name)
st.json({"dataset": dataset.name, "run": run.id if run else None})
