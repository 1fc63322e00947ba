"""Contenders timed side by side: interleaved rounds in one run, and the ratios of their times."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

Work = Callable[[], object]
Clock = Callable[[], float]

LEAST_ROUNDS = 9
LEAST_SECONDS = 0.03  # of one contender in one round
MOST_CALLS = 1_000_000


class Spread(NamedTuple):
    """Of the ratios of all rounds: the median, and the quartiles below and above it."""

    median: float
    low: float
    high: float


def rotated(names: Sequence[str], number: int) -> list[str]:
    """The order in round `number`: each contender comes first, and last, equally often."""
    start = number % len(names)
    return [*names[start:], *names[:start]]


def measure(
    works: Mapping[str, Work],
    rounds: int,
    *,
    least_seconds: float = LEAST_SECONDS,
    clock: Clock = time.perf_counter,
) -> dict[str, list[float]]:
    """Seconds per call of each contender, round by round.

    In each round all are timed in turn, for at least `least_seconds` (or one call) each, so that
    what slows the machine slows them all.
    """
    calls = {name: _calls(work, least_seconds, clock) for name, work in works.items()}
    seconds: dict[str, list[float]] = {name: [] for name in works}
    for number in range(rounds):
        for name in rotated(list(works), number):
            seconds[name].append(_timed(works[name], calls[name], clock))
    return seconds


def _calls(work: Work, least_seconds: float, clock: Clock) -> int:
    """How many calls fill the least time; calling it that often is the warm-up too."""
    calls = 1
    while calls < MOST_CALLS:
        passed = _timed(work, calls, clock) * calls
        if passed >= least_seconds / 2:
            break
        calls = min(MOST_CALLS, calls * 10)
    each = _timed(work, calls, clock)
    return max(1, min(MOST_CALLS, round(least_seconds / max(each, 1e-9))))


def _timed(work: Work, calls: int, clock: Clock) -> float:
    """Seconds per call."""
    repeated = range(calls)
    start = clock()
    for _ in repeated:
        work()
    return (clock() - start) / calls


def spread(theirs: Sequence[float], ours: Sequence[float]) -> Spread:
    """Their time ÷ ours in each round: the median and the quartiles."""
    ratios = [their / own for their, own in zip(theirs, ours, strict=True)]
    low, median, high = statistics.quantiles(ratios, n=4, method="inclusive")
    return Spread(median, low, high)
