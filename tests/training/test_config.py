import json

import pytest

from fmnist_core.errors import ConfigError, FmnistError, NetworkError
from fmnist_core.training import AUGMENTATIONS, OPTIMIZERS, PRECISIONS, SCHEDULES, TrainingConfig


def test_round_trips_through_json():
    config = TrainingConfig(dataset="mnist", optimizer="sgd", learning_rate=0.05, limit=500, name="Übung 1")
    assert TrainingConfig.from_dict(json.loads(json.dumps(config.to_dict()))) == config


@pytest.mark.parametrize("field", ["optimizer", "schedule", "augment", "precision"])
def test_every_choice_round_trips_and_a_wrong_one_lists_them(field):
    tables = {
        "optimizer": OPTIMIZERS,
        "schedule": SCHEDULES,
        "augment": AUGMENTATIONS,
        "precision": PRECISIONS,
    }
    for choice in tables[field]:
        config = TrainingConfig(**{field: choice})
        assert TrainingConfig.from_dict(config.to_dict()) == config
    with pytest.raises(ConfigError, match=rf"{field} should be one of .*{choice}.*Received: 'magic'"):
        TrainingConfig(**{field: "magic"})


def test_unknown_keys_are_refused():
    with pytest.raises(ConfigError, match=r"Unknown key 'epoch'.*epochs"):
        TrainingConfig.from_dict({"epoch": 3})


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("epochs", 0),
        ("epochs", 2.5),
        ("epochs", True),
        ("batch_size", -1),
        ("learning_rate", 0),
        ("learning_rate", float("nan")),
        ("learning_rate", float("inf")),
        pytest.param("learning_rate", 10**400, id="huge"),
        ("learning_rate", "fast"),
        ("dropout", 1),
        ("label_smoothing", 0.9),
        ("momentum", 1.0),
        ("limit", 5),
        ("seed", -1),
        ("name", "x" * 81),
        ("name", "two\nlines"),
        ("teacher", "one,,two"),
        ("teacher_temperature", 0),
    ],
)
def test_an_impossible_value_is_named(field, value):
    with pytest.raises(ConfigError, match=rf"^{field} should be .*Received: "):
        TrainingConfig(**{field: value})


@pytest.mark.parametrize(
    "field", ["dataset", "architecture", "optimizer", "schedule", "augment", "backbone", "teacher"]
)
@pytest.mark.parametrize("value", [[], {}, 3])
def test_a_value_of_another_kind_is_refused_with_a_sentence(field, value):
    with pytest.raises(FmnistError):
        TrainingConfig.from_dict({field: value})


def test_fine_tuning_is_for_pretrained_architectures():
    with pytest.raises(ConfigError, match=r"pretrained architectures. Received: 'cnn'"):
        TrainingConfig(fine_tune_epochs=2)
    assert TrainingConfig(architecture="transfer", fine_tune_epochs=2).fine_tune_epochs == 2


@pytest.mark.parametrize("other", [{"architecture": "transfer"}, {"augment": "mixup"}, {"augment": "cutmix"}])
def test_easy_images_are_left_out_only_where_each_has_a_loss_of_its_own(other):
    with pytest.raises(ConfigError, match="skip_easy is for"):
        TrainingConfig(skip_easy=0.5, **other)
    TrainingConfig(skip_easy=0.5)


@pytest.mark.parametrize("share", [-0.1, 0.95, 1, "half", True])
def test_how_many_are_left_out_is_a_share(share):
    with pytest.raises(ConfigError, match=r"skip_easy should be a number of at least 0 and at most 0.9"):
        TrainingConfig(skip_easy=share)


def test_a_teacher_is_for_networks_that_see_every_image():
    with pytest.raises(ConfigError, match=r"not pretrained.*Received: 'transfer'"):
        TrainingConfig(architecture="transfer", teacher="fashion_mnist-resnet")
    assert TrainingConfig(teacher="fashion_mnist-resnet").teachers == ["fashion_mnist-resnet"]


def test_there_can_be_several_teachers():
    assert TrainingConfig(teacher="one, two").teachers == ["one", "two"]
    assert TrainingConfig().teachers == []


def test_unknown_dataset_and_architecture():
    with pytest.raises(ConfigError, match=r"no dataset 'cifar'.*fashion_mnist"):
        TrainingConfig(dataset="cifar")
    with pytest.raises(NetworkError, match=r"no architecture 'vit'.*cnn"):
        TrainingConfig(architecture="vit")


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_every_optimizer_has_a_learning_rate_of_its_own(optimizer):
    assert TrainingConfig(optimizer=optimizer).initial_learning_rate > 0
    assert TrainingConfig(optimizer=optimizer, learning_rate=0.25).initial_learning_rate == 0.25
