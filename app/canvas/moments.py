"""Moments: at which events of a trace the faces of nodes change."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from engine.tracing import Forward, Trace

COUNTED = 8  # what a contribution adds to the number of a moment


class Moments:
    """For nodes with these slots (-1: none) a number that changes whenever what they show does."""

    def __init__(self, slots: Sequence[int], trace: Trace | None) -> None:
        self._trace, self._count = trace, len(slots)
        if trace is None:
            return
        node = {slot: i for i, slot in enumerate(slots) if slot >= 0}
        never = len(trace) + 1
        ready = {leaf.slot: -1 for leaf in trace.plan.leaves}
        for i, event in enumerate(trace.events):
            if isinstance(event, Forward):
                ready[trace.plan.steps[event.step].output] = i
        self._ready = np.array([ready.get(slot, never) for slot in slots], np.int64)
        came = [
            (arrival.event, node[slot])
            for slot, found in trace.arrivals.items()
            if slot in node
            for arrival in found
        ]
        self._came, self._where = np.array(sorted(came), np.int64).reshape(-1, 2).T.copy()
        self._seeded = [event for event, _ in trace.seeds.values()]

    def at(self, position: int) -> list[int]:
        """(nodes,) what it is once `position` events have happened."""
        if self._trace is None:
            return [0] * self._count
        came = self._where[: np.searchsorted(self._came, position)]
        moments = np.bincount(came, minlength=self._count) * COUNTED
        moments += self._ready < max(position, 0)
        moments += 2 * sum(position > event for event in self._seeded)
        moments += 4 * (position >= len(self._trace))
        found: list[int] = moments.tolist()
        return found
