"""Training: from a `TrainingConfig` to a finished run.

Importing this package loads no Keras, and a worker that waits for its turn has loaded none.
"""

from fmnist_core.runs import Run, RunStore
from fmnist_core.training.config import (
    AUGMENTATIONS,
    OPTIMIZERS,
    PRECISIONS,
    SCHEDULES,
    TrainingConfig,
)
from fmnist_core.training.executor import LocalExecutor, resume
from fmnist_core.training.other_runs import with_whole_ids

__all__ = [
    "AUGMENTATIONS",
    "OPTIMIZERS",
    "PRECISIONS",
    "SCHEDULES",
    "LocalExecutor",
    "TrainingConfig",
    "resume",
    "train",
]


def train(config: TrainingConfig) -> Run:
    """Train in this process and return the finished run.

    Raises:
        FmnistError: the run could not be created or trained; the run itself, if there is one, says why, too.
    """
    from fmnist_core.training.worker import work

    run = RunStore().create(with_whole_ids(config).to_dict())
    work(run)
    return run
