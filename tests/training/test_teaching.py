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


def batches_of(plan):
    train, one_hot = plan.dataset.train, np.eye(10, dtype=np.float32)
    images, labels = train.images[:200, ..., np.newaxis], one_hot[train.labels[:200]]
    return batches(images, labels, [], Selection(200, 200, seed=0), batch_size=100)


@pytest.mark.parametrize(("precision", "tolerance"), [("float32", 1e-5), ("mixed_bfloat16", 0.05)])
@pytest.mark.parametrize("temperature", [1.0, 2.0])
def test_the_true_class_keeps_half_of_the_label_and_the_teacher_says_the_rest(
    precision, tolerance, temperature
):
    plan = plan_with(TEACHER, precision, temperature)
    plain = batches_of(plan)
    answers = Classifier.load(TEACHER)
    for (pixels, true), (same, labels) in zip(plain, taught(plain, plan), strict=True):
        np.testing.assert_array_equal(pixels, same)
        said = softmax(answers.logits(pixels.numpy()[..., 0].astype(np.uint8)) / temperature)
        np.testing.assert_allclose(labels, (true + said) / 2, atol=tolerance)


def test_several_teachers_take_turns():
    plain = batches_of(plan_with(None))
    dense, cnn, both = (
        [labels for _, labels in taught(plain, plan_with(teacher))]
        for teacher in ("fashion_mnist-dense", "fashion_mnist-cnn", "fashion_mnist-dense, fashion_mnist-cnn")
    )
    np.testing.assert_allclose(both, [dense[0], cnn[1]], atol=1e-5)


def test_without_a_teacher_labels_stay_as_they_are():
    plan = plan_with(None)
    plain = batches_of(plan)
    assert taught(plain, plan) is plain


def test_a_teacher_of_another_dataset_is_refused():
    plan = plan_with("mnist-cnn")
    with pytest.raises(ConfigError, match="mnist-cnn, which was trained on mnist"):
        taught(batches_of(plan), plan)
