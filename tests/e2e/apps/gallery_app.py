"""Two galleries: one whose selection is in the address and that takes several, one that keeps its own."""

import numpy as np
import streamlit as st

from fmnist_core.datasets import load
from ui.gallery import GalleryItem, Several, gallery, sample_from_url, sample_to_url

dataset = load("fashion_mnist")
names = dataset.spec.class_names
test = dataset.test


def items_of(indices):
    """Samples with made-up predictions, every fifth of them wrong."""
    for index in indices:
        true = int(test.labels[index])
        predicted = (true + 4) % 10 if index % 5 == 0 else true
        mark = ("?", "ambiguous") if index == 17 else None
        yield GalleryItem("test", int(index), true, predicted, 0.999 - (index % 50) / 100, mark=mark)


def choose(items):
    st.session_state["chosen"] = [(item.split, item.index) for item in items]


st.title("Gallery")
start = st.number_input("From", value=0, step=10)
count = st.number_input("Number", value=60, step=10)
indices = np.arange(start, start + count)
shown = sample_from_url()
st.write(f"Address: {shown}")
item = gallery(
    list(items_of(indices)),
    test.images[indices],
    class_names=names,
    key="linked",
    selected=shown,
    on_select=sample_to_url,
    several=Several(st.session_state.get("chosen", []), choose),
)
st.write(f"Selected: {item.split} {item.index}" if item else "Selected: nothing")
st.write(f"Chosen: {[index for _, index in st.session_state.get('chosen', [])]}")
if st.button("Next"):
    st.query_params["sample"] = f"test-{(shown or ('test', -1))[1] + 1}"
    st.rerun()

st.subheader("On its own")
own_items = [GalleryItem("train", n, n, note="a note" if n == 3 else "") for n in range(4)]
own = gallery(
    own_items, dataset.train.images[:4], class_names=names, key="own", scale=3, selected=("train", 1)
)
st.write(f"Own: {own.split} {own.index}" if own else "Own: nothing")
