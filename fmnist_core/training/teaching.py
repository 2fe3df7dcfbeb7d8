"""Learning also from the answers of networks that are trained already: distillation.

Geoffrey Hinton, Oriol Vinyals, Jeff Dean: Distilling the Knowledge in a Neural Network, arXiv:1503.02531.
The teacher sees each image as augmentation has left it, as its student does: Lucas Beyer et al.: Knowledge
Distillation: A Good Teacher Is Patient and Consistent, arXiv:2106.05237. Several teachers take turns, batch
by batch: in the long run their student learns the mean of their answers, for the time that one takes.
"""

from functools import partial
from itertools import count

import tensorflow as tf

from fmnist_core.inference import load_network
from fmnist_core.training.other_runs import teacher_run
from fmnist_core.training.plan import Plan
from fmnist_core.training.selection import Selection

SHARE = 0.5  # of the label that is the teacher's; the true class keeps the larger part


def taught(batches: tf.data.Dataset, plan: Plan, selection: Selection) -> tf.data.Dataset:
    """Return batches whose labels are in part the answers of a plan's teachers, if it has any.

    The teachers compute in the precision of the training.

    Args:
        batches: pairs of float32 pixels (b, height, width, 1) and float32 labels (b, classes).
        plan: of the training that the batches are for.
        selection: knows which epoch the batches are of.

    Raises:
        ConfigError: a teacher was trained on another dataset, or has no network.
        RunNotFoundError, RunCorruptError: one is not there, or has no readable network.
    """
    if plan.config.teacher is None:
        return batches
    runs = [teacher_run(name, plan.config) for name in plan.config.teachers]
    teachers = [load_network(run.model_path, plan.precision) for run in runs]

    def answer(number: tf.Tensor, batch: tuple[tf.Tensor, tf.Tensor]) -> tuple[tf.Tensor, tf.Tensor]:
        pixels, labels = batch
        asked = [partial(teacher, pixels, training=False) for teacher in teachers]
        logits = tf.switch_case(tf.cast(tf.math.floormod(number, len(asked)), tf.int32), asked)
        answers = tf.nn.softmax(logits / plan.config.teacher_temperature)
        return pixels, tf.add(tf.multiply(labels, 1 - SHARE), SHARE * answers)

    turns = tf.data.Dataset.from_generator(
        lambda: count(selection.epoch * plan.steps_per_epoch), output_signature=tf.TensorSpec((), tf.int64)
    ).apply(tf.data.experimental.assert_cardinality(tf.data.INFINITE_CARDINALITY))
    return tf.data.Dataset.zip(turns, batches).map(answer).prefetch(4)
