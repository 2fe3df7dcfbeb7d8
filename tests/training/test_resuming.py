"""What a run that is resumed must not lose, and must not believe."""

import shutil

import keras
import numpy as np
import pytest

from fmnist_core.errors import RunError
from fmnist_core.networks import build
from fmnist_core.runs import RunState, RunStore, RunWriter
from fmnist_core.training import TrainingConfig, resume
from fmnist_core.training.compiling import compile_model
from fmnist_core.training.feed import SELECTION, feed
from fmnist_core.training.loop import restored, train_run
from fmnist_core.training.patience import out_of_patience, patient
from fmnist_core.training.plan import fresh_network, plan_of
from fmnist_core.training.pretrained import head_and_features
from fmnist_core.training.worker import work

QUICK = {"architecture": "dense", "limit": 500, "epochs": 2, "precision": "float32"}


class Nobody:
    """An executor that starts no worker."""

    def submit(self, run):
        """Leave the run queued."""

    def stop(self, run):
        """There is nothing to stop."""


def trained(**settings):
    """Train a run in this process."""
    run = RunStore().create(TrainingConfig(**QUICK | settings).to_dict())
    train_run(run, RunWriter(run))
    return run


def test_biases_do_not_decay_after_a_resume_either(artifacts):
    run = trained(optimizer="sgd", momentum=0.0, weight_decay=0.1, learning_rate=0.1, schedule="constant")
    network, epochs = restored(run, plan_of(TrainingConfig.from_dict(run.config)))
    assert epochs == 2
    before = [weight.numpy() for weight in network.trainable_variables]
    network.optimizer.apply([np.zeros_like(weight) for weight in before])
    for weight, value in zip(network.trainable_variables, before, strict=True):
        decayed = value * (1 - 0.1 * 0.1) if weight.name == "kernel" else value
        np.testing.assert_allclose(weight.numpy(), decayed, rtol=1e-4, atol=1e-7)


@pytest.mark.parametrize("schedule", ["cosine", "plateau"])
def test_the_state_of_the_optimizer_is_taken_over(artifacts, schedule):
    run = trained(schedule=schedule, ema=0.9)
    network, _ = restored(run, plan_of(TrainingConfig.from_dict(run.config)))
    saved = keras.saving.load_model(run.folder / "checkpoint.keras").optimizer
    assert len(saved.variables) == len(network.optimizer.variables)
    for own, variable in zip(network.optimizer.variables, saved.variables, strict=True):
        np.testing.assert_array_equal(own.numpy(), variable.numpy())


class StopAfter(keras.callbacks.Callback):
    """Ends a training after so many batches."""

    def __init__(self, batches):
        super().__init__()
        self._left = batches

    def on_train_batch_end(self, batch, logs=None):
        self._left -= 1
        self.model.stop_training = self._left == 0


@pytest.mark.parametrize(("batches", "kept"), [(2, False), (3, True), (4, True)])
def test_an_epoch_that_was_cut_short_is_chosen_anew(tmp_path, batches, kept):
    plan = plan_of(TrainingConfig(**QUICK | {"batch_size": 64, "skip_easy": 0.6}))
    assert plan.steps_per_epoch == 3
    network = fresh_network(plan)
    compile_model(network, plan.config, 6)
    images, labels = plan.samples()
    fed = feed(plan, images[..., np.newaxis], labels, folder=tmp_path)
    network.fit(
        fed.batches, epochs=2, callbacks=[fed.selecting, StopAfter(batches)], shuffle=False, verbose=0
    )
    assert (tmp_path / SELECTION).is_file() == kept
    if kept:
        with np.load(tmp_path / SELECTION) as selection:
            assert selection["epochs"].tolist() == [0, 1]


def records(*losses):
    """The history of epochs whose accuracy falls as the loss rises."""
    return [
        {"epoch": number, "validation_loss": loss, "validation_accuracy": 1 - loss}
        for number, loss in enumerate(losses, 1)
    ]


def waiting(config, earlier, *losses):
    """Train some more epochs, with these losses on validation; return whether it stopped, and the rates."""
    model = build("dense")
    compile_model(model, config, 100)
    callbacks = keras.callbacks.CallbackList(patient(config, earlier), model=model)
    model.stop_training = False
    callbacks.on_train_begin()
    rates = [float(model.optimizer.learning_rate)]
    for number, loss in enumerate(losses, len(earlier)):
        callbacks.on_epoch_end(number, {"val_loss": loss, "val_accuracy": 1 - loss})
        rates.append(float(model.optimizer.learning_rate))
    return model.stop_training, rates


def test_early_stopping_goes_on_counting(artifacts):
    config = TrainingConfig(early_stopping=3)
    assert waiting(config, records(0.1, 0.2, 0.3), 0.2)[0]
    assert not waiting(config, records(0.1, 0.2, 0.3), 0.05)[0]
    assert not waiting(config, [], 0.1, 0.2, 0.3)[0]
    assert out_of_patience(config, records(0.1, 0.2, 0.2, 0.2))
    assert not out_of_patience(config, records(0.3, 0.2, 0.3, 0.3))
    assert not out_of_patience(TrainingConfig(), records(0.1, 0.2, 0.3, 0.4))


def test_a_plateau_goes_on_and_its_rate_is_not_lowered_twice():
    config = TrainingConfig(schedule="plateau", learning_rate=0.1)
    _, rates = waiting(config, records(0.1, 0.2, 0.2, 0.2), 0.3)
    assert rates == pytest.approx([0.1, 0.05])


def test_a_halving_after_the_checkpoint_is_made_up_for():
    config = TrainingConfig(schedule="plateau", learning_rate=0.1)
    _, unbroken = waiting(config, [], 0.1, 0.2, 0.2, 0.2, 0.2)
    _, resumed = waiting(config, records(0.1, 0.2, 0.2), 0.2, 0.2)
    assert resumed == pytest.approx(unbroken[3:])
    assert resumed[0] == pytest.approx(0.05)


def test_a_run_that_early_stopping_had_ended_is_only_evaluated(artifacts):
    run = trained(epochs=9, early_stopping=1, learning_rate=1e-8)
    history = run.history()
    assert len(history) < 9
    RunWriter(run).update(state=RunState.INTERRUPTED)
    train_run(run, RunWriter(run))
    assert run.history() == history
    assert run.evaluated


def test_features_of_a_backbone_that_has_learnt_are_not_kept_for_others(small, artifacts):
    settings = {"dataset": small, "architecture": "transfer", "limit": 20, "fine_tune_epochs": 1}
    first = trained(**settings)
    kept = {path: path.read_bytes() for path in (artifacts / "cache" / "features").iterdir()}
    assert kept
    plan = plan_of(TrainingConfig(**QUICK | settings | {"start_from": first.id}))
    network = fresh_network(plan)
    _, features = head_and_features(network, plan)
    _, general = head_and_features(network, plan_of(TrainingConfig(**QUICK | settings)))
    assert np.abs(features["train"] - general["train"]).max() > 1e-3
    assert {path: path.read_bytes() for path in (artifacts / "cache" / "features").iterdir()} == kept


def test_a_run_that_is_cancelled_while_it_waits_keeps_its_evaluation(make_run, monkeypatch):
    run, first = make_run("mine"), make_run("first")
    before = run.evaluation_arrays("test")["logits"]
    RunWriter(run).update(state=RunState.STOPPED)
    RunWriter(first).update(state=RunState.QUEUED)
    resume(run, Nobody())
    RunStore().request_stop(run.id)
    work(run)
    assert run.evaluated
    assert run.status.test_accuracy == 0.9
    np.testing.assert_array_equal(run.evaluation_arrays("test")["logits"], before)


def test_a_worker_that_comes_after_its_run_was_deleted_makes_no_new_folder(artifacts):
    run = RunStore().create(TrainingConfig(**QUICK).to_dict())
    shutil.rmtree(run.folder)
    with pytest.raises(RunError, match="deleted"):
        work(run)
    assert not run.folder.exists()
