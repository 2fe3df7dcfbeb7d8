"""What a network answers to a picture, and how the Classify page shows it."""

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st
from PIL import Image

from fmnist_core.errors import NetworkError
from fmnist_core.evaluation.metrics import softmax
from fmnist_core.images import Prepared, Step
from ui import figures
from ui.run_words import plain
from ui.sample_view import enlarged
from ui.words import percent

if TYPE_CHECKING:
    from fmnist_core.inference import Classifier

SIDE = 280  # screen pixels of the 28x28
STEP_SIDE = 112  # screen pixels of the longer side of a step's picture
BARS_HEIGHT = 300  # what takes the place of ten bars while the network is loaded
ABSTENTION = (
    "The network has less evidence for any class here than for 95\u202f% of the images that it was validated "
    "on ([energy score, Liu et al. 2020](https://arxiv.org/abs/2010.03759)). The probabilities below only "
    "say which class is closest: they add up to 100\u202f% for whatever the picture shows."
)


@dataclass(frozen=True, eq=False)
class Answer:
    """What a network says about one picture.

    Attributes:
        probabilities: float32 (classes,).
        best: number of the likeliest class.
        abstained: whether the picture looks like none of the classes.
        milliseconds: what the network took.
    """

    probabilities: np.ndarray
    best: int
    abstained: bool
    milliseconds: float


def ask(classifier: "Classifier", pixels: np.ndarray) -> Answer:
    """Let a network answer.

    Args:
        classifier: a loaded network.
        pixels: uint8 (height, width), as `fmnist_core.images.prepare` makes them.

    Raises:
        NetworkError: the network does not take such images, or answers with NaN.
        RunCorruptError: the run has no evaluation to tell from what "none of the classes" means.
    """
    start = time.perf_counter()
    logits = classifier.logits(pixels)
    milliseconds = (time.perf_counter() - start) * 1000
    if not np.isfinite(logits).all():
        raise NetworkError(
            f"{plain(classifier.run.name)} answers with something that is not a number. Choose another run, "
            "or train it again with a lower learning rate."
        )
    probabilities = softmax(logits)[0]
    return Answer(
        probabilities, int(probabilities.argmax()), bool(classifier.abstains(logits)[0]), milliseconds
    )


def show_seen(prepared: Prepared | None) -> None:
    """Show the pixels that the network gets, or where they will be."""
    st.subheader("What the network sees")
    if prepared is None:
        st.caption("Nothing yet")
        _placeholder("Your picture, as small and grey as the images that the network was trained on")
        return
    height, width = prepared.pixels.shape
    origin = f"taken for a {prepared.kind}" if prepared.steps else "as they are in the dataset"
    st.caption(f"{width}\u202f×\u202f{height} pixels, {origin}")
    picture, shown = enlarged(prepared.pixels, SIDE)
    st.image(
        picture,
        width=shown,
        alt=f"The picture as {width} by {height} grey pixels, enlarged",
        output_format="PNG",
    )


def show_no_answer(class_names: tuple[str, ...]) -> None:
    """Show what the network can answer, where the answer will be."""
    with st.container():  # so that the box is in the place of the one that waits for the network
        st.subheader("Answer")
        st.caption("Nothing yet")
    _placeholder(f"One of {len(class_names)} classes: {', '.join(class_names)}")


def show_answer(
    answer: Answer, class_names: tuple[str, ...], *, preparation: float | None, true: int | None
) -> None:
    """Show the class in words, the probabilities of all classes, and how long it took.

    Args:
        answer: from `ask`.
        class_names: one name a class.
        preparation: milliseconds that the preparation of the picture took; None where it needed none.
        true: number of the true class, where it is known.
    """
    name, share = class_names[answer.best], percent(answer.probabilities[answer.best])
    if answer.abstained:
        st.subheader("None of the classes", help=ABSTENTION)
        st.caption(f"This looks like none of the classes; the closest is {name} with {share}.")
    else:
        second = int(np.argsort(answer.probabilities)[-2])
        st.subheader(f"{name}, {share}")
        st.caption(f"The next likeliest is {class_names[second]}, {percent(answer.probabilities[second])}.")
    if true is not None:
        _show_truth(class_names[true], right=answer.best == true)
    st.plotly_chart(
        figures.probability_bars(answer.probabilities, class_names),
        key="answer bars",
        config={"displayModeBar": False},
        alt=f"Probability of each class; the likeliest is {name} with {share}",
    )
    prepared = "" if preparation is None else f"Prepared in {preparation:.1f}\u202fms. "
    st.caption(
        f"{prepared}Answered in {answer.milliseconds:.1f}\u202fms.",
        help="Preparing turns a picture into what the network sees; answering is the network itself.",
    )


def show_steps(steps: tuple[Step, ...]) -> None:
    """Show how the picture became what the network sees, a small picture a step, if there were any."""
    if not steps:
        return
    st.subheader("From your picture to what the network sees")
    with st.grid("auto", min_column_width=STEP_SIDE + 40) as grid:
        for step in steps:
            with grid.cell():
                st.image(
                    _step_picture(step.image),
                    width=STEP_SIDE,
                    alt=f"After the step: {step.title}",
                    output_format="PNG",
                )
                st.caption(f"**{step.title}.** {step.explanation}")


def _show_truth(true: str, *, right: bool) -> None:
    if right:
        st.markdown(f":green[:material/check:] True class: **{true}**. The network is right.")
    else:
        st.markdown(f":red[:material/close:] True class: **{true}**. The network is wrong.")


def _step_picture(pixels: np.ndarray) -> Image.Image:
    """Return the picture of a step in the middle of an empty square, at twice the size it is shown at.

    Small ones stay crisp; large ones are made smaller.
    """
    side = 2 * STEP_SIDE
    if max(pixels.shape[:2]) <= STEP_SIDE:
        picture, _ = enlarged(pixels, STEP_SIDE)
    else:
        picture = Image.fromarray(pixels)
        picture.thumbnail((side, side))
    square = Image.new("RGBA", (side, side))
    square.paste(picture, ((side - picture.width) // 2, (side - picture.height) // 2))
    return square


def _placeholder(text: str) -> None:
    with st.container(
        border=True,
        height=SIDE,
        width=SIDE,
        horizontal_alignment="center",
        vertical_alignment="center",
    ):
        st.caption(text, text_alignment="center")
