"""The lower half of the Classify page: why a network answers as it does; nothing is computed unasked.

`?look=` names what is open, so that a link shows the same.
"""

from typing import TYPE_CHECKING

import streamlit as st

from fmnist_core.recognition import Prediction
from ui import address
from ui.playground import show_playground
from ui.run_words import plain
from ui.why_alike import show_alike
from ui.why_inside import show_inside
from ui.why_maps import show_maps

if TYPE_CHECKING:
    from fmnist_core.inference import Classifier

LOOKS = {
    "why": ":material/visibility: What it looked at",
    "inside": ":material/layers: Inside the network",
    "playground": ":material/tune: Playground",
    "alike": ":material/image_search: Similar items",
}


def look_closer(
    classifier: "Classifier",
    prediction: Prediction,
    *,
    true: int | None = None,
    sample: tuple[str, int] | None = None,
) -> None:
    """Offer what there is to find out about an answer, and show what is asked for.

    Args:
        classifier: the network that answered.
        prediction: what it answered.
        true: number of the true class, where it is known.
        sample: split and index, where the picture is in the dataset.
    """
    st.subheader("Look closer")
    look = address.choice("look", list(LOOKS))
    st.segmented_control(
        "Look closer",
        list(LOOKS),
        default=look or None,
        format_func=lambda name: LOOKS[name],
        label_visibility="collapsed",
        **address.tied("look", look or None, None),
    )
    if look and len(prediction.opinions) > 1:
        st.caption(f"What follows is about {plain(prediction.opinions[0].title)} alone.")
    if look == "why":
        show_maps(classifier, prediction, true)
    elif look == "inside":
        show_inside(classifier, prediction)
    elif look == "playground":
        show_playground(classifier, prediction)
    elif look == "alike":
        show_alike(classifier, prediction.pixels, sample)
    else:
        st.caption(
            "See which parts of the picture speak for a class, what the network makes of it layer by layer, "
            "what changes the answer, and which items of the dataset it finds most alike. Each is computed "
            "when you choose it."
        )
