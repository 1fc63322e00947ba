"""Peers timed side by side: interleaved rounds in one run, and the ratios of their times."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

Work = Callable[[], object]


@dataclass
class Workload:
    """One computation as each peer does it. `check` raises where a peer's answer is wrong."""

    name: str
    peers: dict[str, Work]
    check: Callable[[], None]
    calls: int  # per round


@dataclass
class Result:
    """Seconds per call of each peer, round by round."""

    workload: str
    seconds: dict[str, list[float]] = field(default_factory=dict)

    def ratios(self, peer: str, ours: str) -> list[float]:
        """The peer's time ÷ ours in each round."""
        pairs = zip(self.seconds[peer], self.seconds[ours], strict=True)
        return [theirs / own for theirs, own in pairs]

    def spread(self, peer: str, ours: str) -> tuple[float, float, float]:
        """The median of the ratios, and their lower and upper quartiles."""
        low, median, high = statistics.quantiles(self.ratios(peer, ours), n=4)
        return median, low, high


def measure(workload: Workload, rounds: int) -> Result:
    """Time all peers in turn, `rounds` times over, once each has shown the right answer."""
    workload.check()
    result = Result(workload.name, {name: [] for name in workload.peers})
    for work in workload.peers.values():
        _timed(work, workload.calls)  # to warm up
    for number in range(rounds):
        order = list(workload.peers)
        for name in order[number % len(order) :] + order[: number % len(order)]:
            result.seconds[name].append(_timed(workload.peers[name], workload.calls))
    return result


def _timed(work: Work, calls: int) -> float:
    start = time.perf_counter()
    for _ in range(calls):
        work()
    return (time.perf_counter() - start) / calls


def table(results: Sequence[Result], ours: str) -> str:
    """The medians of all ratios, peer's time ÷ ours, with their quartiles."""
    lines = [f"{'workload':44} {'ours':>10}  peer's time ÷ ours (median, quartiles)"]
    for result in results:
        own = statistics.median(result.seconds[ours])
        parts = []
        for peer in result.seconds:
            if peer != ours:
                median, low, high = result.spread(peer, ours)
                parts.append(f"{peer} {median:.2f} ({low:.2f}–{high:.2f})")
        lines.append(f"{result.workload:44} {own * 1e6:8.1f}µs  {', '.join(parts)}")
    return "\n".join(lines)
