"""The process behind `forecast.measure`: takes a request as JSON, prints a speed as JSON."""

import json
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import keras
import numpy as np

from fmnist_core.drawings.pictures import make_pictures
from fmnist_core.errors import FmnistError
from fmnist_core.training.compiling import compile_model
from fmnist_core.training.config import TrainingConfig, samples_per_epoch
from fmnist_core.training.feed import feed
from fmnist_core.training.forecast import Speed
from fmnist_core.training.plan import Plan, fresh_network, plan_of
from fmnist_core.training.pretrained import open_backbone

_SECONDS = 5.0  # of steps that are measured
_WARM_UP = 3  # steps that are not: the first ones trace and allocate
_MOST_STEPS = 200
_PICTURES = 60  # that are made
_ANSWERS = 500  # images to answer for at a time, as training does


class _Clock(keras.callbacks.Callback):
    """Ends training after some seconds, and knows when each step ended."""

    def __init__(self) -> None:
        super().__init__()
        self.ends: list[float] = []

    def on_train_batch_end(self, batch: int, logs: dict[str, Any] | None = None) -> None:
        self.ends.append(time.monotonic())
        steps = len(self.ends)
        if steps == _MOST_STEPS or (steps > _WARM_UP + 1 and self.ends[-1] - self.ends[_WARM_UP] > _SECONDS):
            self.model.stop_training = True

    @property
    def step(self) -> float:
        """Seconds a step, on average."""
        measured = self.ends[min(_WARM_UP, len(self.ends) - 2) :]
        return (measured[-1] - measured[0]) / (len(measured) - 1)


def speed_of(config: TrainingConfig, began: float) -> Speed:
    """Measure the speed of a training.

    Args:
        config: what would be trained.
        began: when this process was started, in seconds since 1970.

    Raises:
        FmnistError: it cannot be trained.
    """
    before = time.time()
    plan = plan_of(replace(config, start_from=None))
    began += time.time() - before if config.precision == "auto" else 0  # measured once, not by every run
    network = fresh_network(plan)
    head_step = feature = 0.0
    if plan.pretrained:
        head_step, feature = _frozen(network, plan)
        open_backbone(network, plan.config)
    step, first = _fit(network, plan, plan.dataset.train.images[_repeated(plan)][..., np.newaxis])
    pixels = plan.dataset.validation.images[:_ANSWERS, ..., np.newaxis]
    return Speed(
        start=first - began,
        step=step,
        answer=_second_time(lambda: network.predict_on_batch(pixels)) / len(pixels),
        save=_second_time(lambda: _save(network)),
        head_step=head_step,
        feature=feature,
        picture=_picture(plan) if config.augment == "pictures" else 0.0,
    )


def _frozen(network: keras.Model, plan: Plan) -> tuple[float, float]:
    """Return the seconds of one step of the head, and of the backbone for one image."""
    from fmnist_core.networks.transfer import split

    extractor, head = split(network)
    pixels = plan.dataset.train.images[plan.positions[:_ANSWERS], ..., np.newaxis]
    feature = _second_time(lambda: extractor.predict_on_batch(pixels)) / len(pixels)
    features = np.zeros((len(_repeated(plan)), extractor.output_shape[1]), np.float32)
    step, _ = _fit(head, plan, features)
    return step, feature


def _repeated(plan: Plan) -> np.ndarray:
    """Return positions of as many images as there are samples: an image twice for a picture of it."""
    return np.resize(plan.positions, samples_per_epoch(len(plan.positions), plan.config.augment))


def _fit(model: keras.Model, plan: Plan, inputs: np.ndarray) -> tuple[float, float]:
    """Return the seconds of one step, and when the first one ended, in seconds since 1970."""
    compile_model(model, plan.config, plan.steps_per_epoch)
    labels = plan.dataset.train.labels[_repeated(plan)]
    clock, fed = _Clock(), feed(plan, inputs, labels)
    model.fit(
        fed.batches,
        epochs=_MOST_STEPS,
        callbacks=[fed.selecting, clock],
        shuffle=False,  # the batches come shuffled
        verbose=0,
    )
    return clock.step, time.time() - (time.monotonic() - clock.ends[0])


def _picture(plan: Plan) -> float:
    part = plan.dataset.train
    images, labels = part.images[:_PICTURES], part.labels[:_PICTURES]
    seconds = _second_time(lambda: make_pictures(images, labels, plan.dataset.spec, [plan.config.seed]))
    return seconds / len(images)


def _second_time(act: Callable[[], object]) -> float:
    act()  # traces, or opens what stays open
    begin = time.perf_counter()
    act()
    return time.perf_counter() - begin


def _save(network: keras.Model) -> None:
    with tempfile.TemporaryDirectory() as folder:
        network.save(Path(folder) / "model.keras")


def main() -> int:
    """Read a request from standard input, measure, print the result; return the exit status."""
    request = json.load(sys.stdin)
    try:
        speed = speed_of(TrainingConfig.from_dict(request["config"]), request["began"])
    except FmnistError as error:
        print(error, file=sys.stderr)
        return 1
    print(json.dumps(asdict(speed)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
