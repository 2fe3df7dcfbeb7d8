import numpy as np
import pytest

from fmnist_core.evaluation.similarity import similarity_order


def test_classes_that_are_taken_for_each_other_stand_together():
    confusion = 100 * np.eye(6, dtype=np.int64)
    for a, b, mistakes in ((0, 3, 30), (3, 5, 20), (1, 4, 40)):
        confusion[a, b] += mistakes
    order = similarity_order(confusion).tolist()
    assert sorted(order) == list(range(6))
    assert abs(order.index(1) - order.index(4)) == 1
    places = sorted(order.index(number) for number in (0, 3, 5))
    assert places[2] - places[0] == 2
    assert order[places[1]] == 3, "the one that is confused with both stands between them"


@pytest.mark.parametrize("confusion", [np.diag([5, 5, 5]), np.zeros((2, 2), int), np.diag([3, 0, 2])])
def test_without_confusion_the_order_is_the_given_one(confusion):
    assert similarity_order(confusion).tolist() == list(range(len(confusion)))


def test_two_classes_and_a_class_without_samples():
    assert similarity_order(np.array([[1, 2], [3, 4]])).tolist() == [0, 1]
    assert sorted(similarity_order(np.array([[0, 0, 0], [1, 4, 2], [0, 3, 1]]))) == [0, 1, 2]
