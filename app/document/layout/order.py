"""Which stop is above which within each column, so that few links cross.

A depth-first walk gives an order without crossings for trees; barycentre sweeps and swaps of
neighbours improve on it. Source: Gansner, Koutsofios, North, Vo, "A Technique for Drawing Directed
Graphs", 1993.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

import numpy as np

from app.document.layout.ranks import Lists, Net, Poll, neighbours

SWEEPS_SMALL = 24
SWEEPS_LARGE = 6
SMALL = 3_000
PATIENCE = 4
SWAP_ROUNDS = 4


def order_columns(net: Net, poll: Poll) -> Lists:
    """The stops of each column from top to bottom; components do not mix."""
    order = _Order(net)
    small = net.stops <= SMALL
    crossings = order.sweep(SWEEPS_SMALL if small else SWEEPS_LARGE, poll)
    if small and crossings:
        order.swap_neighbours(poll)
    return order.columns


class _Order:
    """The order being improved: `columns` top to bottom, `place` of each stop in its column."""

    def __init__(self, net: Net) -> None:
        self._net = net
        by_port = np.lexsort((net.ports, net.heads))
        self._before = neighbours(net.stops, net.heads[by_port], net.tails[by_port])
        self._after = neighbours(net.stops, net.tails, net.heads)
        self._nudge = _mean_ports(net)
        by_column = np.argsort(net.ranks[net.tails], kind="stable")
        self._tails, self._heads = net.tails[by_column], net.heads[by_column]
        self._ports = net.ports[by_column]
        # A column's places lie in its own range of numbers, so that one pass counts all crossings.
        self._floor = net.ranks[self._heads] * float(net.stops + 1) + self._ports
        self.columns = _walk(net, self._before)
        self.place = [0] * net.stops
        self._mean: list[float] = [0.0] * net.stops
        for column in self.columns:
            self._number(column)

    def _number(self, column: list[int]) -> None:
        place = self.place
        for index, stop in enumerate(column):
            place[stop] = index

    def crossings(self) -> int:
        """How many pairs of links between adjacent columns cross."""
        place = np.array(self.place, np.float64)
        floor = self._floor + place[self._heads]
        tail = self._floor - self._ports + place[self._tails]
        return _inversions(floor[np.lexsort((floor, tail))].tolist())

    def sweep(self, rounds: int, poll: Poll) -> int:
        """Sort columns by the mean place of what they are linked to, to and fro; keep the best.

        Returns how many crossings are left.
        """
        best, best_columns, failures = self.crossings(), [[*c] for c in self.columns], 0
        for number in range(rounds):
            if best == 0 or failures == PATIENCE:
                break
            poll()
            if number % 2 == 0:
                for column in self.columns[1:]:
                    self._sort(column, self._before, None)
            else:
                for column in self.columns[-2::-1]:
                    self._sort(column, self._after, self._nudge)
            found = self.crossings()
            failures += 1
            if found < best:
                best, best_columns, failures = found, [[*c] for c in self.columns], 0
        self.columns = best_columns
        for column in self.columns:
            self._number(column)
        return best

    def _sort(self, column: list[int], links: Lists, nudge: list[float] | None) -> None:
        """Sort one column by barycentre; stops without links on that side keep their place."""
        if len(column) < 2:
            return
        place, mean = self.place, self._mean
        for stop in column:
            beside = links[stop]
            if len(beside) == 1:
                mean[stop] = place[beside[0]]
            elif beside:
                mean[stop] = sum([place[other] for other in beside]) / len(beside)
        if nudge is not None:
            for stop in column:
                mean[stop] += nudge[stop]
        moving = sorted([stop for stop in column if links[stop]], key=mean.__getitem__)
        if len(moving) == len(column):
            column[:] = moving
        else:
            following = iter(moving)
            column[:] = [next(following) if links[stop] else stop for stop in column]
        self._number(column)

    def swap_neighbours(self, poll: Poll) -> None:
        """Swap stops that stand next to each other while that removes crossings."""
        ports = _grouped_ports(self._net)
        for _ in range(SWAP_ROUNDS):
            poll()
            if not sum([self._swap_in(column, ports) for column in self.columns]):
                return

    def _swap_in(self, column: list[int], ports: list[list[float]]) -> int:
        place = self.place
        left = [sorted([place[tail] for tail in self._before[stop]]) for stop in column]
        right = [
            sorted([place[h] + port for h, port in zip(self._after[s], ports[s], strict=True)])
            for s in column
        ]
        swaps = 0
        for upper in range(len(column) - 1):
            lower = upper + 1
            gain = _gain(left[upper], left[lower]) + _gain(right[upper], right[lower])
            if gain > 0:
                swaps += 1
                column[upper], column[lower] = column[lower], column[upper]
                left[upper], left[lower] = left[lower], left[upper]
                right[upper], right[lower] = right[lower], right[upper]
        self._number(column)
        return swaps


def _walk(net: Net, before: Lists) -> Lists:
    """Columns in the order of a depth-first walk from the roots back to the leaves."""
    is_tail = np.zeros(net.stops, bool)
    is_tail[net.tails] = True
    roots = np.flatnonzero(~is_tail)
    roots = roots[np.argsort(net.components[roots], kind="stable")]
    rank = net.ranks.tolist()
    columns: Lists = [[] for _ in range(max(rank) + 1)]
    seen = bytearray(net.stops)
    waiting = roots[::-1].tolist()
    while waiting:
        stop = waiting.pop()
        if not seen[stop]:
            seen[stop] = 1
            columns[rank[stop]].append(stop)
            waiting.extend(reversed(before[stop]))
    return columns


def _grouped_ports(net: Net) -> list[list[float]]:
    flat = net.ports[np.argsort(net.tails, kind="stable")].tolist()
    ends = np.cumsum(np.bincount(net.tails, minlength=net.stops)).tolist()
    return [flat[start:end] for start, end in zip([0, *ends[:-1]], ends, strict=True)]


def _mean_ports(net: Net) -> list[float] | None:
    """(stops,) the mean place among the ports at its heads, or None when no port matters."""
    if not net.ports.any():
        return None
    total = np.bincount(net.tails, weights=net.ports, minlength=net.stops)
    fan_out = np.bincount(net.tails, minlength=net.stops)
    mean: list[float] = (total / np.maximum(fan_out, 1)).tolist()
    return mean


def _inversions(values: list[float]) -> int:
    """How many pairs stand in descending order."""
    ordered: list[float] = []
    count = 0
    for value in values:
        index = bisect_right(ordered, value)
        count += len(ordered) - index
        ordered.insert(index, value)
    return count


def _gain(upper: Sequence[float], lower: Sequence[float]) -> int:
    """Crossings saved when two stops swap, given the sorted places that each is linked to."""
    if not upper or not lower:
        return 0
    if len(upper) == 1 and len(lower) == 1:
        return (upper[0] > lower[0]) - (upper[0] < lower[0])
    return sum([(a > b) - (a < b) for a in upper for b in lower])
