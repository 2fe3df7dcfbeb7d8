"""Whether the confidence of a run can be believed, as it is and after temperature scaling."""

import streamlit as st

from fmnist_core.errors import FmnistError
from fmnist_core.evaluation import Evaluation
from fmnist_core.evaluation.calibration import reliability
from fmnist_core.runs import Run
from ui import derived, figures
from ui.words import percent

_HELP = (
    "A network that says 80\u202f% should be right in 80\u202f% of these cases. Where a bar ends below its "
    "mark it is surer of itself than it should be, above it less sure. "
    "[Guo et al. 2017](https://arxiv.org/abs/1706.04599)"
)


def calibration(run: Run, evaluation: Evaluation) -> None:
    """Show reliability diagrams before and after temperature scaling."""
    try:
        scaled = derived.calibrated(run, evaluation.split)
    except FmnistError as error:
        st.caption(f"The temperature cannot be fitted. {error}")
        scaled = None
    else:
        _sentence(evaluation, scaled)
    before, after = st.columns(2, gap="medium")
    with before:
        _diagram("As it answers", evaluation)
    if scaled is not None:
        with after:
            _diagram("After temperature scaling", scaled[1])
    st.caption(
        "Bars: how many of the answers of about the same confidence are right; the stronger, the more "
        "answers. Marks: their mean confidence. The dotted line is where both are equal."
    )


def _sentence(evaluation: Evaluation, scaled: tuple[float, Evaluation] | None) -> None:
    if scaled is None:
        st.caption(
            "Every validation answer is right, so no temperature fits best: there is nothing to scale."
        )
        return
    temperature, after = scaled
    verdict = "not sure enough of itself" if temperature < 1 else "too sure of itself"
    if round(temperature, 2) == 1:
        verdict = "as sure of itself as it should be"
    lost = " Here it mends nothing." if after.ece >= evaluation.ece else ""
    st.markdown(
        f"Its logits divided by a temperature of **{temperature:.2f}** fit the validation images best: "
        f"on those the network is {verdict}. On the {evaluation.split} images the calibration error goes "
        f"from {percent(evaluation.ece)} to **{percent(after.ece)}**, the log loss from "
        f"{evaluation.log_loss:.3f} to **{after.log_loss:.3f}**; the answers stay the same.{lost}"
    )


def _diagram(title: str, evaluation: Evaluation) -> None:
    st.markdown(f"**{title}**", help=_HELP)
    st.plotly_chart(
        figures.reliability_diagram(reliability(evaluation.labels, evaluation.probabilities)),
        key=f"reliability {title}",
        config={"displayModeBar": False},
        alt=f"{title}: accuracy by confidence",
    )
