"""Which stop is above which within each column, so that few links cross.

A depth-first walk gives an order without crossings for trees; barycentre sweeps and swaps of
neighbours improve on it. Source: Gansner, Koutsofios, North, Vo, "A Technique for Drawing Directed
Graphs", 1993.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from app.document.layout.inversions import inversions
from app.document.layout.ranks import FloatArray, IntArray, Lists, Net, Poll, neighbours

SWEEPS_LEAST, SWEEPS_MOST = 4, 6
SORTED_COLUMNS = 12_000  # in all sweeps, unless the least are more
SWEPT_LINKS = 150_000  # in all sweeps, likewise
PATIENCE = 4
SWAP_ROUNDS = 30
SWAPPED_LINKS = 100_000  # in all rounds of swaps
WORTHWHILE = 0.003  # share of the crossings that a round of swaps must remove


def order_columns(net: Net, poll: Poll) -> Lists:
    """The stops of each column from top to bottom; components do not mix."""
    order = _Order(net)
    links = len(net.tails) + 1
    most = min(SORTED_COLUMNS // order.width, SWEPT_LINKS // links)
    if order.sweep(min(max(most, SWEEPS_LEAST), SWEEPS_MOST), poll):
        order.swap_neighbours(min(SWAP_ROUNDS, SWAPPED_LINKS // links), poll)
    return order.columns()


class _Side:
    """The links on one side of every column: of each stop those to the column before or after.

    `stops` are sorted by column, `beside` and `ports` are what stands at the other end of the
    links of each, those of stop stops[i] from row starts[i] on.
    """

    def __init__(self, net: Net, keys: IntArray, values: IntArray, ports: FloatArray) -> None:
        rows = np.lexsort((keys, net.ranks[keys]))
        self.keys, self.beside, self.ports = keys[rows], values[rows], ports[rows]
        columns = int(net.ranks.max()) + 2
        self.cuts = np.searchsorted(net.ranks[self.keys], np.arange(columns)).tolist()
        self.fan = np.bincount(keys, minlength=net.stops)
        self.starts = np.zeros(net.stops, np.int64)
        firsts = np.flatnonzero(np.concatenate([[True], self.keys[1:] != self.keys[:-1]]))
        self.starts[self.keys[firsts]] = firsts


class _Order:
    """The order being improved: `place` (stops,) of each stop in its column."""

    def __init__(self, net: Net) -> None:
        self._net = net
        self.width = int(net.ranks.max()) + 1
        by_port = np.lexsort((net.ports, net.heads))
        before = neighbours(net.stops, net.heads[by_port], net.tails[by_port])
        self.place = np.zeros(net.stops)
        walk = _walk(net, before)
        for column in walk:
            self.place[column] = np.arange(len(column))
        by_column = np.argsort(net.ranks, kind="stable")
        cuts = np.searchsorted(net.ranks[by_column], np.arange(self.width + 1))
        self._members = [by_column[a:b] for a, b in pairwise(cuts)]
        self._local = np.empty(net.stops, np.int64)
        for members in self._members:
            self._local[members] = np.arange(len(members))
        self._left = _Side(net, net.heads, net.tails, np.zeros(len(net.tails)))
        self._right = _Side(net, net.tails, net.heads, net.ports)
        # A column's places lie in its own range of numbers, so that one pass counts all crossings.
        self._floor = net.ranks[net.heads] * float(net.stops + 1)

    def columns(self) -> Lists:
        """The stops of each column from top to bottom."""
        return [
            members[np.argsort(self.place[members], kind="stable")].tolist()
            for members in self._members
        ]

    def crossings(self) -> int:
        """How many pairs of links between adjacent columns cross."""
        net, place = self._net, self.place
        head = self._floor + place[net.heads] + net.ports
        return inversions(head[np.lexsort((head, self._floor + place[net.tails]))])

    def sweep(self, rounds: int, poll: Poll) -> int:
        """Sort columns by the mean place of what they are linked to, to and fro; keep the best.

        Returns how many crossings are left.
        """
        best, best_place, failures = self.crossings(), self.place.copy(), 0
        for number in range(rounds):
            if best == 0 or failures == PATIENCE:
                break
            poll()
            if number % 2 == 0:
                for column in range(1, self.width):
                    self._sort(column, self._left)
            else:
                for column in range(self.width - 2, -1, -1):
                    self._sort(column, self._right)
            found = self.crossings()
            failures += 1
            if found < best:
                best, best_place, failures = found, self.place.copy(), 0
        self.place = best_place
        return best

    def _sort(self, column: int, side: _Side) -> None:
        """Sort one column by barycentre; stops without links on that side keep their place."""
        members = self._members[column]
        if len(members) < 2:
            return
        rows = slice(side.cuts[column], side.cuts[column + 1])
        ends = self.place[side.beside[rows]] + side.ports[rows]
        fan = side.fan[members]
        sums = np.bincount(self._local[side.keys[rows]], ends, len(members))
        order = np.argsort(self.place[members], kind="stable")
        linked = order if fan.all() else order[fan[order] > 0]
        means = sums[linked] / fan[linked]
        moved = linked[np.argsort(means, kind="stable")]
        order[fan[order] > 0] = moved
        self.place[members[order]] = np.arange(len(members))

    def swap_neighbours(self, rounds: int, poll: Poll) -> None:
        """Swap stops that stand next to each other while that removes crossings.

        Every second column at once, and in it every second pair.
        """
        ranks = self._net.ranks
        left = crossings = self.crossings()
        for _ in range(rounds):
            poll()
            gained = 0
            for parity in (0, 1):
                stops = np.flatnonzero(ranks % 2 == parity)
                for first in (0, 1):
                    stops = stops[np.lexsort((self.place[stops], ranks[stops]))]
                    gained += self._swap(stops, first)
            left -= gained
            if gained <= WORTHWHILE * crossings:
                return

    def _swap(self, stops: IntArray, first: int) -> int:
        """Swap pairs of `stops`, which follow each other as in their columns; what it gained."""
        upper, lower = stops[:-1], stops[1:]
        pairs = (self._net.ranks[upper] == self._net.ranks[lower]) & (
            self.place[upper] % 2 == first
        )
        upper, lower = upper[pairs], lower[pairs]
        gains = self._gains(self._left, upper, lower) + self._gains(self._right, upper, lower)
        good = gains > 0
        upper, lower = upper[good], lower[good]
        self.place[upper], self.place[lower] = self.place[lower], self.place[upper]
        return int(gains[good].sum())

    def _gains(self, side: _Side, upper: IntArray, lower: IntArray) -> IntArray:
        """Crossings saved on one side when each pair swaps: those there are less those to be."""
        many, few = side.fan[upper], side.fan[lower]
        sizes = many * few
        pair = np.repeat(np.arange(len(upper)), sizes)
        nth = np.arange(len(pair)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        one = side.starts[upper][pair] + nth // few[pair]
        other = side.starts[lower][pair] + nth % few[pair]
        ends = self.place[side.beside] + side.ports
        return np.bincount(pair, np.sign(ends[one] - ends[other]), len(upper)).astype(np.int64)


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
