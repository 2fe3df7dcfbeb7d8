"""What a training is fed with, as its plan says."""

import numpy as np
import tensorflow as tf

from fmnist_core.training.augmentation import by_turns, layers
from fmnist_core.training.data import batches
from fmnist_core.training.plan import Plan
from fmnist_core.training.teaching import taught


def batches_of(plan: Plan, inputs: np.ndarray, labels: np.ndarray, epochs: range) -> tf.data.Dataset:
    """Return the batches of some epochs: shuffled, augmented and taught as a plan says.

    Args:
        plan: of the training.
        inputs: uint8 images (n, height, width, 1), or float32 features (n, d), which are not augmented: they
            were computed once, from images as they are.
        labels: int (n,).
        epochs: which, counted from 0.

    Raises:
        ConfigError, RunNotFoundError, RunCorruptError: the teacher is of no use, see `taught`.
    """
    config, flips_allowed = plan.config, plan.dataset.spec.flips_allowed
    augment = config.augment if inputs.ndim == 4 else "none"
    layers_seed = int(np.random.default_rng([config.seed, epochs.start]).integers(2**31 - 10))
    data = batches(
        inputs,
        np.eye(plan.classes, dtype=np.float32)[labels],
        layers(augment, flips_allowed=flips_allowed, seed=layers_seed),
        batch_size=plan.batch_size,
        epochs=epochs,
        seed=config.seed,
        mirrored=by_turns(augment, flips_allowed=flips_allowed),
    )
    return taught(data, plan)
