"""Presets and promises of time on the Train page: how long a training will take on this machine."""

import streamlit as st

from fmnist_core import paths
from fmnist_core.errors import FmnistError
from fmnist_core.training import TrainingConfig
from fmnist_core.training.forecast import MEASURING_SECONDS, Forecast, Speed, forecast, known_speed, measure
from fmnist_core.training.presets import PRESETS, fitted, preset_config
from ui import cache, form_fields, run_words
from ui.form_fields import DEFAULTS, FORM

_ASKED = f"{FORM} preset asked for"
_BUSY = "This network's speed is not known yet. It can be measured when no run is training."


def show_presets() -> None:
    """Show the presets; choosing one fills in the form, with as many epochs as fit into its time."""
    dataset = st.session_state.get(f"{FORM} dataset") or DEFAULTS.dataset
    asked = st.session_state.pop(_ASKED, None)
    with st.container(gap="xsmall"):
        for name, preset in PRESETS.items():
            blocked = known_speed(preset_config(name, dataset)) is None and _busy()
            with st.container(horizontal=True, vertical_alignment="center", gap="small", wrap=False):
                st.button(
                    preset.title,
                    width=136,
                    key=f"{FORM} preset {name}",
                    disabled=paths.read_only() or blocked,
                    help=_BUSY if blocked else None,
                    on_click=lambda name=name: st.session_state.update({_ASKED: name}),
                )
                st.caption(preset.purpose, width="stretch")
    if asked:
        _fill(asked, dataset)


def show_forecast(config: TrainingConfig) -> Forecast | None:
    """Say how long a training will take, or offer to find out; return what was said."""
    speed = known_speed(config)
    if speed is None:
        busy = _busy()
        asked = st.button(
            "How long will it take?",
            icon=":material/timer:",
            type="tertiary",
            key=f"{FORM} measure",
            disabled=paths.read_only() or busy,
            help=_BUSY if busy else f"Takes some steps to find out: about {MEASURING_SECONDS} seconds, once.",
        )
        if not asked:
            return None
    try:
        expected = forecast(config, speed or _measure(config))
    except FmnistError as error:
        st.warning(str(error))
        return None
    parts = {"to get ready": expected.start, "to train": expected.training, "to test": expected.testing}
    stages = ", ".join(f"{run_words.duration(seconds)} {what}" for what, seconds in parts.items())
    st.caption(f"About **{run_words.duration(expected.total)}** on this machine: {stages}.")
    return expected


def _fill(name: str, dataset: str) -> None:
    config = preset_config(name, dataset)
    try:
        config = fitted(config, PRESETS[name].seconds, known_speed(config) or _measure(config))
    except FmnistError as error:
        st.warning(str(error))
        return
    form_fields.fill(config)
    epochs = f"{config.epochs} {'epoch' if config.epochs == 1 else 'epochs'}"
    st.toast(
        f"{PRESETS[name].title}: the form now holds its settings, with {epochs}.", icon=":material/timer:"
    )


def _measure(config: TrainingConfig) -> Speed:
    with st.spinner(f"Measuring how fast this machine trains it: about {MEASURING_SECONDS} seconds, once"):
        return measure(config)


def _busy() -> bool:
    """Whether a run is at work, which would make a measurement wrong."""
    return any(run.status.state.at_work for run in cache.run_list() if not run.zoo)
