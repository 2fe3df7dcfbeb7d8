"""The answer column: one run's answer, and on request a second one's beside it; `?beside=` names that run."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from fmnist_core.errors import FmnistError
from fmnist_core.images import Prepared
from fmnist_core.recognition import Prediction
from fmnist_core.recognition.recognise import answer
from fmnist_core.runs import Run
from ui import address, cache, figures
from ui.answer import BARS_HEIGHT, in_words, show_answer, show_warning, times
from ui.pickers import evaluated_runs, run_labels
from ui.run_words import plain
from ui.words import percent

if TYPE_CHECKING:
    from fmnist_core.inference import Classifier

CLOSE = 0.01  # of probability; two answers that differ by less are called the same


def answer_column(
    run: Run, prepared: Prepared, preparation_ms: float, true: int | None = None
) -> "tuple[Classifier, Prediction] | None":
    """Show what a run answers to a picture, and what a second one does where one is chosen.

    Args:
        run: whose network to ask.
        prepared: what the network sees.
        preparation_ms: what the preparation took, in milliseconds; 0 where it needed none.
        true: number of the true class, where it is known.

    Returns:
        The run's network and its answer; None where it cannot answer, which is then said.
    """
    answered, waiting = st.container(), st.container()  # so that "Loading" stands on top
    other = second_run(run)
    try:
        with waiting, st.skeleton(height=BARS_HEIGHT), answered:
            classifier = cache.classifier(run.id)
            prediction = answer(classifier, prepared, preparation_ms)
            beside = _second(other, prepared)
            if other is None or beside is None:
                show_answer(prediction, classifier.class_names, true)
            else:
                show_both((run, prediction), (other, beside), classifier.class_names, true)
    except FmnistError as error:
        answered.error(str(error), icon=":material/error:")
        return None
    return classifier, prediction


def second_run(first: Run) -> Run | None:
    """Show which run can stand beside the first and return the chosen one; None without one."""
    runs = {run.id: run for run in evaluated_runs(first.dataset) if run.id != first.id}
    if not runs:
        return None
    chosen = address.choice("beside", list(runs))
    labels = {"": "No other run", **run_labels(list(runs.values()))}
    options = list(labels)
    st.selectbox(
        "Beside it",
        options,
        index=options.index(chosen),
        format_func=lambda name: labels[name],
        help="Ask a second network about the same picture and see where the two differ.",
        **address.tied("beside", chosen, texts=labels),
    )
    return runs.get(chosen)


def show_both(
    first: tuple[Run, Prediction],
    second: tuple[Run, Prediction],
    class_names: Sequence[str],
    true: int | None = None,
) -> None:
    """Show two answers to one picture beside each other, and where they differ.

    Args:
        first: a run and its answer.
        second: another run and its answer.
        class_names: one name a class.
        true: number of the true class, where it is known.
    """
    for column, (run, prediction) in zip(st.columns(2, gap="small"), (first, second), strict=True):
        with column:
            st.subheader(in_words(prediction, class_names))
            st.caption(plain(run.name))
            show_warning(prediction)
            if true is not None:
                right = prediction.best == true and not prediction.abstained
                st.markdown(":green[:material/check:] Right" if right else ":red[:material/close:] Wrong")
    if true is not None:
        st.markdown(f"True class: **{class_names[true]}**.")
    one, other = first[1], second[1]
    st.markdown(difference(one, other, class_names))
    titles = (first[0].name, second[0].name)
    st.plotly_chart(
        figures.paired_bars(one.probabilities, other.probabilities, class_names, titles),
        key="both answers",
        config={"displayModeBar": False},
        alt=f"Probability of each class according to {titles[0]} and to {titles[1]}",
    )
    st.caption(f"Upper bars: {plain(titles[0])}. {times(one)}")
    st.caption(f"Lower, pale bars: {plain(titles[1])}. {times(other)}")


def difference(one: Prediction, other: Prediction, class_names: Sequence[str]) -> str:
    """Say in a sentence whether two answers agree, and where they are furthest apart."""
    if one.abstained or other.abstained:
        opening = "Both name none" if one.abstained and other.abstained else "Only one of them names a class"
    elif one.best == other.best:
        opening = f"Both say {class_names[one.best]}"
    else:
        opening = "They disagree"
    apart = np.abs(one.probabilities - other.probabilities)
    widest = int(apart.argmax())
    if apart[widest] < CLOSE:
        return f"{opening}, and no class differs by more than {percent(CLOSE, 0)}."
    here, there = (percent(each.probabilities[widest]) for each in (one, other))
    return f"{opening}; furthest apart on {class_names[widest]}, {here} and {there}."


def _second(run: Run | None, prepared: Prepared) -> Prediction | None:
    """Return a second run's answer, or say why there is none: the first's is then shown alone."""
    if run is None:
        return None
    try:
        return answer(cache.classifier(run.id), prepared, 0.0)
    except FmnistError as error:
        st.error(str(error), icon=":material/error:")
        return None
