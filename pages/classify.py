import time

import numpy as np
import streamlit as st

from fmnist_core.errors import FmnistError
from fmnist_core.images import Prepared, prepare
from ui.answer import show_no_answer, show_seen, show_steps
from ui.beside import answer_column
from ui.pickers import dataset_picker, run_picker
from ui.picture_input import picture_input
from ui.why import show_neighbours, show_saliency

COLUMN = 290  # pixels that the canvas needs, with a little air

st.title("Classify")
st.markdown(
    "Give a network a picture of your own, see how it reads it and why: draw one item below, and the answer "
    "moves with each stroke."
)
dataset = dataset_picker()
run = run_picker(dataset.name)
if run is None:
    st.stop()

grid = st.grid(3, min_column_width=COLUMN, gap="medium")
given, seen, said = grid.cell(), grid.cell(), grid.cell()

prepared, milliseconds = None, 0.0
with given:
    picture = picture_input(dataset)
    if picture is not None and isinstance(picture.content, np.ndarray):
        prepared = Prepared(picture.content, "dataset image", ())  # what the network was made for, as it is
    elif picture is not None:
        start = time.perf_counter()
        try:
            prepared = prepare(picture.content, dataset)
        except FmnistError as error:
            st.error(str(error), icon=":material/broken_image:")
        milliseconds = (time.perf_counter() - start) * 1000
with seen:
    show_seen(prepared)
if picture is None or prepared is None:
    with said:
        show_no_answer(dataset.class_names)
    st.stop()

with said:
    answered = answer_column(run, prepared, milliseconds, picture.true)
if answered is None:
    st.stop()
classifier, prediction = answered

show_steps(prepared.steps)
show_saliency(classifier, prepared.pixels, prediction.best)
show_neighbours(classifier, prepared.pixels, picture.sample)
