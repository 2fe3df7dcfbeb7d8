"""Whether a map can be believed: what happens to the answer when it is followed, and without training."""

from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from fmnist_core.explain import METHODS, Faithfulness, SaliencyMap
from ui import figures
from ui import why_computed as computed
from ui.words import percent

if TYPE_CHECKING:
    from fmnist_core.inference import Classifier

HEIGHT = 260  # screen pixels of the curves
LABEL = 26  # screen pixels of the label
CURVES = (
    "The curves show the probability while pixels are erased and while they are brought back, those first "
    "that a map ranks first. Thick blue: this map. Dashed orange: an edge detector. Dotted: a random map."
)


def show_sanity(classifier: "Classifier", pixels: np.ndarray, method: str) -> None:
    """Label a map by whether it changes when the network's weights are random.

    Raises:
        NetworkError: the method does not work on the network.
    """
    with st.skeleton(height=LABEL):
        found = computed.sanity(classifier, pixels, method)
    how = (
        f"Maps of the same network with random weights have a rank correlation of {found.similarity:.2f} "
        "with this method's map. A map that stays alike shows the picture, not what was learnt "
        "([Adebayo et al. 2018](https://arxiv.org/abs/1810.03292))."
    )
    if found.passed:
        st.markdown(":green-badge[:material/check: Depends on what was learnt]", help=how)
    else:
        st.markdown(":red-badge[:material/close: Fails the sanity check]", help=how)


def show_tests(classifier: "Classifier", pixels: np.ndarray, found: SaliencyMap) -> None:
    """Show the deletion and insertion curves of a map beside those of a random map and an edge detector.

    Raises:
        NetworkError: the network cannot answer.
    """
    with st.skeleton(height=HEIGHT):
        own = computed.faithfulness(classifier, pixels, found.method, found.target, found.against)
        edges, random = computed.baselines(classifier, pixels, found.target)
    name, title = classifier.class_names[found.target], METHODS[found.method].title
    st.plotly_chart(
        figures.faithfulness_curves(own, edges, random),
        key=f"tests of {found.method}",
        config={"displayModeBar": False},
        alt=f"Probability of {name} while pixels are erased and brought back in the order of the {title} map",
    )
    st.markdown(verdict(own, edges, random))
    st.caption(
        in_numbers(own, edges, random, name),
        help="Deletion and insertion ([Petsiuk et al. 2018](https://arxiv.org/abs/1806.07421)): the area "
        "under each curve. Erased pixels turn black; brought back, they sharpen a blurred copy. The random "
        f"map is the mean of {computed.SEEDS}.",
    )


def verdict(own: Faithfulness, edges: Faithfulness, random: Faithfulness) -> str:
    """Say in a sentence whether a map ranks the pixels better than what knows no network."""
    beaten = [
        words
        for words, other in (("a random map", random), ("an edge detector", edges))
        if own.score > other.score
    ]
    if len(beaten) == 2:
        return "More faithful than a random map and than an edge detector."
    if beaten:
        lost = "an edge detector" if beaten[0] == "a random map" else "a random map"
        return f"More faithful than {beaten[0]}, but not than {lost}."
    return "No more faithful than a random map or an edge detector: do not rely on it here."


def in_numbers(own: Faithfulness, edges: Faithfulness, random: Faithfulness, name: str) -> str:
    """Write the mean probability along each curve."""
    erased, back = (
        f"{percent(getattr(own, area))} (edges {percent(getattr(edges, area))}, "
        f"random {percent(getattr(random, area))})"
        for area in ("deletion_auc", "insertion_auc")
    )
    return (
        f"Probability of {name}, on average while pixels are erased: {erased}, lower is better; while they "
        f"come back: {back}, higher is better."
    )
