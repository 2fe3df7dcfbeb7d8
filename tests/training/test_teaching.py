import numpy as np
import pytest

from fmnist_core.datasets import load
from fmnist_core.errors import ConfigError
from fmnist_core.evaluation.metrics import softmax
from fmnist_core.inference import Classifier
from fmnist_core.training.data import batches
from fmnist_core.training.teaching import TEMPERATURE, taught, teacher_of

TEACHER = "fashion_mnist-dense"


@pytest.fixture(scope="module")
def dataset():
    return load("fashion_mnist")


def test_the_true_class_keeps_half_of_the_label_and_the_teacher_says_the_rest(dataset):
    images, one_hot = dataset.train.images[:200, ..., np.newaxis], np.eye(10, dtype=np.float32)
    plain = batches(images, one_hot[dataset.train.labels[:200]], [], batch_size=100, epochs=range(1), seed=0)
    answers = Classifier.load(TEACHER)
    for (pixels, true), (same, labels) in zip(
        plain, taught(plain, teacher_of(TEACHER, dataset)), strict=True
    ):
        np.testing.assert_array_equal(pixels, same)
        said = softmax(answers.logits(pixels.numpy()[..., 0].astype(np.uint8)) / TEMPERATURE)
        np.testing.assert_allclose(labels, (true + said) / 2, atol=1e-5)


def test_a_teacher_of_another_dataset_is_refused(dataset):
    with pytest.raises(ConfigError, match="mnist-cnn, which was trained on mnist"):
        teacher_of("mnist-cnn", dataset)
