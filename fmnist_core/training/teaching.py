"""Learning also from the answers of a network that is trained already: distillation.

Geoffrey Hinton, Oriol Vinyals, Jeff Dean: Distilling the Knowledge in a Neural Network, arXiv:1503.02531.
The teacher sees each image as augmentation has left it, as its student does: Lucas Beyer et al.: Knowledge
Distillation: A Good Teacher Is Patient and Consistent, arXiv:2106.05237.
"""

import keras
import tensorflow as tf

from fmnist_core.datasets import Dataset
from fmnist_core.errors import ConfigError
from fmnist_core.inference import load_network
from fmnist_core.runs import RunStore

TEMPERATURE = 2.0  # of the teacher's answers: what else an image looks like is lost in sure ones
SHARE = 0.5  # of the label that is the teacher's; the true class keeps the larger part


def teacher_of(run_id: str, dataset: Dataset) -> keras.Model:
    """Return the network of a run that was trained on a dataset.

    Raises:
        ConfigError: it was trained on another dataset.
        RunNotFoundError, RunCorruptError: it is not there, or has no readable network.
    """
    run = RunStore().get(run_id)
    if run.dataset != dataset.spec.name:
        raise ConfigError(
            f"teacher names {run.id}, which was trained on {run.dataset}. "
            f"Choose a run trained on {dataset.spec.name}."
        )
    return load_network(run.model_path)


def taught(batches: tf.data.Dataset, teacher: keras.Model) -> tf.data.Dataset:
    """Return batches whose labels are in part the teacher's answers.

    Args:
        batches: pairs of float32 pixels (b, height, width, 1) and float32 labels (b, classes).
        teacher: answers such pixels with logits (b, classes).
    """

    def answer(pixels: tf.Tensor, labels: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        answers = tf.nn.softmax(teacher(pixels, training=False) / TEMPERATURE)
        return pixels, tf.add(tf.multiply(labels, 1 - SHARE), SHARE * answers)

    return batches.map(answer).prefetch(4)
