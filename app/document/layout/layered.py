"""The layered layout: values flow from the leaves at the left to the root at the right.

Sugiyama's scheme in three phases, each in a file of its own: ranks, order, coordinates.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from app.document.layout.coordinates import heights
from app.document.layout.order import order_columns
from app.document.layout.ranks import FloatArray, IntArray, Net, Poll, build_net

CARD: tuple[float, float] = (138.0, 78.0)
GAP: tuple[float, float] = (64.0, 28.0)
LEAST_ROOM_PX = 4.0  # half of what a led wire keeps free, whatever the gap
LEVEL_PX = 0.01  # a smaller step in a led wire is no corner
GRID_ROWS = 8
LONGEST_TESTED = 64  # columns; longer wires are led without asking whether they must


class Cancelled(Exception):
    """The caller's `stop` said yes, and the layout was given up half way."""


@dataclass(frozen=True)
class Placement:
    """Where a layout puts things.

    `positions` (n, 2) is the centre of each card in px. `routes` maps a wire's index to (k, 2) way
    points in px between its two cards; only long wires that must be led round cards have one. Such
    a wire runs level past each column and changes its height in the gaps only.
    """

    positions: FloatArray
    routes: Mapping[int, FloatArray] = field(default_factory=dict)


@dataclass(frozen=True)
class _Drawing:
    """A net laid out: where its stops are, and the room and width they were given."""

    centres: FloatArray  # (stops, 2)
    room: FloatArray  # (stops,) half heights with half a gap
    widths: FloatArray  # (columns,)


def layered(
    count: int,
    sources: IntArray,
    targets: IntArray,
    *,
    ports: IntArray | None = None,
    sizes: FloatArray | None = None,
    gap: tuple[float, float] = GAP,
    stop: Callable[[], bool] | None = None,
) -> Placement:
    """Cards in columns from left to right, few crossings, long wires led round cards.

    Wire k runs from card `sources[k]` to input `ports[k]` of card `targets[k]`. The first column's
    centre is at x = 0, the whole is centred about y = 0, components lie one under the other and
    cards without wires come last. `sizes` (count, 2) and `gap` are in px. Raises CycleError (a
    ValueError) naming a cycle, and Cancelled as soon as `stop()`, polled all along, is true.
    """
    poll = _poll_of(stop)
    sources, targets = np.asarray(sources, np.int64), np.asarray(targets, np.int64)
    ports = None if ports is None else np.asarray(ports, np.int64)
    cards = np.broadcast_to(CARD, (count, 2)) if sizes is None else np.asarray(sizes, np.float64)
    if not count:
        return Placement(np.zeros((0, 2)))
    linked = np.zeros(count, bool)
    linked[sources] = linked[targets] = True
    if not linked.any():
        return Placement(_centred(_grid(cards, gap, 0.0), cards)[0])
    number = np.cumsum(linked) - 1
    sources, targets = number[sources], number[targets]
    net = build_net(int(linked.sum()), sources, targets, ports, poll)
    drawing = _draw(net, cards[linked], gap, poll)
    positions = np.zeros((count, 2))
    positions[linked] = drawing.centres[: net.count]
    positions[~linked] = _grid(cards[~linked], gap, _bottom(drawing))
    positions, rise = _centred(positions, cards)
    poll()
    drawing.centres[:, 1] -= rise
    return Placement(positions, _routes(net, drawing, sources, targets))


def _poll_of(stop: Callable[[], bool] | None) -> Poll:
    def poll() -> None:
        if stop is not None and stop():
            raise Cancelled("layout: cancelled")

    return poll


def _draw(net: Net, cards: FloatArray, gap: tuple[float, float], poll: Poll) -> _Drawing:
    poll()
    columns = order_columns(net, poll)
    room = np.full(net.stops, max(gap[1] / 2, LEAST_ROOM_PX))
    room[: net.count] = (cards[:, 1] + gap[1]) / 2
    y = np.round(_stacked(net, heights(net, columns, room, poll), room))  # what is level is so
    widths = np.zeros(len(columns))
    np.maximum.at(widths, net.ranks[: net.count], cards[:, 0])
    x = np.concatenate([[0.0], np.cumsum((widths[:-1] + widths[1:]) / 2 + gap[0])])
    return _Drawing(np.stack([x[net.ranks], y], axis=1), room, widths)


def _stacked(net: Net, y: FloatArray, room: FloatArray) -> FloatArray:
    """Components one right under the other, in the order of their lowest card."""
    top = np.full(int(net.components.max()) + 1, np.inf)
    bottom = np.full(len(top), -np.inf)
    np.minimum.at(top, net.components, y - room)
    np.maximum.at(bottom, net.components, y + room)
    tall = bottom - top
    stacked: FloatArray = y - (top - (np.cumsum(tall) - tall))[net.components]
    return stacked


def _bottom(drawing: _Drawing) -> float:
    return float((drawing.centres[:, 1] + drawing.room).max())


def _grid(cards: FloatArray, gap: tuple[float, float], top: float) -> FloatArray:
    """(n, 2) cards column by column on a grid: one column while they are few."""
    if not len(cards):
        return np.zeros((0, 2))
    rows = max(GRID_ROWS, int(np.sqrt(2 * len(cards))))
    column, row = np.divmod(np.arange(len(cards)), rows)
    wide, tall = cards.max(axis=0) + gap
    return np.stack([column * wide, top + (row + 0.5) * tall], axis=1)


def _centred(positions: FloatArray, cards: FloatArray) -> tuple[FloatArray, float]:
    """The positions moved so that the cards reach as far above y = 0 as below, and by how much."""
    y, half = positions[:, 1], cards[:, 1] / 2
    rise = float(((y - half).min() + (y + half).max()) / 2)
    return positions - (0.0, rise), rise


def _routes(
    net: Net, drawing: _Drawing, sources: IntArray, targets: IntArray
) -> dict[int, FloatArray]:
    """The way points of each wire that would touch a card if it ran straight.

    A wire's route is the beginning of its source's trunk, so that routes are views of one array.
    """
    span = net.ranks[targets] - net.ranks[sources]
    wires = np.flatnonzero((span > 1) & (net.trunk[sources] > 0))
    if not len(wires):
        return {}
    first = 2 * (net.base[sources[wires]] - net.count)
    last = first + 2 * (span[wires] - 1) - 1
    points, kept = _way_points(net, drawing, first, last)
    starts, ends = kept[first], kept[last] + 1
    needed = _blocked(net, drawing, sources[wires], targets[wires])
    rows = zip(wires[needed].tolist(), starts[needed].tolist(), ends[needed].tolist(), strict=True)
    return {wire: points[start:end] for wire, start, end in rows}


def _way_points(
    net: Net, drawing: _Drawing, first: IntArray, last: IntArray
) -> tuple[FloatArray, IntArray]:
    """The corners of all trunks (k, 2), and for each corner before thinning its row among them.

    A station has two corners, where its column begins and ends. Those in the midst of a level
    stretch are dropped unless a wire begins or ends its route there.
    """
    stations = drawing.centres[net.count :]
    half = drawing.widths[net.ranks[net.count :]] / 2
    x = np.stack([stations[:, 0] - half, stations[:, 0] + half], axis=1).ravel()
    y = np.repeat(stations[:, 1], 2)
    keep = np.zeros(len(y), bool)
    steps = np.flatnonzero(np.abs(np.diff(y)) > LEVEL_PX)
    keep[steps] = keep[steps + 1] = True
    keep[first] = keep[last] = True
    return np.stack([x[keep], y[keep]], axis=1), np.cumsum(keep) - 1


def _blocked(
    net: Net, drawing: _Drawing, sources: IntArray, targets: IntArray
) -> NDArray[np.bool_]:
    """(wires,) whether a card stands in a column between, at a height the wire passes."""
    cards, rank = drawing.centres[: net.count, 1], net.ranks
    reach = float(drawing.room[: net.count].max())
    low = np.minimum(cards[sources], cards[targets]) - reach
    high = np.maximum(cards[sources], cards[targets]) + reach
    between = np.minimum(rank[targets] - rank[sources] - 1, LONGEST_TESTED)
    wire = np.repeat(np.arange(len(sources)), between)
    nth = np.arange(len(wire)) - (np.cumsum(between) - between)[wire]
    column = rank[sources][wire] + 1 + nth
    pitch = 2 * (np.ptp(cards) + 2 * reach) + 1
    sorted_cards = np.sort(rank[: net.count] * pitch + cards - cards.min())
    begin = np.searchsorted(sorted_cards, column * pitch + low[wire] - cards.min(), "right")
    end = np.searchsorted(sorted_cards, column * pitch + high[wire] - cards.min(), "left")
    met = np.bincount(wire, weights=end > begin, minlength=len(sources))
    return (met > 0) | (rank[targets] - rank[sources] - 1 > LONGEST_TESTED)
