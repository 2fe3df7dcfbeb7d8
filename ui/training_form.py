"""The form of the Train page: every field of a `TrainingConfig`, with what each choice means beside it."""

import time
from collections.abc import Mapping
from typing import Any

import streamlit as st

from fmnist_core import datasets, paths
from fmnist_core.datasets import DatasetSpec
from fmnist_core.errors import FmnistError
from fmnist_core.networks import ARCHITECTURES
from fmnist_core.runs import RunStore
from fmnist_core.training import (
    AUGMENTATIONS,
    OPTIMIZERS,
    PRECISIONS,
    SCHEDULES,
    LocalExecutor,
    TrainingConfig,
)
from fmnist_core.training.config import LEARNING_RATES
from ui import run_words

DOUBLE_CLICK_SECONDS = 1.5
DEFAULTS = TrainingConfig()
DROPOUT = (
    "Share of units left out at random while training: "
    "[against learning by heart](https://jmlr.org/papers/v15/srivastava14a.html). "
    "Empty: {}, the network's own."
)
SMOOTHING = (
    "Share of certainty taken from the true class and given to all: "
    "[fewer overconfident answers](https://arxiv.org/abs/1906.02629)."
)


@st.fragment
def training_form() -> None:
    """Show the form; "Start training" starts a run and makes it the one that is watched, `?run=`."""
    with st.container(border=True):
        values = _what(datasets.specs()) | _how()
        with st.expander("More settings", icon=":material/tune:"):
            values |= {"name": _name(values["architecture"])} | _more(values)
        _start_button(values)


def _what(specs: Mapping[str, DatasetSpec]) -> dict[str, Any]:
    """Ask for the dataset and the network."""
    dataset = st.segmented_control(
        run_words.SETTINGS["dataset"],
        list(specs),
        format_func=run_words.dataset_title,
        default=DEFAULTS.dataset if DEFAULTS.dataset in specs else None,
        required=True,
        **_state("dataset"),
    )
    architecture = st.radio(
        run_words.SETTINGS["architecture"],
        list(ARCHITECTURES),
        index=list(ARCHITECTURES).index(DEFAULTS.architecture),
        format_func=run_words.network_title,
        captions=[
            f"{spec.purpose} {spec.parameters // 1000}k parameters." for spec in ARCHITECTURES.values()
        ],
        **_state("architecture"),
    )
    return {"dataset": dataset, "architecture": architecture}


def _how() -> dict[str, Any]:
    """Ask for how long and by which rule to train."""
    values: dict[str, Any] = {}
    left, right = st.columns(2)
    with left:
        values["epochs"] = _number(
            "epochs", "How often the network sees all training images.", value=DEFAULTS.epochs
        )
    with right:
        values["limit"] = _number(
            "limit", "Fewer images train faster and worse. Empty: all.", placeholder="all", step=1000
        )
    values["augment"] = _choice(
        "augment", AUGMENTATIONS, "Random changes that make every epoch's images new."
    )
    with st.container(gap="xsmall"):
        left, right = st.columns(2)
        with left:
            rule = values["optimizer"] = _select(
                "optimizer", OPTIMIZERS, "How errors are turned into changes of the weights."
            )
        rate = f"{LEARNING_RATES[rule]:g}"
        with right:
            explanation = f"How large each change of the weights is. Empty: {rate}, what mostly suits."
            values["learning_rate"] = _number(
                "learning_rate", explanation, placeholder=rate, **_decimal(5e-4)
            )
        st.caption(OPTIMIZERS[rule])
    return values


def _more(main: Mapping[str, Any]) -> dict[str, Any]:
    """Ask for what is changed less often."""
    values: dict[str, Any] = {
        "schedule": _choice("schedule", SCHEDULES, "How the learning rate changes while the network trains.")
    }
    left, right = st.columns(2)
    with left:
        values["batch_size"] = _number(
            "batch_size", "Images to learn from at a time.", value=DEFAULTS.batch_size
        )
        own = f"{ARCHITECTURES[main['architecture']].dropout:g}"
        values["dropout"] = _number("dropout", DROPOUT.format(own), placeholder=own, **_decimal(0.05))
        values["seed"] = _number("seed", "The same seed gives the same random choices.", value=DEFAULTS.seed)
    with right:
        values["momentum"] = _number(
            "momentum",
            "Share of the last change that goes into the next. For SGD alone.",
            value=DEFAULTS.momentum,
            disabled=main["optimizer"] != "sgd" or paths.read_only(),
            **_decimal(0.01),
        )
        values["label_smoothing"] = _number(
            "label_smoothing", SMOOTHING, value=DEFAULTS.label_smoothing, **_decimal(0.05)
        )
    values["precision"] = _choice(
        "precision", PRECISIONS, "The kind of numbers that the network computes with."
    )
    return values


def _start_button(values: dict[str, Any]) -> None:
    """Show what is wrong with the settings, if anything, and the button that starts a run with them."""
    try:
        config = TrainingConfig.from_dict(values)
        problem = None
    except FmnistError as error:
        config, problem = None, str(error)
    if problem:
        st.error(problem, icon=":material/edit:")
    clicked = st.button(
        "Start training",
        icon=":material/play_arrow:",
        type="primary",
        width="stretch",
        key="train start",
        disabled=config is None or paths.read_only(),
    )
    last = st.session_state.get("train started", 0.0)
    if clicked and config and time.monotonic() - last > DOUBLE_CLICK_SECONDS:
        st.session_state["train started"] = time.monotonic()
        _start(config)


def _start(config: TrainingConfig) -> None:
    try:
        run = RunStore().create(config.to_dict())
        LocalExecutor().submit(run)
    except FmnistError as error:
        st.error(str(error))
        return
    st.query_params["run"] = run.id
    st.rerun()


def _choice(field: str, table: Mapping[str, str], explanation: str) -> str:
    """Show a choice from a table of names, and what the chosen one means."""
    with st.container(gap="xsmall"):
        chosen = _select(field, table, explanation)
        st.caption(table[chosen])
    return chosen


def _select(field: str, table: Mapping[str, str], explanation: str) -> str:
    options = list(table)
    return st.selectbox(
        run_words.SETTINGS[field],
        options,
        index=options.index(getattr(DEFAULTS, field)),
        format_func=run_words.choice,
        help=explanation,
        **_state(field),
    )


def _number(field: str, explanation: str, *, value: float | None = None, **arguments: Any) -> float | None:  # noqa: ANN401
    """Show a number; what is possible is for the configuration to say, in words."""
    common = _state(field) | arguments
    return st.number_input(run_words.SETTINGS[field], value=value, help=explanation, **common)


def _name(architecture: str) -> str:
    """Ask for a name; where none is given, it is the network's with the next number."""
    suggested = run_words.next_name(
        ARCHITECTURES[architecture].title, [run.name for run in RunStore().list()]
    )
    given = st.text_input(
        run_words.SETTINGS["name"],
        placeholder=suggested,
        help="What the run is called on every page.",
        max_chars=80,
        **_state("name"),
    )
    return given.strip() or suggested


def _decimal(step: float) -> dict[str, Any]:
    return {"step": step, "format": "%g"}


def _state(field: str) -> dict[str, Any]:
    """Return what lets a field keep its value while the visitor is on other pages."""
    return {"key": f"train {field}", "persist_state": "session", "disabled": paths.read_only()}
