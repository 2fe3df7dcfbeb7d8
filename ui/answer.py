"""What the Classify page answers to a picture, in words, bars and small print."""

from collections.abc import Sequence

import numpy as np
import streamlit as st

from fmnist_core.recognition import Opinion, Prediction
from ui import figures
from ui.run_words import plain
from ui.steps import placeholder
from ui.words import percent

BARS_HEIGHT = 300  # what takes the place of ten bars while the network is loaded
ABSTENTION = (
    "To the network this is stranger than nearly all images that it was validated on. The probabilities "
    "below only say which class is closest: they add up to 100\u202f% for whatever the picture shows."
)
CALIBRATED = (
    "Calibrated on the validation images: of the answers given with 80\u202f%, about 80\u202f% are right "
    "([Guo et al. 2017](https://arxiv.org/abs/1706.04599)). That holds for pictures like those; the further "
    "a picture is from them, the less it says."
)


def show_no_answer(class_names: tuple[str, ...]) -> None:
    """Show what the network can answer, where the answer will be."""
    with st.container():  # so that the box is in the place of the one that waits for the network
        st.subheader("Answer")
        st.caption("Nothing yet")
    placeholder(f"One of {len(class_names)} classes: {', '.join(class_names)}")


def show_answer(prediction: Prediction, class_names: Sequence[str], true: int | None = None) -> None:
    """Show the class in words, the probabilities of all classes, who was asked, and how long it took.

    Args:
        prediction: the answer.
        class_names: one name a class.
        true: number of the true class, where it is known.
    """
    st.subheader(in_words(prediction, class_names), help=ABSTENTION if prediction.abstained else CALIBRATED)
    st.caption(_in_small(prediction, class_names))
    show_warning(prediction)
    show_truth(prediction, class_names, true)
    st.plotly_chart(
        figures.probability_bars(prediction.probabilities, class_names),
        key="answer bars",
        config={"displayModeBar": False},
        alt=f"Probability of each class; {_closest(prediction, class_names)}",
    )
    if len(prediction.opinions) > 1:
        _show_opinions(prediction.opinions, class_names)
    st.caption(
        times(prediction),
        help="Preparing turns a picture into what the network sees; answering is the network itself.",
    )


def in_words(prediction: Prediction, class_names: Sequence[str]) -> str:
    """Return the answer as a heading says it."""
    if prediction.abstained:
        return "None of the classes"
    return f"{class_names[prediction.best]}, {percent(prediction.probabilities[prediction.best])}"


def show_warning(prediction: Prediction) -> None:
    """Show what makes a picture difficult, where something does."""
    if prediction.warning:
        st.markdown(f":orange[:material/warning:] {prediction.warning}")


def show_truth(prediction: Prediction, class_names: Sequence[str], true: int | None) -> None:
    """Show whether an answer is right, where that is known."""
    if true is None:
        return
    if prediction.abstained:
        sign, verdict = ":orange[:material/help:]", "The network names none"
    elif prediction.best == true:
        sign, verdict = ":green[:material/check:]", "The network is right"
    else:
        sign, verdict = ":red[:material/close:]", "The network is wrong"
    st.markdown(f"{sign} True class: **{class_names[true]}**. {verdict}.")


def times(prediction: Prediction) -> str:
    """Write how long it took."""
    prepared = f"Prepared in {prediction.preparation_ms:.1f}\u202fms. " if prediction.preparation_ms else ""
    return f"{prepared}Answered in {prediction.answer_ms:.1f}\u202fms."


def _in_small(prediction: Prediction, class_names: Sequence[str]) -> str:
    if prediction.abstained:
        return f"This looks like none of the classes; {_closest(prediction, class_names)}."
    second = int(np.argsort(prediction.probabilities)[-2])
    return f"The next likeliest is {class_names[second]}, {percent(prediction.probabilities[second])}."


def _closest(prediction: Prediction, class_names: Sequence[str]) -> str:
    share = percent(prediction.probabilities[prediction.best])
    return f"the closest is {class_names[prediction.best]} with {share}"


def _show_opinions(opinions: Sequence[Opinion], class_names: Sequence[str]) -> None:
    """Show in small print what each network said for itself, and whether they agree."""
    best = [int(opinion.probabilities.argmax()) for opinion in opinions]
    words = "they agree" if len(set(best)) == 1 else "they disagree"
    bars = "The bars are their answers together."
    if not all(opinion.counts for opinion in opinions):
        words, bars = "one recognises nothing", "The bars are the answer of the other alone."
    st.caption(f"**{len(opinions)} networks were asked, and {words}.** {bars}")
    for opinion, number in zip(opinions, best, strict=True):
        share = percent(opinion.probabilities[number])
        detail = f" ({opinion.detail})" if opinion.detail else ""
        said = f"{class_names[number]}, {share}" if opinion.counts else "nothing that it knows"
        st.caption(f"{plain(opinion.title)}{detail}: {said}")
