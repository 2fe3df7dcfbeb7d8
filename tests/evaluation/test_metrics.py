import numpy as np
import pytest

from fmnist_core.evaluation.metrics import log_sum_exp, softmax, wilson_interval


@pytest.mark.parametrize(
    ("successes", "total", "low", "high"),
    [
        # Newcombe 1998, "Two-sided confidence intervals for the single proportion", table I, method 3
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_interval_equals_published_values(successes, total, low, high):
    assert wilson_interval(successes, total) == pytest.approx((low, high), abs=5e-5)


def test_wilson_interval_solves_its_defining_equation():
    """Both ends p satisfy |share - p| = z sqrt(p (1 - p) / n), with z = 1.959964 (Wilson 1927)."""
    for end in wilson_interval(9273, 10000):
        assert abs(0.9273 - end) == pytest.approx(1.959964 * np.sqrt(end * (1 - end) / 10000), rel=1e-6)


def test_wilson_interval_stays_inside_its_range():
    assert wilson_interval(0, 1)[0] == 0.0
    assert wilson_interval(10_000, 10_000)[1] == pytest.approx(1.0)
    assert wilson_interval(10_000, 10_000)[1] <= 1.0


def test_softmax_and_log_sum_exp_do_not_overflow():
    logits = np.array([[1e4, 1e4], [-1e4, -1e4]])
    np.testing.assert_allclose(softmax(logits), 0.5)
    np.testing.assert_allclose(log_sum_exp(logits), [1e4 + np.log(2), -1e4 + np.log(2)])
