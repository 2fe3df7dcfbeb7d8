"""Optimizer, schedule and loss of a configuration, as Keras objects."""

import keras

from fmnist_core.training.config import TrainingConfig

WARM_UP = 0.25  # share of the steps over which one-cycle rises
PLATEAU = {"monitor": "val_loss", "factor": 0.5, "patience": 2}


def compile_model(model: keras.Model, config: TrainingConfig, steps: int) -> None:
    """Compile a network for training.

    Args:
        model: a network that gives logits.
        config: names optimizer, learning rate, schedule and label smoothing.
        steps: how many optimizer steps the whole run has.
    """
    model.compile(
        optimizer=_optimizer(config, _schedule(config, steps)),
        loss=keras.losses.CategoricalCrossentropy(from_logits=True, label_smoothing=config.label_smoothing),
        metrics=[keras.metrics.CategoricalAccuracy(name="accuracy")],
    )


def _schedule(config: TrainingConfig, steps: int) -> float | keras.optimizers.schedules.LearningRateSchedule:
    rate = config.initial_learning_rate
    schedules = keras.optimizers.schedules
    if config.schedule == "step":
        return schedules.PiecewiseConstantDecay([steps // 2, steps * 3 // 4], [rate, rate / 10, rate / 100])
    if config.schedule == "cosine":
        return schedules.CosineDecay(rate, steps)
    if config.schedule == "one-cycle":  # Smith, Topin: Super-Convergence, arXiv:1708.07120
        warm_up = max(1, round(steps * WARM_UP))
        return schedules.CosineDecay(
            rate / 25, max(1, steps - warm_up), warmup_target=rate, warmup_steps=warm_up
        )
    return rate  # constant; plateau is a callback


def _optimizer(
    config: TrainingConfig, rate: float | keras.optimizers.schedules.LearningRateSchedule
) -> keras.optimizers.Optimizer:
    if config.optimizer == "sgd":
        return keras.optimizers.SGD(rate, momentum=config.momentum, nesterov=config.momentum > 0)
    return {"adam": keras.optimizers.Adam, "rmsprop": keras.optimizers.RMSprop}[config.optimizer](rate)
