"""The form of the Train page: every field of a `TrainingConfig`, with what each choice means beside it."""

import time
from collections.abc import Mapping
from typing import Any

import streamlit as st

from fmnist_core import datasets, paths
from fmnist_core.datasets import DatasetSpec
from fmnist_core.errors import FmnistError
from fmnist_core.networks import ARCHITECTURES
from fmnist_core.networks.backbones import BACKBONES
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
from ui import address, cache, run_words, setting_words
from ui.run_actions import FORM

DOUBLE_CLICK_SECONDS = 1.5
DEFAULTS = TrainingConfig()
HELP = {
    "start_from": "A run of the same network whose weights this one begins with, such as one trained on "
    "another dataset: [what is learnt there helps here](https://arxiv.org/abs/1411.1792).",
    "backbone": "The part that has learnt from the photos of [ImageNet](https://www.image-net.org); "
    "what it makes of the images is computed once.",
    "fine_tune_epochs": "In so many last epochs the end of the backbone learns, too, at a lower rate: "
    "slower, often better. 0: only the new last layers learn.",
    "fine_tune_blocks": "How many of the backbone's last blocks learn in the fine-tuning epochs.",
    "epochs": "How often the network sees all training images.",
    "limit": "Fewer images train faster and worse. Empty: all.",
    "augment": "Random changes that make every epoch's images new; [Mixup](https://arxiv.org/abs/1710.09412) "
    "and [CutMix](https://arxiv.org/abs/1905.04899) also combine two images in one.",
    "optimizer": "How errors are turned into changes of the weights: "
    "[Adam](https://arxiv.org/abs/1412.6980), [AdamW](https://arxiv.org/abs/1711.05101) and others.",
    "learning_rate": "How large each change of the weights is. Empty: {}, what mostly suits.",
    "schedule": "How the learning rate changes while the network trains.",
    "warm_up": "Share of the training, up to 0.5, in which the learning rate rises from zero: "
    "[steadier first steps](https://arxiv.org/abs/1706.02677). One cycle has its own, plateau none.",
    "batch_size": "Images to learn from at a time.",
    "momentum": "Share of the last change that goes into the next. For SGD alone.",
    "dropout": "Share of units left out at random while training: "
    "[against learning by heart](https://jmlr.org/papers/v15/srivastava14a.html). "
    "Empty: {}, the network's own.",
    "weight_decay": "Share of each weight, times the learning rate, taken away at every step: "
    "[against learning by heart](https://arxiv.org/abs/1711.05101). Often 0.01 or less.",
    "label_smoothing": "Share of certainty taken from the true class and given to all: "
    "[fewer overconfident answers](https://arxiv.org/abs/1906.02629).",
    "ema": "Share of a moving average of the weights that each step keeps, such as 0.999; 0: no average. "
    "It is [steadier than the weights of any one step](https://doi.org/10.1137/0330046).",
    "early_stopping": "Ends training after so many epochs without a better validation accuracy: "
    "[saves time, and learning by heart](https://doi.org/10.1007/3-540-49430-8_3). Empty: never.",
    "seed": "The same seed gives the same random choices.",
    "precision": "The kind of numbers that the network computes with.",
    "name": "What the run is called on every page.",
}


@st.fragment
def training_form(copied: bool = False) -> None:
    """Show the form; "Start training" starts a run and makes it the one that is watched, `?run=`.

    Args:
        copied: whether it holds the settings of another run, all of which are then in sight.
    """
    with st.container(border=True):
        with st.container():  # of its own: what stands below keeps its state when there is more to ask for
            values = _what(datasets.specs())
        values |= _how()
        with st.expander("More settings", icon=":material/tune:", expanded=copied):
            values["name"] = _name(values["architecture"])
            values["start_from"] = _start_from(values["architecture"])
            values |= _steps(values) | _restraints(values)
            values["precision"] = _choice("precision", PRECISIONS)
        _start_button(values)


def _what(specs: Mapping[str, DatasetSpec]) -> dict[str, Any]:
    """Ask for the dataset and the network."""
    dataset = st.segmented_control(
        setting_words.SETTINGS["dataset"],
        list(specs),
        format_func=setting_words.dataset_title,
        default=DEFAULTS.dataset if DEFAULTS.dataset in specs else None,
        required=True,
        **_state("dataset"),
    )
    with st.container(gap="xsmall"):
        architecture = st.pills(
            setting_words.SETTINGS["architecture"],
            list(ARCHITECTURES),
            format_func=setting_words.network_title,
            default=DEFAULTS.architecture,
            required=True,
            **_state("architecture"),
        )
        spec = ARCHITECTURES[architecture]
        st.caption(f"{spec.purpose} {spec.parameters // 1000}k parameters.")
    return {"dataset": dataset, "architecture": architecture} | (_pretrained() if spec.pretrained else {})


def _pretrained() -> dict[str, Any]:
    """Ask what a pretrained network starts with, and how much of that is to change."""
    with st.container(gap="xsmall"):
        backbone = st.selectbox(
            setting_words.SETTINGS["backbone"],
            list(BACKBONES),
            format_func=setting_words.backbone_title,
            help=HELP["backbone"],
            **_state("backbone"),
        )
        st.caption(BACKBONES[backbone].purpose)
    left, right = st.columns(2)
    with left:
        epochs = _number("fine_tune_epochs", value=DEFAULTS.fine_tune_epochs)
    with right:
        off = not epochs or paths.read_only()
        blocks = _number("fine_tune_blocks", value=DEFAULTS.fine_tune_blocks, disabled=off)
    own = None if BACKBONES[backbone].shipped else backbone
    return {"backbone": own, "fine_tune_epochs": epochs, "fine_tune_blocks": blocks}


def _how() -> dict[str, Any]:
    """Ask for how long and by which rule to train."""
    values: dict[str, Any] = {}
    left, right = st.columns(2)
    with left:
        values["epochs"] = _number("epochs", value=DEFAULTS.epochs)
    with right:
        values["limit"] = _number("limit", placeholder="all", step=1000)
    values["augment"] = _choice("augment", AUGMENTATIONS)
    with st.container(gap="xsmall"):
        left, right = st.columns(2)
        with left:
            rule = values["optimizer"] = _select("optimizer", OPTIMIZERS)
        with right:
            values["learning_rate"] = _own("learning_rate", LEARNING_RATES[rule], 5e-4)
        st.caption(OPTIMIZERS[rule])
    return values


def _start_from(architecture: str) -> str | None:
    """Ask for the run whose weights to begin with, if any; it has to have the same network."""
    fitting = [run for run in cache.run_list() if run.architecture == architecture]
    fitting = [run for run in fitting if run.model_path.is_file()]
    names = dict(zip([run.id for run in fitting], run_words.names(fitting), strict=True))
    state = _state("start_from")
    if st.session_state.get(state["key"]) not in names:  # it was deleted, or another network was chosen
        st.session_state[state["key"]] = None
    return st.selectbox(
        setting_words.SETTINGS["start_from"],
        list(names),
        index=None,
        format_func=lambda run: names.get(run, run),
        placeholder="none",
        help=HELP["start_from"],
        **state,
    )


def _steps(main: Mapping[str, Any]) -> dict[str, Any]:
    """Ask for what else shapes the steps, which is changed less often."""
    values: dict[str, Any] = {"schedule": _choice("schedule", SCHEDULES)}
    left, right = st.columns(2)
    with left:
        off = values["schedule"] in setting_words.WITHOUT_WARM_UP
        values["warm_up"] = _decimal("warm_up", 0.05, off=off)
        values["batch_size"] = _number("batch_size", value=DEFAULTS.batch_size)
    with right:
        values["momentum"] = _decimal("momentum", 0.01, off=main["optimizer"] != "sgd")
        values["seed"] = _number("seed", value=DEFAULTS.seed)
    return values


def _restraints(main: Mapping[str, Any]) -> dict[str, Any]:
    """Ask for what keeps a network from learning its images by heart."""
    values: dict[str, Any] = {}
    left, right = st.columns(2)
    with left:
        values["dropout"] = _own("dropout", ARCHITECTURES[main["architecture"]].dropout, 0.05)
        values["label_smoothing"] = _decimal("label_smoothing", 0.05)
    with right:
        values["weight_decay"] = _decimal("weight_decay", 0.001)
        values["ema"] = _decimal("ema", 0.001)
    values["early_stopping"] = _number("early_stopping", placeholder="never", step=1)
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
        key=f"{FORM} start",
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
    address.go(run=run.id, like="")
    st.rerun()


def _choice(field: str, table: Mapping[str, str]) -> str:
    """Show a choice from a table of names, and what the chosen one means."""
    with st.container(gap="xsmall"):
        chosen = _select(field, table)
        st.caption(table[chosen])
    return chosen


def _select(field: str, table: Mapping[str, str]) -> str:
    options = list(table)
    return st.selectbox(
        setting_words.SETTINGS[field],
        options,
        index=options.index(getattr(DEFAULTS, field)),
        format_func=setting_words.choice,
        help=HELP[field],
        **_state(field),
    )


def _number(field: str, *, value: float | None = None, **arguments: Any) -> float | None:  # noqa: ANN401
    """Show a number; what is possible is for the configuration to say, in words."""
    common: dict[str, Any] = {"help": HELP[field], **_state(field)} | arguments
    return st.number_input(setting_words.SETTINGS[field], value=value, **common)


def _decimal(field: str, step: float, *, off: bool = False) -> float | None:
    """Show a number with decimals, which can be out of use."""
    disabled = off or paths.read_only()
    return _number(field, value=getattr(DEFAULTS, field), step=step, format="%g", disabled=disabled)


def _own(field: str, own: float, step: float) -> float | None:
    """Show a number with decimals that may be left empty: what the optimizer or the network brings."""
    words = HELP[field].format(f"{own:g}")
    return _number(field, placeholder=f"{own:g}", help=words, step=step, format="%g")


def _name(architecture: str) -> str:
    """Ask for a name; where none is given, it is the network's with the next number."""
    suggested = run_words.next_name(
        ARCHITECTURES[architecture].title, [run.name for run in RunStore().list()]
    )
    given = st.text_input(
        setting_words.SETTINGS["name"],
        placeholder=suggested,
        help=HELP["name"],
        max_chars=80,
        **_state("name"),
    )
    return given.strip() or suggested


def _state(field: str) -> dict[str, Any]:
    """Return what lets a field keep its value while the visitor is on other pages."""
    return {"key": f"{FORM} {field}", "persist_state": "session", "disabled": paths.read_only()}
