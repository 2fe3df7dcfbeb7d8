"""The fields of the form of the Train page: each keeps its value and says what it is for."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

import streamlit as st

from fmnist_core import paths
from fmnist_core.networks.backbones import SHIPPED
from fmnist_core.training import TrainingConfig
from ui import setting_words

FORM = "train"  # the form's widgets have the keys "train epochs", "train start" and so on
DEFAULTS = TrainingConfig  # the class: its attributes are the defaults, and need no dataset to be there
HELP = {
    "start_from": "A run of the same network whose weights this one begins with, such as one trained on "
    "another dataset: [what is learnt there helps here](https://arxiv.org/abs/1411.1792).",
    "teacher": "A run on the same dataset whose answers are half of each label. They say what else an image "
    "looks like: [a small network learns more from that](https://arxiv.org/abs/1503.02531). "
    "Several take turns.",
    "teacher_temperature": "What a teacher's logits are divided by: above 1, its answers say more of what "
    "else an image looks like; below 1, less.",
    "backbone": "The part that has learnt from the photos of [ImageNet](https://www.image-net.org); "
    "what it makes of the images is computed once.",
    "fine_tune_epochs": "In so many last epochs the end of the backbone learns, too, at a lower rate: "
    "slower, often better. 0: only the new last layers learn.",
    "fine_tune_blocks": "How many of the backbone's last blocks learn in the fine-tuning epochs.",
    "epochs": "How often the network sees all training images.",
    "limit": "Fewer images train faster and worse. Empty: all.",
    "augment": "Random changes that make every epoch's images new; [Mixup](https://arxiv.org/abs/1710.09412) "
    "and [CutMix](https://arxiv.org/abs/1905.04899) also combine two images in one.",
    "skip_easy": "Share of the images, up to 0.9, that each epoch leaves out, mostly easy ones: "
    "[shorter epochs, and more of them in the same time](https://arxiv.org/abs/2303.04947).",
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


def choice(field: str, table: Mapping[str, str]) -> str:
    """Show a choice from a table of names, and what the chosen one means."""
    with st.container(gap="xsmall"):
        chosen = select(field, table)
        st.caption(table[chosen])
    return chosen


def select(field: str, table: Mapping[str, str]) -> str:
    """Show a choice from a table of names."""
    options = list(table)
    return st.selectbox(
        setting_words.SETTINGS[field],
        options,
        index=options.index(getattr(DEFAULTS, field)),
        format_func=setting_words.choice,
        help=HELP[field],
        **state(field),
    )


def number(field: str, *, value: float | None = None, **arguments: Any) -> float | None:  # noqa: ANN401
    """Show a number; what is possible is for the configuration to say, in words."""
    common: dict[str, Any] = {"help": HELP[field], **state(field)} | arguments
    return st.number_input(setting_words.SETTINGS[field], value=value, **common)


def decimal(field: str, step: float, *, off: bool = False) -> float | None:
    """Show a number with decimals; one that is out of use counts as the default, whatever it shows."""
    usual = getattr(DEFAULTS, field)
    shown = number(field, value=usual, step=step, format="%g", disabled=off or paths.read_only())
    return usual if off else shown


def own(field: str, own: float, step: float) -> float | None:
    """Show a number with decimals that may be left empty: what the optimizer or the network brings."""
    words = HELP[field].format(f"{own:g}")
    return number(field, placeholder=f"{own:g}", help=words, step=step, format="%g")


def state(field: str) -> dict[str, Any]:
    """Return what lets a field keep its value while the visitor is on other pages."""
    return {"key": f"{FORM} {field}", "persist_state": "session", "disabled": paths.read_only()}


def fill(config: TrainingConfig) -> None:
    """Put the settings of a configuration into the fields, before they are shown; the name stays free."""
    for field in fields(config):
        value = getattr(config, field.name)
        if value is not None and field.type in (float, float | None):
            value = float(value)  # JSON writes 0.0 as it likes; a field for decimals takes no whole number
        st.session_state[f"{FORM} {field.name}"] = value
    st.session_state[f"{FORM} teacher"] = config.teachers
    st.session_state[f"{FORM} backbone"] = config.backbone or SHIPPED
    st.session_state[f"{FORM} name"] = ""  # the new run's name is its own
