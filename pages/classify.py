import streamlit as st

from ui.answer import show_no_answer
from ui.batch import batch, forget_answers
from ui.beside import answer_column
from ui.canvas import WIDTH
from ui.pickers import dataset_picker, run_picker
from ui.picture import show_given
from ui.picture_input import input_kind, picture_input
from ui.run_words import plain
from ui.steps import seen_column
from ui.why import look_closer

st.title("Classify")
st.markdown(
    "Draw an item, or bring a picture of one: see what the network makes of it, step by step, and why."
)
dataset = dataset_picker()
run = run_picker(dataset.name)
if run is None:
    st.stop()

kind = input_kind()
grid = st.grid(3, min_column_width=WIDTH, gap="medium")
with grid.cell():
    pictures = picture_input(kind, dataset)
picture = pictures[0] if pictures else None
if len(pictures) > 1:
    with grid.cell(column_span=2):
        picture = batch(run, pictures)
    grid = st.grid(3, min_column_width=WIDTH, gap="medium")
    with grid.cell():
        st.subheader("The picture")
        st.caption(plain(picture.name))
        show_given(picture)
elif kind == "upload":  # elsewhere the files are only out of sight
    forget_answers()
with grid.cell():
    seen = seen_column(picture, dataset)
with grid.cell():
    if picture is None or seen is None:
        show_no_answer(dataset.class_names)
        st.stop()
    prepared, milliseconds = seen
    answered = answer_column(run, prepared, milliseconds, picture.true)
if answered is None:
    st.stop()
classifier, prediction = answered

look_closer(classifier, prediction, true=picture.true, sample=picture.sample)
