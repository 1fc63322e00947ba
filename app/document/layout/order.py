"""Which stop is above which within each column, so that few links cross.

A depth-first walk gives an order without crossings for trees. Where it leaves some, the cards are
drawn to the mean height of all that they are wired to, again and again, each time a little: what
varies slowly along the wires remains, and in its order few wires cross. Swaps of neighbours improve
on it. Sources: Koren, "Drawing Graphs by Eigenvectors", 2005; Gansner, Koutsofios, North, Vo, "A
Technique for Drawing Directed Graphs", 1993.
"""

from __future__ import annotations

from itertools import chain, pairwise

import numpy as np

from app.document.layout.inversions import inversions
from app.document.layout.ranks import FloatArray, IntArray, Lists, Net, Poll, neighbours

ROUNDS, ROUNDS_PER_SPAN, ROUNDS_MOST = 8, 4, 60  # more wind the graph up like a spring
SMOOTHED_WIRES = 1_400_000  # in all rounds, likewise at most
LAZINESS = 0.5  # share of its height that a card keeps in a round
MOMENTUM = 0.5  # share of the last round's step that it goes again
FADING = 0.3  # power of its length by which a wire counts less
SPREAD = 3.5  # deviations that a column reaches from top to bottom
SWAP_ROUNDS = 30
SWAPPED_LINKS = 100_000  # in all rounds of swaps
WORTHWHILE = 0.003  # share of the crossings that a round of swaps must remove


def order_columns(net: Net, poll: Poll) -> Lists:
    """The stops of each column from top to bottom; components do not mix."""
    order = Order(net)
    crossings = order.crossings()
    if crossings:
        poll()
        crossings = order.smooth(crossings, poll)
        rounds = min(SWAP_ROUNDS, SWAPPED_LINKS // (len(net.tails) + 1))
        order.swap_neighbours(rounds, crossings, poll)
    return order.columns()


class _Side:
    """The links on one side of every stop: those of stop i are `fan[i]` from row `starts[i]` on.

    `beside` and `ports` are what stands at the other end.
    """

    def __init__(self, stops: int, keys: IntArray, values: IntArray, ports: FloatArray) -> None:
        rows = np.argsort(keys, kind="stable")
        self.beside, self.ports = values[rows], ports[rows]
        self.fan = np.bincount(keys, minlength=stops)
        self.starts = np.cumsum(self.fan) - self.fan


class Order:
    """The order being improved.

    Attributes: line (stops,) column after column, each from top to bottom; place (stops,) of each
    stop in the line.
    """

    def __init__(self, net: Net) -> None:
        self._net = net
        by_port = np.lexsort((net.ports, net.heads))
        walk = _walk(net, neighbours(net.stops, net.heads[by_port], net.tails[by_port]))
        self._first = np.cumsum([0, *map(len, walk)])
        self.line = np.fromiter(chain.from_iterable(walk), np.int64, net.stops)
        self.place = _inverse(self.line)

    def columns(self) -> Lists:
        """The stops of each column from top to bottom."""
        line = self.line.tolist()
        return [line[a:b] for a, b in pairwise(self._first.tolist())]

    def crossings(self) -> int:
        """How many pairs of links between adjacent columns cross."""
        net = self._net
        head = self.place[net.heads] + net.ports
        rows = np.lexsort((head, self.place[net.tails]))
        return inversions(head[rows], net.ranks[net.tails[rows]])

    def smooth(self, crossings: int, poll: Poll) -> int:
        """Order the stops by heights that vary little along wires, if fewer than so many links
        cross then. Returns how many do."""
        net, line, place = self._net, self.line, self.place
        middle = (self._first[1:] + self._first[:-1]) / 2
        y = _smoothed(net, place[: net.count] - middle[net.ranks[: net.count]], poll)
        self.line = np.lexsort((_along_trunks(net, y), net.components, net.ranks))
        self.place = _inverse(self.line)
        found = self.crossings()
        if found > crossings:
            self.line, self.place = line, place
        return min(found, crossings)

    def swap_neighbours(self, rounds: int, crossings: int, poll: Poll) -> None:
        """Swap stops that stand next to each other while that removes some of the crossings.

        Every second column at once, and in it every second pair.
        """
        net = self._net
        left = _Side(net.stops, net.heads, net.tails, np.zeros(len(net.tails)))
        right = _Side(net.stops, net.tails, net.heads, net.ports)
        ranks = net.ranks[self.line]
        pairs = np.flatnonzero(ranks[1:] == ranks[:-1])
        turn = 2 * (ranks[pairs] % 2) + (pairs - self._first[ranks[pairs]]) % 2
        turns = [pairs[turn == number] for number in range(4)]
        for _ in range(rounds):
            poll()
            gained = sum(self._swap(upper, left, right) for upper in turns)
            if gained <= WORTHWHILE * crossings:
                return

    def _swap(self, upper: IntArray, left: _Side, right: _Side) -> int:
        """Swap what stands in these rows of the line with what follows; what it gained."""
        one, other = self.line[upper], self.line[upper + 1]
        gains = self._gains(left, one, other) + self._gains(right, one, other)
        good = np.flatnonzero(gains > 0)
        rows, one, other = upper[good], one[good], other[good]
        self.line[rows], self.line[rows + 1] = other, one
        self.place[other], self.place[one] = rows, rows + 1
        return int(gains[good].sum())

    def _gains(self, side: _Side, upper: IntArray, lower: IntArray) -> IntArray:
        """Crossings saved on one side when each pair swaps: those there are less those to be."""
        few = side.fan[lower]
        sizes = side.fan[upper] * few
        pair = np.repeat(np.arange(len(upper)), sizes)
        nth = np.arange(len(pair)) - (np.cumsum(sizes) - sizes)[pair]
        step, rest = np.divmod(nth, few[pair])
        one, other = side.starts[upper][pair] + step, side.starts[lower][pair] + rest
        ends = self.place[side.beside] + side.ports
        return np.bincount(pair, np.sign(ends[one] - ends[other]), len(upper)).astype(np.int64)


def _inverse(line: IntArray) -> IntArray:
    place = np.empty(len(line), np.int64)
    place[line] = np.arange(len(line))
    return place


def _smoothed(net: Net, y: FloatArray, poll: Poll) -> FloatArray:
    """(count,) heights of cards near `y` that vary little along wires.

    A card is drawn to the mean over its wires, of which longer ones count less; a source is drawn
    to the port that it feeds.
    """
    sources, targets, count = net.sources, net.targets, net.count
    span = net.ranks[targets] - net.ranks[sources]
    weight = span**-FADING
    fan = np.bincount(sources, weight, count) + np.bincount(targets, weight, count)
    pull = (1 - LAZINESS) / np.maximum(fan, 1e-9)
    width = int(net.ranks.max()) + 1
    aside = np.bincount(sources, weight * net.offsets, count) * (SPREAD * width / count)
    most = min(ROUNDS_MOST, max(ROUNDS, SMOOTHED_WIRES // len(sources)))
    before = y = y / max(float(y.std()), 1e-9)
    for _ in range(min(most, ROUNDS + round(ROUNDS_PER_SPAN * span.mean()))):
        poll()
        ahead = np.bincount(sources, weight * y[targets], count)
        behind = np.bincount(targets, weight * y[sources], count)
        after = LAZINESS * y + pull * (ahead + behind + aside) + MOMENTUM * (y - before)
        after -= after.mean()
        before, y = y, after / max(float(after.std()), 1e-9)
    return y


def _along_trunks(net: Net, y: FloatArray) -> FloatArray:
    """(stops,) the heights `y` of cards and, on straight lines to their readers, of stations."""
    count = net.count
    readers = np.maximum(np.bincount(net.sources, minlength=count), 1)
    ahead = np.bincount(net.sources, y[net.targets], count) / readers
    owner = np.repeat(np.arange(count), net.trunk)
    nth = np.arange(count, net.stops) - net.base[owner] + 1
    along = y[owner] + (ahead - y)[owner] * (nth / (net.trunk[owner] + 1))
    return np.concatenate([y, along])


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
            waiting.extend(before[stop][::-1])
    return columns
