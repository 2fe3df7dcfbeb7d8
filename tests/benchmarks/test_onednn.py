"""How medians and their ratios are written."""

from benchmarks.onednn import table
from fmnist_core.training.forecast import Speed


def test_medians_and_ratios_stand_in_one_row():
    slow = [Speed(start=9.0, step=step, answer=0.0008, save=0.1) for step in (0.3, 0.6, 0.9)]
    fast = [Speed(start=8.0, step=0.2, answer=0.0004, save=0.1)]
    row = table({("tiny", "without"): slow, ("tiny", "with"): fast}).splitlines()[-1]
    expected = "| tiny | 9.00 s | 8.00 s | 600.00 ms | 200.00 ms | 3.00 | 0.80 ms | 0.40 ms | 2.00 |"
    assert row == expected
