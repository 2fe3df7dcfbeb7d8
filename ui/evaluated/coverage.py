"""What is won if the network answers only where it is sure enough."""

import numpy as np
import streamlit as st

from fmnist_core.evaluation import Evaluation
from fmnist_core.runs import Run
from ui import address, derived, figures
from ui.words import count, percent

DEFAULT = 80  # percent


def coverage_view(run: Run, evaluation: Evaluation) -> None:
    """Show accuracy against coverage, and what one threshold of confidence gives; `?sure=` names it."""
    found = derived.coverage(run, evaluation.split)
    threshold = address.whole("sure", 0, 100, DEFAULT)
    left, right = st.columns([2, 3], gap="medium")
    with left:
        st.slider(
            "Answer only when at least so sure",
            0,
            100,
            threshold,
            format="%d\u202f%%",
            help="The confidence is the probability that the network gives to its answer.",
            **address.tied("sure", threshold, DEFAULT),
        )
        _sentences(evaluation, threshold / 100)
    with right:
        st.plotly_chart(
            figures.coverage_curve(found, threshold / 100),
            key="coverage",
            config={"displayModeBar": False},
            alt="Accuracy of the answers against the share of images that is answered",
        )


def _sentences(evaluation: Evaluation, threshold: float) -> None:
    given = evaluation.confidence >= threshold
    total, answered = len(given), int(np.count_nonzero(given))
    if not answered:
        st.markdown(f"It is never so sure: none of the {count(total)} {evaluation.split} images is answered.")
        return
    right = float(evaluation.correct[given].mean())
    st.markdown(
        f"It answers **{percent(answered / total)}** of the {evaluation.split} images "
        f"({count(answered)} of {count(total)}), and **{percent(right)}** of these answers are right."
    )
    withheld = len(evaluation.wrong) - int(np.count_nonzero(~evaluation.correct[given]))
    if len(evaluation.wrong):
        answers = "1 answer" if total - answered == 1 else f"{count(total - answered)} answers"
        st.caption(
            f"It keeps back {answers}; {count(withheld)} of the {count(len(evaluation.wrong))} wrong ones "
            f"{'is' if withheld == 1 else 'are'} among them."
        )
