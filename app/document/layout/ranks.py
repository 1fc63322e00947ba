"""Which column each card stands in, and the way stations a long wire gets in the columns between.

A value that is read by many shares one trunk, so what ranks keep short is the length of trunks, not
the sum over wires; and a trunk gets one station per column however many wires leave it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
Lists = list[list[int]]
Poll = Callable[[], None]

ROUNDS = 6
STATIONS_PER_NODE = 3
STATIONS_ALWAYS = 2_000


class CycleError(ValueError):
    """The wires run in a circle, so there is no left to right."""


@dataclass(frozen=True)
class Net:
    """Cards and stations (together: stops) in columns, joined by links that each cross one gap.

    Stops 0..count-1 are the cards, the rest are stations. `base[u]` is the first station of the
    trunk of card u; `trunk[u]` is how many it has (0 when its wires are short, or too long to be
    led).
    """

    count: int
    ranks: IntArray  # (stops,)
    components: IntArray  # (stops,)
    tails: IntArray  # (links,)
    heads: IntArray  # (links,)
    ports: FloatArray  # (links,) where on the head's side the link ends, in (-0.5, 0.5)
    base: IntArray  # (count,)
    trunk: IntArray  # (count,)
    sources: IntArray  # (wires,) the cards at the ends of every wire
    targets: IntArray  # (wires,)
    offsets: FloatArray  # (wires,) where on the target's side each ends, as `ports`

    @property
    def stops(self) -> int:
        return len(self.ranks)


def neighbours(count: int, keys: IntArray, values: IntArray) -> Lists:
    """For every key in 0..count-1 the values that stand beside it, in the order given."""
    flat = values[np.argsort(keys, kind="stable")].tolist()
    ends = np.cumsum(np.bincount(keys, minlength=count)).tolist()
    starts = [0, *ends[:-1]]
    return [flat[start:end] for start, end in zip(starts, ends, strict=True)] if count else []


def columns(count: int, sources: IntArray, targets: IntArray, poll: Poll) -> IntArray:
    """(count,) the column of each card; every wire leads to a later column.

    A leaf stands one column before its first consumer. Raises CycleError.
    """
    pairs = np.sort(sources * max(count, 1) + targets)
    pairs = pairs[np.diff(pairs, prepend=-1) > 0]
    tails, heads = np.divmod(pairs, max(count, 1))
    after, before = neighbours(count, tails, heads), neighbours(count, heads, tails)
    order = _topological(after, before)
    poll()
    fan_in, fan_out = np.bincount(heads, minlength=count), np.bincount(tails, minlength=count)
    pulls = (fan_out > 1) | ((fan_out > 0) & (fan_in > 0))
    pull = np.where(pulls, 1.0 / np.maximum(fan_out, 1), 0.0)
    pull_left = np.bincount(heads, pull[tails], count)
    rightward = (fan_out > 0) & (pull_left <= 1.0)
    leftward = (fan_in > 0) & (pull_left > (fan_out > 0))
    early = _as_early_as_possible(order, before)
    rank = _shorten_trunks(early, order, after, before, rightward, leftward, poll)
    first = np.full(count, np.iinfo(np.int64).max)
    np.minimum.at(first, tails, rank[heads])
    return np.where((fan_out > 0) & (fan_in == 0), first - 1, rank)


def components(count: int, sources: IntArray, targets: IntArray) -> IntArray:
    """(count,) the number of each node's component, counted by the lowest node in it."""
    lowest = np.arange(count)
    while True:
        one, other = lowest[sources], lowest[targets]
        if np.array_equal(one, other):
            return np.unique(lowest, return_inverse=True)[1].astype(np.int64)
        np.minimum.at(lowest, np.maximum(one, other), np.minimum(one, other))
        while not np.array_equal(lowest, root := lowest[lowest]):
            lowest = root


def build_net(
    count: int, sources: IntArray, targets: IntArray, ports: IntArray | None, poll: Poll
) -> Net:
    """Rank the cards and put stations on the wires that cross more than one gap.

    Trunks whose stations would together outnumber the cards several times get none, longest first:
    such wires run straight.
    """
    component = components(count, sources, targets)
    rank = columns(count, sources, targets, poll)
    rank = _without_empty_columns(rank, component)
    span = rank[targets] - rank[sources]
    trunk = np.zeros(count, np.int64)
    np.maximum.at(trunk, sources, span - 1)
    trunk = _within_budget(trunk, max(STATIONS_ALWAYS, STATIONS_PER_NODE * count))
    base = count + np.cumsum(trunk) - trunk
    owner = np.repeat(np.arange(count), trunk)
    station = count + np.arange(len(owner))
    nth = station - base[owner]
    offsets = _port_offsets(count, targets, ports)
    led = (span == 1) | (trunk[sources] > 0)
    last = np.where(span > 1, base[sources] + span - 2, sources)
    return Net(
        count=count,
        ranks=np.concatenate([rank, rank[owner] + 1 + nth]),
        components=np.concatenate([component, component[owner]]),
        tails=np.concatenate([last[led], np.where(nth == 0, owner, station - 1)]),
        heads=np.concatenate([targets[led], station]),
        ports=np.concatenate([offsets[led], np.zeros(len(owner))]),
        base=base,
        trunk=trunk,
        sources=sources,
        targets=targets,
        offsets=offsets,
    )


def _topological(after: Lists, before: Lists) -> list[int]:
    left = [len(tails) for tails in before]
    order = [node for node, waiting in enumerate(left) if not waiting]
    for node in order:
        for head in after[node]:
            left[head] -= 1
            if not left[head]:
                order.append(head)
    if len(order) < len(after):
        cycle = " -> ".join(map(str, _some_cycle(left, before)))
        raise CycleError(
            f"layout: asked for left to right, found the cycle {cycle}: remove one of its wires"
        )
    return order


def _some_cycle(left: list[int], before: Lists) -> list[int]:
    """Walk backwards among the nodes that still wait until one comes up again."""
    node = next(node for node, waiting in enumerate(left) if waiting)
    seen: dict[int, int] = {}
    path: list[int] = []
    while node not in seen:
        seen[node] = len(path)
        path.append(node)
        node = next(tail for tail in before[node] if left[tail])
    return [*path[seen[node] :], node][::-1]


def _as_early_as_possible(order: Iterable[int], before: Lists) -> list[int]:
    rank = [0] * len(before)
    for node in order:
        if before[node]:
            rank[node] = max([rank[tail] for tail in before[node]]) + 1
    return rank


def _shorten_trunks(
    rank: list[int],
    order: list[int],
    after: Lists,
    before: Lists,
    rightward: NDArray[np.bool_],
    leftward: NDArray[np.bool_],
    poll: Poll,
) -> IntArray:
    """Move cards towards the side that pulls harder until nothing moves.

    A trunk pulls with weight 1, shared by its wires; a leaf with one consumer follows for nothing.
    """
    walk = np.array(order)
    from_right = walk[::-1][rightward[walk[::-1]]].tolist()
    from_left = walk[leftward[walk]].tolist()
    for _ in range(ROUNDS):
        poll()
        for node in from_right:
            limit = min([rank[head] for head in after[node]]) - 1
            if limit > rank[node]:
                rank[node] = limit
        moved = False
        for node in from_left:
            limit = max([rank[tail] for tail in before[node]]) + 1
            if limit < rank[node]:
                rank[node], moved = limit, True
        if not moved:  # nothing is left for the other direction, as one walk does all of it
            break
    return np.array(rank, np.int64)


def _without_empty_columns(rank: IntArray, component: IntArray) -> IntArray:
    """Renumber so that each component fills the columns 0, 1, 2, … without holes."""
    if not len(rank):
        return rank
    width = int(rank.max() - rank.min()) + 1
    present, place = np.unique(component * width + rank - rank.min(), return_inverse=True)
    first = np.searchsorted(present // width, np.arange(int(component.max()) + 1))
    dense: IntArray = place - first[component]
    return dense


def _within_budget(trunk: IntArray, budget: int) -> IntArray:
    by_length = np.argsort(trunk, kind="stable")
    dropped = by_length[np.cumsum(trunk[by_length]) > budget]
    kept = trunk.copy()
    kept[dropped] = 0
    return kept


def _port_offsets(count: int, targets: IntArray, ports: IntArray | None) -> FloatArray:
    if ports is None or not len(ports):
        return np.zeros(len(targets))
    slots = np.zeros(count, np.int64)
    np.maximum.at(slots, targets, ports + 1)
    offsets: FloatArray = (ports + 1) / (slots[targets] + 1) - 0.5
    return offsets
