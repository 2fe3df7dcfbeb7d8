import streamlit as st

from ui import pickers

dataset = pickers.dataset_picker()
run = pickers.run_picker(dataset.name)
classes = pickers.class_filter(dataset.class_names)
st.json({"dataset": dataset.name, "run": run.id if run else None, "classes": classes})
