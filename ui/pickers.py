"""What people choose on several pages: dataset and run.

Each choice is in the link (`?dataset=mnist&run=mnist-cnn`), stays when the page changes, and answers
Back. The link holds names and ids, not the texts of the widgets, so it outlives a new title or a better
accuracy. Nothing that stands in a link can break a page: what is unknown falls back to the default.
"""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import streamlit as st

from fmnist_core import datasets
from fmnist_core.datasets import DatasetSpec
from fmnist_core.errors import RunError
from fmnist_core.runs import Run, RunStore
from ui import address, cache
from ui.run_words import plain
from ui.widget_state import shown
from ui.words import percent, told_apart

# What a change of dataset drops from a link.
OF_A_DATASET = ("run", "beside", "sample", "true", "predicted", "curve", "page")
SHORT = 30  # characters of all titles together that fit beside each other in the sidebar


def dataset_picker() -> DatasetSpec:
    """Show the datasets in the sidebar and return the chosen one; `?dataset=` names it.

    A link that names only a run opens that run's dataset.
    """
    specs = datasets.specs()
    chosen = _current("dataset", list(specs), next(iter(specs)), implied=_dataset_of_linked_run())
    titles = {name: spec.title for name, spec in specs.items()}
    common: dict[str, Any] = {"format_func": lambda name: titles[name], **_widget("dataset", chosen, titles)}
    if sum(map(len, titles.values())) <= SHORT:
        st.sidebar.segmented_control(
            "Dataset", list(specs), default=chosen, required=True, width="stretch", **common
        )
    else:
        st.sidebar.selectbox("Dataset", list(specs), list(specs).index(chosen), **common)
    return specs[chosen]


def run_picker(dataset: str) -> Run | None:
    """Show the evaluated runs of a dataset in the sidebar and return the chosen one; `?run=` names it.

    Where the link names a run that is not there, a sentence says so and the default takes its place. Where
    there is no run at all, a sentence says how to get one, and None is returned: the page then stops.
    """
    runs = {run.id: run for run in evaluated_runs(dataset)}
    if not runs:
        st.caption("There is no trained network for this dataset yet. Train one: it takes a few minutes.")
        st.page_link("pages/train.py", label="Train a network", icon=":material/model_training:")
        return None
    chosen = _current("run", list(runs), _default(list(runs), dataset), within=dataset)
    asked = st.query_params.get("run", chosen)
    if not (asked == chosen or len([run for run in runs if run.startswith(asked)]) == 1):
        st.warning(f"{_why_not(asked, dataset)} Showing {plain(runs[chosen].name)} instead.")
    labels = run_labels(list(runs.values()))
    st.sidebar.selectbox(
        "Run",
        list(runs),
        index=list(runs).index(chosen),
        format_func=lambda run: labels[run],
        **_widget("run", chosen, labels),
    )
    return runs[chosen]


def evaluated_runs(dataset: str) -> list[Run]:
    """Return the runs worth showing: the zoo's, best first, then the user's, newest first."""
    runs = [run for run in cache.run_list() if run.dataset == dataset and run.evaluated]
    return sorted(runs, key=lambda run: (not run.zoo, -(run.status.test_accuracy or 0) if run.zoo else 0))


def run_labels(runs: Sequence[Run]) -> dict[str, str]:
    """Return by id what to call runs where one is to be chosen: the name, and the test accuracy if known."""
    return told_apart({run.id: _label(run) for run in runs})


def _label(run: Run) -> str:
    accuracy = run.status.test_accuracy
    return run.name if accuracy is None else f"{run.name}, {percent(accuracy)}"


def _current(
    parameter: str, options: Sequence[str], default: str, *, implied: str | None = None, within: str = ""
) -> str:
    """Return what is chosen: what the link says or implies, else what was chosen before, else the default.

    A link without the parameter means two things. After a change of page, Streamlit has dropped it: it is put
    back. After Back, the visitor undoes a choice: what the page started with comes back.
    """
    page = urlsplit(st.context.url or "").path
    memory = st.session_state.setdefault(f"{parameter} chosen {within}", {"page": page, "start": default})
    if memory["page"] != page:
        memory |= {"page": page, "start": memory["value"]}
    if address.went_back():  # what any other start was, stands in the link
        memory["start"] = default
    asked = st.query_params.get(parameter, implied or memory["start"])
    chosen = memory["value"] = asked if asked in options else default
    if parameter not in st.query_params and chosen not in (implied, default):
        st.query_params[parameter] = chosen
    return chosen


def _widget(parameter: str, chosen: str, texts: Mapping[str, str]) -> dict[str, Any]:
    """Return the arguments that tie a widget to the link."""
    return shown(f"{parameter} picker", chosen, partial(_to_link, parameter), texts)


def _to_link(parameter: str, chosen: str) -> None:
    meaningless = ()
    if parameter == "dataset":
        meaningless = OF_A_DATASET  # in the other dataset; its run waits there
        for name in [str(name) for name in st.session_state if str(name).startswith("run chosen")]:
            st.session_state[name]["start"] = st.session_state[name]["value"]
    address.go(**dict.fromkeys(meaningless, ""), **{parameter: chosen})


def _dataset_of_linked_run() -> str | None:
    if "run" not in st.query_params:
        return None
    try:
        return RunStore().get(st.query_params["run"]).dataset
    except RunError:
        return None


def _default(runs: Sequence[str], dataset: str) -> str:
    """Return the run that the link names by the beginning of its id, or else the dataset's default."""
    asked = st.query_params.get("run", "")
    named = [run for run in runs if asked and run.startswith(asked)]
    return named[0] if len(named) == 1 else RunStore().default(dataset).id


def _why_not(reference: str, dataset: str) -> str:
    try:
        run = RunStore().get(reference)
    except RunError as error:
        return plain(str(error))
    if run.dataset != dataset:
        return f"The run {plain(run.name)} belongs to another dataset, {run.dataset}."
    return f"The run {plain(run.name)} is {run.status.state} and has no evaluation to show."
