"""Two runs of one architecture on two datasets, side by side."""

from collections.abc import Sequence

import streamlit as st

from fmnist_core.errors import FmnistError
from fmnist_core.evaluation import Evaluation, compare
from fmnist_core.runs import Run
from ui import cache, figures, setting_words
from ui.words import count, percent, percent_range

PAIRS = 4
Half = tuple[Run, Evaluation]


def best_runs(runs: Sequence[Run], datasets: Sequence[str]) -> dict[str, dict[str, Run]]:
    """Return the best evaluated run of each architecture for each dataset: of the zoo, else of one's own.

    Best is by validation accuracy, as everywhere: the test images decide nothing.
    """
    found: dict[str, dict[str, Run]] = {}
    ranked = sorted(
        (run for run in runs if run.dataset in datasets and run.evaluated),
        key=lambda run: (run.zoo, run.status.validation_accuracy or 0),
    )
    for run in ranked:
        found.setdefault(run.architecture, {})[run.dataset] = run  # later ones are better
    return found


def accuracies(halves: Sequence[Half]) -> None:
    """Show the accuracy of each half with its interval, and the ratio of their errors in words."""
    for column, (run, evaluation) in zip(st.columns(len(halves)), halves, strict=True):
        with column.container(border=True, gap="xsmall", height="stretch"):
            st.metric(f"Accuracy on {setting_words.dataset_title(run.dataset)}", percent(evaluation.accuracy))
            st.caption(
                f"{percent_range(evaluation.accuracy_interval)} with 95\u202f% confidence, on "
                f"{count(len(evaluation.labels))} test images. Run: {run.name}."
            )
            st.page_link(
                "pages/confusion.py",
                label="What it confuses",
                icon=":material/grid_on:",
                query_params={"run": run.id},
            )
    st.markdown(ratio(*halves))


def ratio(first: Half, second: Half) -> str:
    """Say how many times as many errors the first makes as the second."""
    titles = [setting_words.dataset_title(run.dataset) for run, _ in (first, second)]
    times = compare(second[1], first[1]).error_ratio
    if times is None:
        return f"It makes no error on {titles[1]}, so there is no ratio of errors to give."
    return f"It makes **{times:.1f} times** as many errors on {titles[0]} as on {titles[1]}."


def settings(halves: Sequence[Half]) -> None:
    """Say where the two configurations differ."""
    rows = setting_words.differences([run.config for run, _ in halves])
    rows.pop(setting_words.SETTINGS["dataset"], None)
    if not rows:
        st.caption("Both were trained with the same settings.")
        return
    titles = [setting_words.dataset_title(run.dataset) for run, _ in halves]
    told = [
        f"{label.lower()} {values[0]} on {titles[0]} and {values[1]} on {titles[1]}"
        for label, values in rows.items()
    ]
    st.caption(f"The two were not trained alike: {'; '.join(told)}.")


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


def classes(run: Run, evaluation: Evaluation) -> None:
    """Draw the F1 of each class, and name the hardest pairs, each a link to its images."""
    title = setting_words.dataset_title(run.dataset)
    st.markdown(f"**{title}**")
    st.plotly_chart(
        figures.per_class_bars(evaluation.per_class),
        key=f"classes of {run.dataset}",
        config={"displayModeBar": False},
        alt=f"F1 of each class of {title}",
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


def missing(architecture: str, lacking: Sequence[str]) -> None:
    """Say which half of a comparison is not there, with the way to it."""
    titles = " and ".join(setting_words.dataset_title(name) for name in lacking)
    st.caption(
        f"{setting_words.network_title(architecture)} has no evaluated run on {titles} yet. "
        "Train one there with the same settings to compare."
    )
    st.page_link(
        "pages/train.py",
        label=f"Train it on {titles}",
        icon=":material/model_training:",
        query_params={"dataset": lacking[0], "architecture": architecture},
    )


def evaluated(run: Run) -> Half | None:
    """Return a run with its test answers; where they cannot be read, say so and return None."""
    try:
        return run, cache.evaluation(run.id)
    except FmnistError as error:
        st.warning(str(error))
        return None
