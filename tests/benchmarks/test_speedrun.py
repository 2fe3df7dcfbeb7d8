"""What the speedrun says of its measurements: who reached a target, and when."""

from argparse import Namespace

import pytest

from benchmarks import speedrun
from benchmarks.speedrun import Finish
from fmnist_core.training import TrainingConfig


def fixed(contender, seed, seconds, accuracy, **figures):
    settings = {"epochs": 4}
    figures |= {"seconds": seconds, "accuracy": accuracy}
    return {"contender": contender, "target": 92, "seed": seed, "settings": settings} | figures


@pytest.fixture
def results():
    return [
        fixed("ours", 0, 100.0, 0.901, averaged=0.921),
        fixed("ours", 1, 110.0, 0.899, averaged=0.919),
        fixed("torch", 0, 200.0, 0.92, averaged=0.92),
        fixed("torch", 1, 110.0, 0.90, averaged=0.90),
        {"contender": "keras example", "target": None, "curve": [[50.0, 0.90], [90.0, 0.93], [130.0, 0.94]]},
        {"contender": "keras example", "target": None, "curve": [[60.0, 0.89], [99.0, 0.91], [140.0, 0.93]]},
        {"contender": "plain recipe", "target": None, "curve": [[50.0, 0.91], [90.0, 0.90]]},
        {"contender": "plain recipe", "target": None, "curve": [[50.0, 0.92], [90.0, 0.89]]},
    ]


def test_a_followed_contender_counts_from_the_epoch_whose_mean_reaches_the_target(results):
    assert speedrun.reached(results, "keras example", 92) == [
        Finish(90.0, 0.93, 0.93, 2),
        Finish(99.0, 0.91, 0.91, 2),
    ]


def test_a_target_that_is_never_reached_is_said_so(results):
    found = speedrun.reached(results, "plain recipe", 92)
    assert found == "not reached in 2 epochs (at best 91.50%, after 1)"


def test_the_table_gives_ratios_and_marks_what_missed(results):
    rows = speedrun.table(results, [92]).splitlines()[2:]
    assert rows[0] == "| 92 % | ours | 105 ± 7 s | 92.00 ± 0.14 % | 90.00 ± 0.14 % | 4 | 1.00 |"
    assert (
        rows[1] == "| 92 % | torch | 155 ± 64 s | 91.00 ± 1.41 % (**missed**) | 91.00 ± 1.41 % | 4 | 1.50 |"
    )
    assert rows[2].endswith("| 2 | 0.90 |")
    assert "not reached" in rows[3]


def test_those_without_a_schedule_can_be_left_out(results):
    options = Namespace(targets=[92], seeds=2, epochs=None, limit=None, follow=3, torch_seeds=2)
    contenders = [job["contender"] for job in speedrun.jobs(options, {92: "float32"})]
    assert contenders == 2 * ["keras example", "plain recipe", "ours", "torch"]
    options.follow = 0
    assert [job["contender"] for job in speedrun.jobs(options, {92: "float32"})] == 2 * ["ours", "torch"]
    assert len(speedrun.table(results[:4], [92]).splitlines()) == 4


def test_pytorch_may_have_fewer_seeds(results):
    options = Namespace(targets=[92], seeds=2, epochs=None, limit=None, follow=0, torch_seeds=1)
    jobs = [(job["contender"], job["seed"]) for job in speedrun.jobs(options, {92: "float32"})]
    assert jobs == [("ours", 0), ("torch", 0), ("ours", 1)]
    *_, row = speedrun.table(results[:3], [92]).splitlines()
    assert row == "| 92 % | torch, 1 of 2 seeds | 200 s | 92.00 % | 92.00 % | 4 | 2.00 |"


def test_a_contender_that_cannot_race_says_why(results):
    results[2] = {"contender": "torch", "target": 92, "skipped": "torch failed: No module named 'torch'"}
    assert "| 92 % | torch | torch failed: No module named 'torch' |" in speedrun.table(results, [92])


@pytest.mark.parametrize("recipe", speedrun.RECIPES.values(), ids=[str(each) for each in speedrun.RECIPES])
def test_every_recipe_is_a_configuration(recipe):
    assert TrainingConfig(**recipe).epochs == recipe["epochs"]
