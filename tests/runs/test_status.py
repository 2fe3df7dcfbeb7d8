from dataclasses import replace

import pytest

from fmnist_core.runs import RunState, RunStatus

RUNNING = RunStatus(RunState.RUNNING, step=20, steps=100, seconds=10.0, heartbeat=1000.0)


def test_tells_the_time_left_at_the_speed_so_far():
    assert RUNNING.seconds_left(now=1000.0) == 40.0


def test_takes_off_what_has_passed_since_the_last_word():
    assert RUNNING.seconds_left(now=1003.0) == 37.0
    assert RUNNING.seconds_left(now=2000.0) == 0.0


@pytest.mark.parametrize(
    "change", [{"step": 0}, {"steps": None}, {"seconds": None}, {"state": RunState.QUEUED}]
)
def test_tells_no_time_left_before_it_can_know(change):
    assert replace(RUNNING, **change).seconds_left(now=1000.0) is None


def test_a_head_alone_tells_nothing_of_the_whole_network_after_it():
    head = replace(RUNNING, phase_end=80)
    assert head.seconds_left(now=1000.0) is None
    whole = replace(RUNNING, step=90, seconds=30.0, phase_begin=80, phase_end=100, phase_seconds=10.0)
    assert whole.seconds_left(now=1000.0) == 20.0
    assert replace(whole, step=80, seconds=10.0).seconds_left(now=1000.0) is None
