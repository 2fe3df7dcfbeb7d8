"""Learning also from the answers of a network that is trained already: distillation.

Geoffrey Hinton, Oriol Vinyals, Jeff Dean: Distilling the Knowledge in a Neural Network, arXiv:1503.02531.
The teacher sees each image as augmentation has left it, as its student does: Lucas Beyer et al.: Knowledge
Distillation: A Good Teacher Is Patient and Consistent, arXiv:2106.05237.
"""

import keras
import tensorflow as tf

from fmnist_core.errors import ConfigError
from fmnist_core.inference import load_network
from fmnist_core.networks.normalising import fuse_normalisation
from fmnist_core.runs import RunStore
from fmnist_core.training.plan import Plan

TEMPERATURE = 2.0  # of the teacher's answers: what else an image looks like is lost in sure ones
SHARE = 0.5  # of the label that is the teacher's; the true class keeps the larger part


def taught(batches: tf.data.Dataset, plan: Plan) -> tf.data.Dataset:
    """Return batches whose labels are in part the answers of a plan's teacher, if it has one.

    The teacher computes in the precision of the training.

    Args:
        batches: pairs of float32 pixels (b, height, width, 1) and float32 labels (b, classes).
        plan: of the training that the batches are for.

    Raises:
        ConfigError: the teacher was trained on another dataset.
        RunNotFoundError, RunCorruptError: it is not there, or has no readable network.
    """
    if plan.config.teacher is None:
        return batches
    teacher = _teacher(plan.config.teacher, plan)

    def answer(pixels: tf.Tensor, labels: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        answers = tf.nn.softmax(teacher(pixels, training=False) / TEMPERATURE)
        return pixels, tf.add(tf.multiply(labels, 1 - SHARE), SHARE * answers)

    return batches.map(answer).prefetch(4)


def _teacher(run_id: str, plan: Plan) -> keras.Model:
    run = RunStore().get(run_id)
    if run.dataset != plan.config.dataset:
        raise ConfigError(
            f"teacher names {run.id}, which was trained on {run.dataset}. "
            f"Choose a run trained on {plan.config.dataset}."
        )
    network = load_network(run.model_path, plan.precision)
    fuse_normalisation(network)
    return network
