"""How high each stop stands, once the order in its column is known: close to what it is linked to.

Each column in turn takes the places its links ask for, in the least squares sense, subject to order
and distance. That is isotonic regression, solved by pooling adjacent violators (Ayer et al., 1955).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain, pairwise
from math import inf
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.document.layout.ranks import FloatArray, IntArray, Lists, Net, Poll

STATION_WEIGHT = 8.0
SIDE_WEIGHT = 1e-6
SIDE_MASS = 1e-6
IDLE_MASS = 1e-5
HELD_MASS = 1e6
FEW = 6  # stops in a column


@dataclass(frozen=True)
class Pull:
    """What each stop is drawn to: its neighbours on one side, and how strongly.

    The links of column c are the rows cuts[c] to cuts[c + 1]: `local` is the place in its column
    of the stop that is drawn, `beside` the stop that draws it, `share` how much: the shares of a
    stop sum to 1. A stop that is not `drawn` stays. `mass` is how much a stop insists when others
    are in its way.
    """

    cuts: list[int]
    local: IntArray
    beside: IntArray
    share: FloatArray
    drawn: NDArray[np.bool_]
    mass: FloatArray

    @cached_property
    def items(self) -> tuple[Any, ...]:
        """`local`, `beside`, `share`, `drawn` and `mass`, quick to read one by one."""
        arrays = self.local, self.beside, self.share, self.drawn, self.mass
        many_columns = FEW * len(self.cuts) >= len(self.local)
        return tuple([a.tolist() if many_columns else a.data for a in arrays])


def heights(net: Net, columns: Lists, room: FloatArray, poll: Poll) -> FloatArray:
    """(stops,) the y of each stop in px, every component on a band of its own.

    `room` (stops,) is half the height a stop needs, its share of the gap included: stops of one
    column end up at least the sum of their rooms apart.
    """
    line = np.fromiter(chain.from_iterable(columns), np.int64, net.stops)
    ends = np.cumsum([0, *map(len, columns)])
    tight = _tight(ends, room[line])
    local, packed = np.empty(net.stops, np.int64), np.empty(net.stops)
    local[line] = np.arange(net.stops) - np.repeat(ends[:-1], np.diff(ends))
    packed[line] = tight
    y = _packed(net, packed, room)
    cuts = list(pairwise(ends.tolist()))
    offsets, spots = tight.data, y.data  # quick to read and set one by one
    before = _pull(net, local, net.heads, net.tails)
    after = _pull(net, local, net.tails, net.heads)
    rightward = list(range(len(columns)))
    leftward = rightward[::-1]
    # One round to and fro is enough: on every graph tried, more of them changed nothing.
    passes = [(rightward, before), (leftward, after), (rightward, before)]
    for path, pull in [*passes, (leftward, _leaves_follow(net, after))]:
        poll()
        for column in path:
            a, b = cuts[column]
            if b - a <= FEW:
                _settle_few(spots, column, columns[column], offsets[a:b], pull)
            else:
                _settle(y, column, line[a:b], tight[a:b], pull)
    return y


def pool(wants: list[float], weights: list[float]) -> list[float]:
    """The ascending sequence nearest to `wants` in the weighted least squares sense."""
    levels: list[float] = []
    masses: list[float] = []
    lengths: list[int] = []
    for level, mass in zip(wants, weights, strict=True):
        length = 1
        while levels and levels[-1] > level:
            other = masses.pop()
            level = (level * mass + levels.pop() * other) / (mass + other)
            mass += other
            length += lengths.pop()
        levels.append(level)
        masses.append(mass)
        lengths.append(length)
    return [level for level, length in zip(levels, lengths, strict=True) for _ in range(length)]


def _settle(y: FloatArray, column: int, stops: IntArray, offset: FloatArray, pull: Pull) -> None:
    """Move the stops of one column, in place, as near as they can to what draws them."""
    rows = slice(pull.cuts[column], pull.cuts[column + 1])
    drawn = np.bincount(pull.local[rows], y[pull.beside[rows]] * pull.share[rows], len(stops))
    wants = np.where(pull.drawn[stops], drawn, y[stops]) - offset
    if (wants[1:] < wants[:-1]).any():
        wants = np.array(pool(wants.tolist(), pull.mass[stops].tolist()))
    y[stops] = wants + offset


def _settle_few(y: Any, column: int, stops: list[int], offset: Iterable[float], pull: Pull) -> None:
    """The same, one by one: whole arrays do not pay for so few."""
    local, beside, share, drawn, mass = pull.items
    wants = [0.0] * len(stops)
    for row in range(pull.cuts[column], pull.cuts[column + 1]):
        wants[local[row]] += share[row] * y[beside[row]]
    ascending, before = True, -inf
    for i, (stop, off) in enumerate(zip(stops, offset, strict=True)):
        want = wants[i] = (wants[i] if drawn[stop] else y[stop]) - off
        ascending, before = ascending and want >= before, want
    if not ascending:
        wants = pool(wants, [mass[stop] for stop in stops])
    for stop, want, off in zip(stops, wants, offset, strict=True):
        y[stop] = want + off


def _pull(net: Net, local: IntArray, keys: IntArray, values: IntArray) -> Pull:
    """A card follows other cards; what comes from the side, a long wire or a leaf of its own,
    hardly bends it, so that chains with parameters and skips run straight. Stations hold each other
    tightly, so that long wires are straight.
    """
    fan_in, fan_out = (np.bincount(ends, minlength=net.stops) for ends in (net.heads, net.tails))
    aside = (fan_in == 0) & (fan_out == 1)
    aside[net.count :] = True
    weight = np.where(aside[values] & (keys < net.count), SIDE_WEIGHT, 1.0)
    tight = (keys >= net.count) & (values >= net.count)
    weight[tight] = STATION_WEIGHT
    fan = np.bincount(keys, minlength=net.stops)
    share = weight / np.bincount(keys, weights=weight, minlength=net.stops)[keys]
    insistence = np.where(tight, STATION_WEIGHT, np.where(aside[keys], SIDE_MASS, 1.0))
    mass = np.bincount(keys, weights=insistence, minlength=net.stops)
    rows = np.argsort(net.ranks[keys], kind="stable")
    columns = np.arange(int(net.ranks.max()) + 2)
    cuts = np.searchsorted(net.ranks[keys[rows]], columns).tolist()
    insists: FloatArray = np.where(fan > 0, mass, IDLE_MASS).astype(np.float64)
    return Pull(cuts, local[keys[rows]], values[rows], share[rows], fan > 0, insists)


def _leaves_follow(net: Net, after: Pull) -> Pull:
    """Only leaves are drawn, to their consumers; everything else insists on its place."""
    has_tail = np.zeros(net.stops, bool)
    has_tail[net.heads] = True
    mass = np.where(has_tail, HELD_MASS, 1.0)
    return replace(after, drawn=after.drawn & ~has_tail, mass=mass)


def _tight(ends: IntArray, rooms: FloatArray) -> FloatArray:
    """(stops,) how far each stop lies under the first of its column when all are packed tight.

    `rooms` (stops,) and what is returned are column after column; `ends` are where they begin.
    """
    deep: FloatArray = np.concatenate([[0.0], np.cumsum(rooms[:-1] + rooms[1:])])
    return deep - np.repeat(deep[ends[:-1]], np.diff(ends))


def _packed(net: Net, tight: FloatArray, room: FloatArray) -> FloatArray:
    """(stops,) columns packed tight, each component centred on its band; bands lie far apart."""
    width = int(net.ranks.max()) + 1
    if not net.components.any():
        deepest = np.zeros(width)
        np.maximum.at(deepest, net.ranks, tight)
        packed: FloatArray = tight - deepest[net.ranks] / 2
        return packed
    group = net.components * width + net.ranks
    present, group = np.unique(group, return_inverse=True)
    top = np.full(len(present), np.inf)
    bottom = np.full(len(present), -np.inf)
    np.minimum.at(top, group, tight - room)
    np.maximum.at(bottom, group, tight + room)
    tallest = np.zeros(int(net.components.max()) + 1)
    np.maximum.at(tallest, present // width, bottom - top)
    bands = np.cumsum(4 * tallest) - 2 * tallest
    banded: FloatArray = tight - ((top + bottom) / 2)[group] + bands[net.components]
    return banded
