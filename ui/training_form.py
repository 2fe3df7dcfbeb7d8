"""The form of the Train page: every field of a `TrainingConfig`, with what each choice means beside it."""

import time
from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from fmnist_core import datasets, paths
from fmnist_core.datasets import DatasetSpec
from fmnist_core.errors import FmnistError
from fmnist_core.networks import ARCHITECTURES
from fmnist_core.networks.backbones import BACKBONES, SHIPPED
from fmnist_core.runs import Run, RunStore
from fmnist_core.training import (
    AUGMENTATIONS,
    OPTIMIZERS,
    PRECISIONS,
    SCHEDULES,
    LocalExecutor,
    TrainingConfig,
)
from fmnist_core.training.config import LEARNING_RATES
from fmnist_core.training.forecast import Forecast
from fmnist_core.training.other_runs import with_whole_ids
from ui import address, cache, form_fields, run_words, setting_words
from ui.form_fields import DEFAULTS, FORM
from ui.presets import show_forecast, show_presets
from ui.variations import show_variations
from ui.words import count

DOUBLE_CLICK_SECONDS = 1.5
PREVIEWED = 4  # classes of the augmentation preview


@st.fragment
def training_form(copied: bool = False) -> None:
    """Show the form; "Start training" starts a run and makes it the one that is watched, `?run=`.

    Args:
        copied: whether it holds the settings of another run, all of which are then in sight.
    """
    with st.container(border=True):
        show_presets()
        with st.container():  # of its own: what stands below keeps its state when there is more to ask for
            values = _what(datasets.specs())
        values |= _how(values["dataset"])
        with st.expander("More settings", icon=":material/tune:", expanded=copied):
            values["name"] = _name(values["architecture"])
            values |= _other_runs(values)
            values |= _steps(values) | _restraints(values["architecture"])
            values["precision"] = form_fields.choice("precision", PRECISIONS)
        _start_button(values)


def _what(specs: Mapping[str, DatasetSpec]) -> dict[str, Any]:
    """Ask for the dataset and the network."""
    dataset = st.segmented_control(
        setting_words.SETTINGS["dataset"],
        list(specs),
        format_func=setting_words.dataset_title,
        default=DEFAULTS.dataset if DEFAULTS.dataset in specs else None,
        required=True,
        **form_fields.state("dataset"),
    )
    with st.container(gap="xsmall"):
        architecture = st.pills(
            setting_words.SETTINGS["architecture"],
            list(ARCHITECTURES),
            format_func=setting_words.network_title,
            default=DEFAULTS.architecture,
            required=True,
            **form_fields.state("architecture"),
        )
        spec = ARCHITECTURES[architecture]
        size = "" if spec.pretrained else f" {count(spec.parameters)} parameters."  # depends on the backbone
        st.caption(spec.purpose + size)
    return {"dataset": dataset, "architecture": architecture} | (_pretrained() if spec.pretrained else {})


def _pretrained() -> dict[str, Any]:
    """Ask what a pretrained network starts with, and how much of that is to change."""
    with st.container(gap="xsmall"):
        backbone = st.selectbox(
            setting_words.SETTINGS["backbone"],
            list(BACKBONES),
            format_func=setting_words.backbone_title,
            help=form_fields.HELP["backbone"],
            **form_fields.state("backbone"),
        )
        st.caption(BACKBONES[backbone].purpose)
    left, right = st.columns(2)
    with left:
        epochs = form_fields.number("fine_tune_epochs", value=DEFAULTS.fine_tune_epochs)
    with right:
        off = not epochs or paths.read_only()
        blocks = form_fields.number("fine_tune_blocks", value=DEFAULTS.fine_tune_blocks, disabled=off)
    own = None if BACKBONES[backbone].shipped else backbone
    used = blocks if epochs else DEFAULTS.fine_tune_blocks
    return {"backbone": own, "fine_tune_epochs": epochs, "fine_tune_blocks": used}


def _how(dataset: str | None) -> dict[str, Any]:
    """Ask for how long and by which rule to train."""
    values: dict[str, Any] = {}
    left, right = st.columns(2)
    with left:
        values["epochs"] = form_fields.number("epochs", value=DEFAULTS.epochs)
    with right:
        values["limit"] = form_fields.number("limit", placeholder="all", step=1000)
    values["augment"] = form_fields.choice("augment", AUGMENTATIONS)
    _preview(dataset, values["augment"])
    with st.container(gap="xsmall"):
        left, right = st.columns(2)
        with left:
            rule = values["optimizer"] = form_fields.select("optimizer", OPTIMIZERS)
        with right:
            values["learning_rate"] = form_fields.own("learning_rate", LEARNING_RATES[rule], 5e-4)
        st.caption(OPTIMIZERS[rule])
    return values


def _preview(dataset: str | None, augmentation: str) -> None:
    """Show what an augmentation makes of real images, on request: that takes Keras."""
    wanted = st.toggle("Show it on real images", key=f"{FORM} preview")
    if not wanted or not dataset:
        return
    if augmentation == "none":
        st.caption("Nothing changes: every epoch sees the same images.")
        return
    try:
        show_variations(cache.dataset(dataset), augmentation, seed=0, most=PREVIEWED)
    except FmnistError as error:
        st.warning(str(error))


def _other_runs(chosen: Mapping[str, Any]) -> dict[str, Any]:
    """Ask for the run whose weights to begin with, and for the one to learn from, if any."""
    runs = [run for run in cache.run_list() if run.model_path.is_file()]
    network = chosen["architecture"], chosen.get("backbone") or SHIPPED
    same_network = [
        run for run in runs if (run.architecture, run.config.get("backbone") or SHIPPED) == network
    ]
    values = {"start_from": _run("start_from", same_network)}
    if not ARCHITECTURES[chosen["architecture"]].pretrained:
        values |= _teachers([run for run in runs if run.dataset == chosen["dataset"]])
    return values


def _teachers(fitting: Sequence[Run]) -> dict[str, Any]:
    """Ask for the runs to learn from, and how their answers are used."""
    offer = _offer("teacher", fitting)
    chosen = st.session_state.get(offer["key"]) or []
    known = [run for run in chosen if run in offer["options"]]
    if known != chosen:  # what is set travels to the browser, and would replace a click made meanwhile
        st.session_state[offer["key"]] = known
    teachers = st.multiselect(**offer)
    temperature = form_fields.decimal("teacher_temperature", 0.5, off=not teachers)
    return {"teacher": ",".join(teachers) or None, "teacher_temperature": temperature}


def _run(field: str, fitting: Sequence[Run]) -> str | None:
    """Ask for one of the runs that fit, or none."""
    offer = _offer(field, fitting)
    if st.session_state.get(offer["key"]) not in (None, *offer["options"]):  # deleted, or no longer fits
        st.session_state[offer["key"]] = None
    return st.selectbox(index=None, **offer)


def _offer(field: str, fitting: Sequence[Run]) -> dict[str, Any]:
    """Return the arguments of a widget that offers the runs that fit."""
    names = run_words.names_by_id(fitting)
    return {
        "label": setting_words.SETTINGS[field],
        "options": list(names),
        "format_func": lambda run: names.get(run, run),
        "placeholder": "none",
        "help": form_fields.HELP[field],
        **form_fields.state(field),
    }


def _steps(main: Mapping[str, Any]) -> dict[str, Any]:
    """Ask for what else shapes the steps, which is changed less often."""
    values: dict[str, Any] = {"schedule": form_fields.choice("schedule", SCHEDULES)}
    left, right = st.columns(2)
    with left:
        off = values["schedule"] in setting_words.WITHOUT_WARM_UP
        values["warm_up"] = form_fields.decimal("warm_up", 0.05, off=off)
        values["batch_size"] = form_fields.number("batch_size", value=DEFAULTS.batch_size)
    with right:
        values["momentum"] = form_fields.decimal("momentum", 0.01, off=main["optimizer"] != "sgd")
        values["seed"] = form_fields.number("seed", value=DEFAULTS.seed)
    return values


def _restraints(architecture: str) -> dict[str, Any]:
    """Ask for what keeps a network from learning its images by heart, or from wasting time on them."""
    values: dict[str, Any] = {}
    left, right = st.columns(2)
    with left:
        values["dropout"] = form_fields.own("dropout", ARCHITECTURES[architecture].dropout, 0.05)
        values["label_smoothing"] = form_fields.decimal("label_smoothing", 0.05)
    with right:
        values["weight_decay"] = form_fields.decimal("weight_decay", 0.001)
        values["ema"] = form_fields.decimal("ema", 0.001)
    left, right = st.columns(2)
    with left:
        values["early_stopping"] = form_fields.number("early_stopping", placeholder="never", step=1)
    if not ARCHITECTURES[architecture].pretrained:
        with right:
            values["skip_easy"] = form_fields.decimal("skip_easy", 0.05)
    return values


def _start_button(values: dict[str, Any]) -> None:
    """Show what is wrong with the settings, if anything, and the button that starts a run with them."""
    try:
        config = TrainingConfig.from_dict(values)
        problem = None
    except FmnistError as error:
        config, problem = None, str(error)
    if problem:
        st.error(setting_words.with_labels(problem), icon=":material/edit:")
    promised = show_forecast(config) if config else None
    clicked = st.button(
        "Start training",
        icon=":material/play_arrow:",
        type="primary",
        width="stretch",
        key=f"{FORM} start",
        disabled=config is None or paths.read_only(),
    )
    last = st.session_state.get("train started", 0.0)
    if clicked and config and time.monotonic() - last > DOUBLE_CLICK_SECONDS:
        st.session_state["train started"] = time.monotonic()
        _start(config, promised)


def _start(config: TrainingConfig, promised: Forecast | None) -> None:
    try:
        config = with_whole_ids(config)
        run = RunStore().create(config.to_dict(), promised=promised.total if promised else None)
        LocalExecutor().submit(run)
    except FmnistError as error:
        st.error(setting_words.with_labels(str(error)))
        return
    address.go(run=run.id, like="")
    st.rerun()


def _name(architecture: str) -> str:
    """Ask for a name; where none is given, it is the network's with the next number."""
    suggested = run_words.next_name(
        ARCHITECTURES[architecture].title, [run.name for run in RunStore().list()]
    )
    given = st.text_input(
        setting_words.SETTINGS["name"],
        placeholder=suggested,
        help=form_fields.HELP["name"],
        max_chars=80,
        **form_fields.state("name"),
    )
    return given.strip() or suggested
