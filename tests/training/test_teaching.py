from dataclasses import replace

import numpy as np
import pytest

from fmnist_core.errors import ConfigError
from fmnist_core.evaluation.metrics import softmax
from fmnist_core.inference import Classifier
from fmnist_core.training import TrainingConfig
from fmnist_core.training.data import batches
from fmnist_core.training.plan import plan_of
from fmnist_core.training.selection import Selection
from fmnist_core.training.teaching import taught

TEACHER = "fashion_mnist-dense"


def plan_with(teacher, precision="float32", temperature=2.0):
    return plan_of(TrainingConfig(teacher=teacher, precision=precision, teacher_temperature=temperature))


def taught_200(plan, selection=None):
    """Batches of 100 of the first 200 images, before and after the teachers."""
    selection = selection or Selection(200, 200, seed=0)
    train, one_hot = plan.dataset.train, np.eye(10, dtype=np.float32)
    images, labels = train.images[:200, ..., np.newaxis], one_hot[train.labels[:200]]
    plain = batches(images, labels, [], selection, batch_size=100)
    return plain, taught(plain, replace(plan, steps_per_epoch=2), selection)


@pytest.mark.parametrize(("precision", "tolerance"), [("float32", 1e-5), ("mixed_bfloat16", 0.05)])
@pytest.mark.parametrize("temperature", [1.0, 2.0])
def test_the_true_class_keeps_half_of_the_label_and_the_teacher_says_the_rest(
    precision, tolerance, temperature
):
    plan = plan_with(TEACHER, precision, temperature)
    answers = Classifier.load(TEACHER)
    for (pixels, true), (same, labels) in zip(*taught_200(plan), strict=True):
        np.testing.assert_array_equal(pixels, same)
        said = softmax(answers.logits(pixels.numpy()[..., 0].astype(np.uint8)) / temperature)
        np.testing.assert_allclose(labels, (true + said) / 2, atol=tolerance)


def test_several_teachers_take_turns():
    dense, cnn, both = (
        [labels for _, labels in taught_200(plan_with(teacher))[1]]
        for teacher in ("fashion_mnist-dense", "fashion_mnist-cnn", "fashion_mnist-dense, fashion_mnist-cnn")
    )
    np.testing.assert_allclose(both, [dense[0], cnn[1]], atol=1e-5)


def test_turns_go_on_where_an_epoch_ends_between_them():
    names = ("fashion_mnist-dense", "fashion_mnist-cnn")
    plan = plan_with(",".join(names))
    selection = Selection(100, 100, seed=0)
    one_hot = np.eye(10, dtype=np.float32)[plan.dataset.train.labels[:100]]
    data = batches(plan.dataset.train.images[:100, ..., np.newaxis], one_hot, [], selection, batch_size=100)
    data = taught(data, replace(plan, steps_per_epoch=1), selection)
    asked = []
    for epoch in range(4):
        selection.begin(epoch)
        ((pixels, labels),) = data
        answers = [
            softmax(Classifier.load(name).logits(pixels.numpy()[..., 0].astype(np.uint8)) / 2)
            for name in names
        ]
        said = 2 * labels - one_hot[selection.positions]
        asked.append(int(np.argmin([np.abs(said - answer).max() for answer in answers])))
    assert asked == [0, 1, 0, 1]


def test_without_a_teacher_labels_stay_as_they_are():
    plan = plan_with(None)
    plain, same = taught_200(plan)
    assert same is plain


def test_a_teacher_of_another_dataset_is_refused():
    plan = plan_with("mnist-cnn")
    with pytest.raises(ConfigError, match="mnist-cnn, which was trained on mnist"):
        taught_200(plan)
