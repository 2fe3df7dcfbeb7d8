"""What the benchmarks of single calls share: taking turns, and one way to write milliseconds."""

import gc
import os
import platform
import statistics
import time
from collections.abc import Callable, Mapping, Sequence

from fmnist_core.runs.environment import machine

WARM_UP = 5


def take_turns(calls: Mapping[str, Callable[[int], object]], rounds: int) -> dict[str, list[float]]:
    """Time calls that take turns, so that whatever else the machine does disturbs all of them alike.

    Args:
        calls: name -> function of the round's number.
        rounds: timed calls of each; a few more go before and are not counted.

    Returns:
        Milliseconds of each call, by name.
    """
    times: dict[str, list[float]] = {name: [] for name in calls}
    gc.collect()
    for turn in range(-WARM_UP, rounds):
        for name, call in calls.items():
            start = time.perf_counter()
            call(turn)
            if turn >= 0:
                times[name].append(1000 * (time.perf_counter() - start))
    return times


def median_and_late(times: Sequence[float]) -> str:
    """Write the median and the 95th percentile as two cells of a table."""
    ordered = sorted(times)
    late = ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]
    return f"{statistics.median(ordered):.2f} ms | {late:.2f} ms"


def ratio(times: Sequence[float], reference: Sequence[float]) -> str:
    """Write how many times as long as the reference something takes, by the medians."""
    return f"{statistics.median(times) / statistics.median(reference):.2f}"


def where() -> str:
    """Name the machine and how busy it is."""
    return (
        f"{machine()['processor']}, {machine()['cores']} cores, Python {platform.python_version()}. "
        f"Load of the machine meanwhile: {os.getloadavg()[0]:.1f}."
    )
