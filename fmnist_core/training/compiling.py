"""Optimizer, schedule and loss of a configuration, as Keras objects."""

from dataclasses import replace
from typing import Any

import keras

from fmnist_core.networks.normalising import fuse_normalisation
from fmnist_core.training.config import TrainingConfig

ONE_CYCLE_RISE = 0.25  # share of the steps over which one-cycle rises
NO_DECAY = ["bias", "gamma", "beta"]  # shrinking these does not simplify a network

_OPTIMIZERS = {
    "adam": keras.optimizers.Adam,
    "adamw": keras.optimizers.AdamW,
    "rmsprop": keras.optimizers.RMSprop,
    "sgd": keras.optimizers.SGD,
}

Rate = float | keras.optimizers.schedules.LearningRateSchedule


@keras.saving.register_keras_serializable("fmnist")
class WarmUp(keras.optimizers.schedules.LearningRateSchedule):
    """Rises in a straight line over the first steps, then follows another schedule as if from its start."""

    def __init__(self, after: Rate, steps: int) -> None:
        super().__init__()
        self.after, self.steps = after, steps

    def __call__(self, step: keras.KerasTensor) -> keras.KerasTensor:
        """Return the learning rate at a step."""
        step = keras.ops.cast(step, "float32")
        late = keras.ops.maximum(step - self.steps, 0.0)
        rate = self.after(late) if callable(self.after) else self.after
        return rate * keras.ops.minimum((step + 1) / (self.steps + 1), 1.0)

    def get_config(self) -> dict[str, Any]:
        """Return the arguments; Keras serialises the inner schedule."""
        return {"after": keras.saving.serialize_keras_object(self.after), "steps": self.steps}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> "WarmUp":
        """Build from `get_config`."""
        return cls(keras.saving.deserialize_keras_object(config["after"]), config["steps"])


def compile_model(model: keras.Model, config: TrainingConfig, steps: int, *, factor: float = 1.0) -> None:
    """Compile a network for training.

    Args:
        model: a network that gives logits.
        config: names optimizer, learning rate, schedule and label smoothing.
        steps: how many optimizer steps the schedule spans.
        factor: what the learning rate is multiplied by.
    """
    fuse_normalisation(model)
    config = replace(config, learning_rate=config.initial_learning_rate * factor)
    model.compile(
        optimizer=_optimizer(config, _warmed_up(config, steps)),
        loss=keras.losses.CategoricalCrossentropy(from_logits=True, label_smoothing=config.label_smoothing),
        metrics=[keras.metrics.CategoricalAccuracy(name="accuracy")],
    )


def _warmed_up(config: TrainingConfig, steps: int) -> Rate:
    rising = round(steps * config.warm_up)
    if not rising or config.schedule in ("one-cycle", "plateau"):
        return _schedule(config, steps)
    return WarmUp(_schedule(config, steps - rising), rising)


def _schedule(config: TrainingConfig, steps: int) -> Rate:
    rate = config.initial_learning_rate
    schedules = keras.optimizers.schedules
    if config.schedule == "step":
        return schedules.PiecewiseConstantDecay([steps // 2, steps * 3 // 4], [rate, rate / 10, rate / 100])
    if config.schedule == "cosine":
        return schedules.CosineDecay(rate, max(1, steps))
    if config.schedule == "one-cycle":  # Smith, Topin: Super-Convergence, arXiv:1708.07120
        rise = max(1, round(steps * ONE_CYCLE_RISE))
        return schedules.CosineDecay(rate / 25, max(1, steps - rise), warmup_target=rate, warmup_steps=rise)
    return rate  # constant; plateau is a callback


def _optimizer(config: TrainingConfig, rate: Rate) -> keras.optimizers.Optimizer:
    settings: dict[str, Any] = {"weight_decay": config.weight_decay or None}
    if config.optimizer == "sgd":
        settings |= {"momentum": config.momentum, "nesterov": config.momentum > 0}
    if config.optimizer == "adamw":
        settings["weight_decay"] = config.weight_decay  # its own default is not zero
    if config.ema:
        settings |= {"use_ema": True, "ema_momentum": config.ema}
    optimizer = _OPTIMIZERS[config.optimizer](rate, **settings)
    if config.weight_decay:
        optimizer.exclude_from_weight_decay(var_names=NO_DECAY)
    return optimizer
