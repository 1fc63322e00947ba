"""Iterations: how often a line of a program ran, and which nodes each of these times made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from engine.plan import Place, Span

Way = tuple[Place, ...]  # the loops and calls in which a step was made, outermost first


@dataclass(frozen=True)
class Iteration:
    """One time that a line ran: the loops and calls in which it did, and the nodes that it made."""

    path: Way
    nodes: tuple[str, ...]


def iterations(
    spans: Mapping[str, Span], paths: Mapping[str, Way]
) -> Mapping[int, tuple[Iteration, ...]]:
    """By line (where its nodes end), the times that it ran, the first first."""
    found: dict[int, dict[Way, list[str]]] = {}
    for node_id, span in spans.items():
        found.setdefault(span.end_line, {}).setdefault(paths.get(node_id, ()), []).append(node_id)
    return {
        line: tuple(Iteration(path, tuple(times[path])) for path in sorted(times, key=_when))
        for line, times in found.items()
    }


def _when(path: Way) -> list[tuple[int, int, int]]:
    """What sorts paths by the time of their run, inside one line."""
    return [(p.span.line, p.span.column, -1 if p.round is None else p.round) for p in path]


def nearest(times: Sequence[Iteration], path: Way | None) -> int:
    """The number of the iteration that shares most of its path with another one; the last where
    none was chosen."""
    if path is None:
        return len(times) - 1
    shared = [_shared(time.path, path) for time in times]
    most = max(shared)
    return max(k for k, count in enumerate(shared) if count == most)


def _shared(one: Way, other: Way) -> int:
    count = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        count += 1
    return count


def common(times: Iterable[Iteration]) -> int:
    """How many loops and calls all iterations have in common."""
    first, *others = (time.path for time in times)
    return min((_shared(first, path) for path in others), default=0)


def told(time: Iteration, common: int) -> str:
    """What tells an iteration from others that have so much in common: round 3 · f() of line 9."""
    words = [
        f"{place.function}() of line {place.span.line}"
        if place.round is None
        else f"round {place.round + 1}"
        for place in time.path[common:]
    ]
    return " · ".join(words) or "once"
