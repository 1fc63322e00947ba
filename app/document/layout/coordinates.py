"""How high each stop stands, once the order in its column is known: close to what it is linked to.

Each column in turn takes the places its links ask for, in the least squares sense, subject to order
and distance. That is isotonic regression, solved by pooling adjacent violators (Ayer et al., 1955).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate, chain, pairwise

import numpy as np

from app.document.layout.ranks import FloatArray, IntArray, Lists, Net, Poll, neighbours

STATION_WEIGHT = 8.0
SIDE_WEIGHT = 0.001
SIDE_MASS = 1e-3
IDLE_MASS = 1e-5
HELD_MASS = 1e6


@dataclass(frozen=True)
class Pull:
    """What each stop is drawn to: its neighbours on one side, and how strongly.

    `shares[u]`, None where all neighbours of u draw alike, sum to 1. `mass` is how much a stop
    insists when others are in its way.
    """

    links: Lists
    shares: list[list[float] | None]
    mass: list[float]


def heights(net: Net, columns: Lists, room: FloatArray, poll: Poll) -> FloatArray:
    """(stops,) the y of each stop in px, every component on a band of its own.

    `room` (stops,) is half the height a stop needs, its share of the gap included: stops of one
    column end up at least the sum of their rooms apart.
    """
    rooms = room.tolist()
    offsets = [_offsets([rooms[stop] for stop in column]) for column in columns]
    y = _packed(net, columns, offsets, room).tolist()
    before = _pull(net, net.heads, net.tails)
    after = _pull(net, net.tails, net.heads)
    rightward = list(zip(columns, offsets, strict=True))
    leftward = rightward[::-1]
    # One round to and fro is enough: on every graph tried, more of them changed nothing.
    passes = [(rightward, before), (leftward, after), (rightward, before)]
    for path, pull in [*passes, (leftward, _leaves_follow(net, after))]:
        poll()
        for column, offset in path:
            _settle(y, column, offset, pull)
    return np.array(y, np.float64)


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


def _settle(y: list[float], column: list[int], offset: list[float], pull: Pull) -> None:
    """Move the stops of one column, in place, as near as they can to what draws them."""
    links, shares = pull.links, pull.shares
    wants: list[float] = []
    ascending, previous = True, -np.inf
    for stop, off in zip(column, offset, strict=True):
        beside = links[stop]
        if len(beside) == 1:
            want = y[beside[0]]
        elif not beside:
            want = y[stop]
        elif (share := shares[stop]) is None:
            want = sum([y[other] for other in beside]) / len(beside)
        else:
            want = sum([part * y[other] for part, other in zip(share, beside, strict=True)])
        want -= off
        ascending = ascending and want >= previous
        previous = want
        wants.append(want)
    if not ascending:
        wants = pool(wants, [pull.mass[stop] for stop in column])
    for stop, want, off in zip(column, wants, offset, strict=True):
        y[stop] = want + off


def _pull(net: Net, keys: IntArray, values: IntArray) -> Pull:
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
    mixed = _spread(net.stops, keys, weight) > 0
    share = weight / np.bincount(keys, weights=weight, minlength=net.stops)[keys]
    grouped, ends = np.argsort(keys, kind="stable"), np.cumsum(fan)
    shares: list[list[float] | None] = [None] * net.stops
    for stop in np.flatnonzero(mixed & (fan > 1)).tolist():
        shares[stop] = share[grouped[ends[stop] - fan[stop] : ends[stop]]].tolist()
    insistence = np.where(tight, STATION_WEIGHT, np.where(aside[keys], SIDE_MASS, 1.0))
    mass = np.bincount(keys, weights=insistence, minlength=net.stops)
    return Pull(
        neighbours(net.stops, keys, values), shares, np.where(fan, mass, IDLE_MASS).tolist()
    )


def _leaves_follow(net: Net, after: Pull) -> Pull:
    """Only leaves are drawn, to their consumers; everything else insists on its place."""
    has_tail = np.zeros(net.stops, bool)
    has_tail[net.heads] = True
    held = has_tail.tolist()
    links = [[] if stays else beside for stays, beside in zip(held, after.links, strict=True)]
    return Pull(links, after.shares, np.where(has_tail, HELD_MASS, 1.0).tolist())


def _spread(count: int, keys: IntArray, weight: FloatArray) -> FloatArray:
    """(count,) the largest weight minus the smallest among those of one key."""
    largest, smallest = np.zeros(count), np.full(count, np.inf)
    np.maximum.at(largest, keys, weight)
    np.minimum.at(smallest, keys, weight)
    spread: FloatArray = largest - np.minimum(smallest, largest)
    return spread


def _offsets(rooms: list[float]) -> list[float]:
    """How far each stop of a column lies under the first when it is packed tight."""
    return [0.0, *accumulate([upper + lower for upper, lower in pairwise(rooms)])]


def _packed(net: Net, columns: Lists, offsets: list[list[float]], room: FloatArray) -> FloatArray:
    """(stops,) columns packed tight, each component centred on its band; bands lie far apart."""
    tight = np.zeros(net.stops)
    tight[list(chain.from_iterable(columns))] = list(chain.from_iterable(offsets))
    if not net.components.any():
        middle = np.array([offset[-1] / 2 for offset in offsets])
        packed: FloatArray = tight - middle[net.ranks]
        return packed
    group = net.components * len(columns) + net.ranks
    present, group = np.unique(group, return_inverse=True)
    top = np.full(len(present), np.inf)
    bottom = np.full(len(present), -np.inf)
    np.minimum.at(top, group, tight - room)
    np.maximum.at(bottom, group, tight + room)
    tallest = np.zeros(int(net.components.max()) + 1)
    np.maximum.at(tallest, present // len(columns), bottom - top)
    bands = np.cumsum(4 * tallest) - 2 * tallest
    banded: FloatArray = tight - ((top + bottom) / 2)[group] + bands[net.components]
    return banded
