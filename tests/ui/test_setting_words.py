from dataclasses import fields

from fmnist_core.training import TrainingConfig
from ui import setting_words


def test_every_setting_has_a_label():
    assert set(setting_words.SETTINGS) == {field.name for field in fields(TrainingConfig)}


def test_settings_are_written_with_the_defaults_that_apply():
    written = setting_words.settings(TrainingConfig(dataset="mnist", architecture="dense").to_dict())
    assert written["Dataset"] == "MNIST"
    assert written["Network"] == "Dense baseline"
    assert written["Learning rate"] == "0.001"
    assert written["Dropout"] == "0.2"
    assert written["Training images"] == "all"
    assert written["Momentum"] == "not used"
    assert "Name" not in written


def test_settings_that_are_not_there_say_so():
    written = setting_words.settings(TrainingConfig(schedule="one-cycle", warm_up=0.1).to_dict())
    assert written["Warm-up"] == "not used"
    assert (written["Weight decay"], written["Weight averaging"]) == ("none", "none")
    assert written["Early stopping"] == "never"


def test_settings_that_are_there_are_numbers():
    config = TrainingConfig(warm_up=0.1, weight_decay=0.01, ema=0.999, early_stopping=3, augment="cutmix")
    written = setting_words.settings(config.to_dict())
    labels = ("Warm-up", "Weight decay", "Weight averaging", "Early stopping", "Augmentation")
    assert [written[label] for label in labels] == ["0.1", "0.01", "0.999", "3", "CutMix"]


def test_settings_of_a_pretrained_network():
    written = setting_words.settings(TrainingConfig(architecture="transfer", fine_tune_epochs=2).to_dict())
    labels = ("Backbone", "Fine-tuning epochs", "Blocks to fine-tune", "Starting point")
    assert [written[label] for label in labels] == ["EfficientNet-Lite0", "2", "2", "none"]
    written = setting_words.settings(TrainingConfig(start_from="mnist-cnn").to_dict())
    assert [written[label] for label in labels] == ["not used", "not used", "not used", "mnist-cnn"]


def test_a_setting_that_an_older_version_did_not_know_has_its_default():
    older, newer = {"architecture": "dense"}, TrainingConfig(architecture="dense").to_dict()
    assert setting_words.differences([older, newer]) == {}


def test_settings_of_an_older_or_newer_version_are_still_written():
    written = setting_words.settings({"dataset": "gone", "architecture": "unheard-of", "optimizer": "lion"})
    assert (written["Dataset"], written["Network"], written["Optimizer"]) == ("gone", "unheard-of", "Lion")


def test_differences_leave_out_what_is_the_same_and_the_names():
    a = TrainingConfig(limit=2000, name="a").to_dict()
    b = TrainingConfig(learning_rate=0.001, name="b").to_dict()
    assert setting_words.differences([a, b]) == {"Training images": ["2,000", "all"]}


def test_teachers_are_listed_and_a_name_stays_as_it_is():
    config = TrainingConfig(teacher="one,two", name="Mine, again").to_dict()
    assert setting_words.setting("teacher", config) == "one, two"
    assert setting_words.setting("name", config) == "Mine, again"
