"""Two runs of one architecture on two datasets, side by side."""

from collections.abc import Sequence

import streamlit as st

from fmnist_core.errors import FmnistError
from fmnist_core.evaluation import Evaluation, compare
from fmnist_core.evaluation.calibration import reliability
from fmnist_core.runs import Run
from ui import cache, derived, figures, run_words, setting_words
from ui.comparison_training import twin_button
from ui.figures.difficulty import missed_by_class
from ui.words import count, percent, percent_range

PAIRS = 4
CALIBRATION = (
    "How far confidence and accuracy are apart on average: a network that says 80\u202f% should be right in "
    "80\u202f% of these cases. In the diagram, bars that end below their mark: too sure of itself. "
    "[Guo et al. 2017](https://arxiv.org/abs/1706.04599)"
)
Half = tuple[Run, Evaluation]


def accuracies(halves: Sequence[Half]) -> None:
    """Show the accuracy of each half with its interval, and, for two, the ratio of their errors in words."""
    for column, (run, evaluation) in zip(st.columns(2), halves, strict=False):
        with column.container(border=True, gap="xsmall", height="stretch"):
            st.metric(f"Accuracy on {setting_words.dataset_title(run.dataset)}", percent(evaluation.accuracy))
            st.caption(
                f"{percent_range(evaluation.accuracy_interval)} with 95\u202f% confidence, on "
                f"{count(len(evaluation.labels))} test images. Run: {run_words.plain(run.name)}."
            )
            st.page_link(
                "pages/confusion.py",
                label="What it confuses",
                icon=":material/grid_on:",
                query_params={"run": run.id},
            )
    if len(halves) == 2:
        st.markdown(ratio(*halves))


def ratio(first: Half, second: Half) -> str:
    """Say how many times as many errors the first makes as the second."""
    titles = [setting_words.dataset_title(run.dataset) for run, _ in (first, second)]
    times = compare(second[1], first[1]).error_ratio
    if times is None:
        return f"It makes no error on {titles[1]}, so there is no ratio of errors to give."
    return f"It makes **{times:.1f} times** as many errors on {titles[0]} as on {titles[1]}."


def settings(halves: Sequence[Half]) -> None:
    """Say where the two configurations differ, and offer to train the exact twin of the first."""
    rows = setting_words.differences([run.config for run, _ in halves])
    rows.pop(setting_words.SETTINGS["dataset"], None)
    if not rows:
        st.caption("Both were trained with the same settings.")
        return
    titles = [setting_words.dataset_title(run.dataset) for run, _ in halves]
    st.markdown(
        ":orange[:material/info:] The two were not trained alike. Part of the difference may come from that."
    )
    with st.expander(f"What differs: {', '.join(rows).lower()}"):
        table = {"Setting": list(rows)} | dict(zip(titles, zip(*rows.values(), strict=True), strict=True))
        st.table(table, border="horizontal")
    twin_button(halves[0][0], halves[1][0].dataset)


def curves(halves: Sequence[Half]) -> None:
    """Draw the validation accuracy of both on one scale."""
    try:
        histories = {setting_words.dataset_title(run.dataset): run.history() for run, _ in halves}
    except FmnistError as error:
        st.caption(str(error))
        return
    if not any(histories.values()):
        st.caption("Neither run has kept its learning curve.")
        return
    st.plotly_chart(
        figures.compared_curves(histories),
        key="curves",
        config={"displayModeBar": False},
        alt="Validation accuracy by epoch, one line a dataset",
    )


def hardest(halves: Sequence[Half]) -> float:
    """Return the largest share of a class that is missed, of all halves."""
    rows = [row for _, evaluation in halves for row in evaluation.per_class if row["support"]]
    return max(1 - row["recall"] for row in rows)


def classes(run: Run, evaluation: Evaluation, largest: float) -> None:
    """Draw which share of each class is missed, and name the hardest pairs, each a link to its images.

    Args:
        run: which has answered.
        evaluation: its answers.
        largest: the share at the end of the axis.
    """
    title = setting_words.dataset_title(run.dataset)
    st.markdown(f"**{title}**")
    st.plotly_chart(
        missed_by_class(evaluation.per_class, largest),
        key=f"classes of {run.dataset}",
        config={"displayModeBar": False},
        alt=f"Share of each class of {title} that is called something else",
    )
    names = evaluation.class_names
    for true, predicted, number in evaluation.most_confused(PAIRS):
        total = int(evaluation.confusion[true].sum())
        st.page_link(
            "pages/confusion.py",
            label=f"{names[true]} called {names[predicted]}: {count(number)} of {count(total)}",
            icon=":material/arrow_forward:",
            query_params={"run": run.id, "true": names[true], "predicted": names[predicted]},
        )
    if not len(evaluation.wrong):
        st.caption("No two classes are confused: every answer is right.")


def calibration(run: Run, evaluation: Evaluation) -> None:
    """Show whether the confidence can be believed, and what one temperature would mend."""
    title = setting_words.dataset_title(run.dataset)
    try:
        scaled = derived.calibrated(run, "test")
    except FmnistError as error:
        st.caption(str(error))
        scaled = None
    st.metric(f"Calibration error on {title}", percent(evaluation.ece), help=CALIBRATION)
    if scaled:
        temperature, after = scaled
        st.caption(
            f"{_sureness(temperature)} on the validation images; with the temperature that fits these best, "
            f"{temperature:.2f}, the error on test is {percent(after.ece)}."
        )
    st.plotly_chart(
        figures.reliability_diagram(reliability(evaluation.labels, evaluation.probabilities)),
        key=f"calibration of {run.dataset}",
        config={"displayModeBar": False},
        alt=f"Accuracy by confidence on {title}",
    )


def _sureness(temperature: float) -> str:
    if round(temperature, 2) == 1:
        return "As sure as it should be"
    return "Too sure of itself" if temperature > 1 else "Less sure than it could be"


def lone(run: Run, dataset: str) -> None:
    """Say which half of a comparison is not there, beside the half that is, and offer to train it."""
    title = setting_words.dataset_title(dataset)
    st.markdown(
        f"**{run_words.plain(run.name)}** is trained on {setting_words.dataset_title(run.dataset)}; there is "
        f"no evaluated run of this network on {title} yet."
    )
    twin_button(run, dataset)


def evaluated(run: Run) -> Half | None:
    """Return a run with its test answers; where they cannot be read, say so and return None."""
    try:
        return run, cache.evaluation(run.id)
    except FmnistError as error:
        st.warning(str(error))
        return None
