"""A playground: move, turn, scale or partly erase an item and watch the answer."""

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from fmnist_core.errors import FmnistError
from fmnist_core.images.changes import Change, changed
from fmnist_core.recognition import Prediction
from fmnist_core.recognition.recognise import is_strange, own_answers
from ui import figures
from ui.sample_view import enlarged
from ui.words import percent

if TYPE_CHECKING:
    from fmnist_core.inference import Classifier

SIDE = 224  # screen pixels of the changed image
COLUMN = 290
# One slider each: its name, its range and step, and what is written behind a value.
SLIDERS = {
    "turn": ("Turn clockwise", -180, 180, 5, "°"),
    "right": ("Shift right", -14, 14, 1, "\u202fpx"),
    "down": ("Shift down", -14, 14, 1, "\u202fpx"),
    "size": ("Size", 25, 200, 5, "\u202f%"),
    "erased": ("Erase a square of", 0, 28, 1, "\u202fpx"),
}
PLACES = {"erased_left": "Square from the left", "erased_top": "Square from the top"}
SWEPT = {name: SLIDERS[name][0] for name in ("turn", "right", "down", "size")}


@st.fragment
def show_playground(classifier: "Classifier", prediction: Prediction) -> None:
    """Show sliders that change an image, the changed image, and its probabilities beside the original's.

    Args:
        classifier: a loaded network.
        prediction: what was answered to the picture that the changes start from.
    """
    pixels, kind = prediction.pixels, prediction.prepared.kind
    grid = st.grid(3, min_column_width=COLUMN, gap="medium")
    shown, sliders, answered = grid.cell(), grid.cell(), grid.cell()
    with sliders:
        change = _change(pixels.shape)
    image = changed(pixels, change)
    try:
        before, now = own_answers(classifier, np.stack([pixels, image]), kind)
        strange = _judges(prediction) and is_strange(classifier, image, kind)
    except FmnistError as error:
        st.error(str(error), icon=":material/error:")
        return
    names = classifier.class_names
    with shown:
        st.markdown("**What the network sees now**")
        picture, width = enlarged(image, SIDE)
        st.image(picture, width=width, alt="The changed image, enlarged", output_format="PNG")
        st.markdown(moved(before, now, names, strange=strange))
        if strange:
            st.caption("To the network this now looks like none of the classes.")
    with answered:
        st.markdown("**Probabilities**", help="Of the run's own network alone.")
        st.plotly_chart(
            figures.moved_bars(now, before, names),
            key="playground bars",
            config={"displayModeBar": False},
            alt=f"Probability of each class now and before; now the likeliest is {names[int(now.argmax())]}",
        )
        st.caption("Bars: now. Upright lines: before.")
    _show_sweep(classifier, prediction, change, int(before.argmax()))


def _judges(prediction: Prediction) -> bool:
    """Whether the run's network tells if a picture shows a class at all; of photographs another one does."""
    return sum(opinion.counts for opinion in prediction.opinions) == 1


def moved(before: np.ndarray, now: np.ndarray, names: tuple[str, ...], *, strange: bool = False) -> str:
    """Say in a sentence whether the answer has changed.

    Args:
        before: probabilities, float (classes,).
        now: probabilities, float (classes,).
        names: one name a class.
        strange: whether the image now looks like none of them.
    """
    first, last = int(before.argmax()), int(now.argmax())
    named = f"{'closest to ' if strange else ''}**{names[last]}**, {percent(now[last])}"
    if first == last:
        return f"Still {named} (before: {percent(before[last])})."
    return f"Now {named}; before it was {names[first]}, {percent(before[first])}."


def _change(shape: tuple[int, int]) -> Change:
    """Show the sliders and return what they say."""
    values = {}
    for name, (label, low, high, step, unit) in SLIDERS.items():
        values[name] = st.slider(
            label,
            low,
            high,
            getattr(Change(), name),
            step,
            format=f"%d{unit.replace('%', '%%')}",
            key=_key(name),
        )
    for name, label in PLACES.items() if values["erased"] else ():
        last = shape[name == "erased_left"] - 1
        values[name] = st.slider(label, 0, last, last // 2, 1, format="%d\u202fpx", key=_key(name))
    change = Change(**values)
    st.button(
        "Undo all changes",
        icon=":material/restart_alt:",
        on_click=_undo,
        disabled=replace(change, erased_left=0, erased_top=0) == Change(),
        key="playground undo",
    )
    return change


def _undo() -> None:
    for name in SLIDERS:
        st.session_state[_key(name)] = getattr(Change(), name)


def _key(name: str) -> str:
    return f"playground {name}"


def _show_sweep(classifier: "Classifier", prediction: Prediction, change: Change, first: int) -> None:
    """Show how the answer moves with one of the changes while the others stay as they are."""
    swept = st.segmented_control(
        "Probability over",
        list(SWEPT),
        format_func=lambda name: SWEPT[name],
        default="turn",
        required=True,
        key="playground sweep",
        persist_state="session",
    )
    label, low, high, step, unit = SLIDERS[swept]
    places = list(range(low, high + 1, step))
    images = np.stack([changed(prediction.pixels, replace(change, **{swept: place})) for place in places])
    st.plotly_chart(
        figures.sweep_lines(
            places,
            own_answers(classifier, images, prediction.prepared.kind),
            classifier.class_names,
            axis=f"{label} ({unit.strip()})",
            unit=unit,
            at=getattr(change, swept),
            keep=first,
        ),
        key="playground lines",
        config={"displayModeBar": False},
        alt=f"Probability of the likeliest classes over: {label}",
    )
    st.caption("The upright line is where the slider stands; everything else stays as it is above.")
