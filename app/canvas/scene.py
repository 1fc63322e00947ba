"""Scene: a Graph as numpy arrays, which is what the canvas paints and picks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath

from app.canvas.trails import basis
from app.document.arrangement import Frame
from app.document.graph import Graph, Point, Wire
from app.document.sizes import PORT_GAP, card_sizes, port_offset
from engine.dtype import Array

PORT_REACH = 12.0  # px around a port that count as the port
WIRE_REACH = 6.0  # px around a wire
TRAIL_STEPS = 24  # lines along a curve that is picked


def curve(start: Point, end: Point) -> Array:
    """Control points (4, 2) of a wire that leaves and arrives horizontally."""
    drawn: Array = curves_between(np.array([start]), np.array([end]))[0]
    return drawn


def curves(start: Point, way: Sequence[Point], end: Point) -> Array:
    """Control points (k, 4, 2) of a wire through way points, smooth and horizontal at each."""
    stops = np.array([start, *way, end])
    return curves_between(stops[:-1], stops[1:])


def curves_between(starts: Array, ends: Array) -> Array:
    """Control points (n, 4, 2) of curves from `starts` to `ends` (n, 2), horizontal at both."""
    pieces = np.stack([starts, starts, ends, ends], axis=1)
    reach = np.clip(np.abs(ends[:, 0] - starts[:, 0]) * 0.5, 32.0, 160.0)
    pieces[:, 1, 0] += reach
    pieces[:, 2, 0] -= reach
    return pieces


def path_of(segments: Array) -> QPainterPath:
    """The painter's path of a wire's curves."""
    path = QPainterPath(QPointF(*segments[0, 0].tolist()))
    for _, (bx, by), (cx, cy), (dx, dy) in segments.tolist():
        path.cubicTo(bx, by, cx, cy, dx, dy)
    return path


class Segments(Sequence[Array]):
    """The curves of each wire as (k, 4, 2) views of the `pieces` of all."""

    def __init__(self, pieces: Array, first: Array) -> None:
        self._pieces, self._first = pieces, first

    def __len__(self) -> int:
        return len(self._first) - 1

    def __getitem__(self, k: Any) -> Any:
        return self._pieces[self._first[k] : self._first[k + 1]]


class Scene:
    """The nodes and wires of one graph in world px.

    Attributes: ids; number (of each id); xy (n, 2) centres; size (n, 2); inputs (n,) how many;
    wires; source, target (m,) numbers of nodes; pieces (p, 4, 2) the curves of all wires, those of
    wire k from row first[k] to first[k + 1]; low, high (m, 2) wire bounds; frames (those that are
    shown, and the numbers of their cards); graph (the cards); whole (the graph that they are of).
    """

    def __init__(self, graph: Graph, whole: Graph | None = None) -> None:
        self.graph, self.whole = graph, whole or graph
        self.ids = list(graph.nodes)
        self.number = {node_id: i for i, node_id in enumerate(self.ids)}
        self.xy = np.array([graph.positions.get(i, (0.0, 0.0)) for i in self.ids]).reshape(-1, 2)
        self.size = card_sizes(graph)
        self._largest: tuple[float, float] = tuple(self.size.max(0, initial=0.0).tolist())
        self.inputs = np.array([len(node.inputs) for node in graph], np.int64)
        self.wires: tuple[Wire, ...] = graph.wires
        self.source, self.target, self._port = graph.ends
        self._rise = np.zeros(len(self.wires))
        self._ways = self._routed() if graph.routes else {}
        self.frames = self._framed() if self.whole.arrangement.frames else ()
        self._bounds: QRectF | None = None
        self._extent: QRectF | None = None
        self._draw_wires()

    def _routed(self) -> dict[int, tuple[Point, ...]]:
        """The way points of the wires that have some."""
        routes = self.graph.routes
        return {
            k: routes[wire.target, wire.port]
            for k, wire in enumerate(self.wires)
            if routes.get((wire.target, wire.port))
        }

    def _framed(self) -> tuple[tuple[Frame, Array], ...]:
        """The frames that hold some of the cards."""
        order = self.whole.arrangement
        found: dict[str, list[int]] = {}
        for node_id, frame in order.framed.items():
            if node_id in self.graph.nodes:
                found.setdefault(frame, []).append(self.number[node_id])
        return tuple((frame, np.array(found[i])) for i, frame in order.frames.items() if i in found)

    def _draw_wires(self) -> None:
        """Draw every wire anew from where its ends stand."""
        start, end = self._ends(np.arange(len(self.wires)))
        more = np.zeros(len(self.wires), np.int64)
        for k, way in self._ways.items():
            more[k] = len(way)
        self.first = np.concatenate([[0], np.cumsum(more + 1)])
        begins, arrives = np.repeat(start, more + 1, 0), np.repeat(end, more + 1, 0)
        for k, way in self._ways.items():
            row = self.first[k]
            begins[row + 1 : row + 1 + len(way)] = way
            arrives[row : row + len(way)] = way
        self.pieces = curves_between(begins, arrives)
        self.low, self.high = np.empty((2, len(self.wires), 2))
        if len(self.wires):
            self.low = np.minimum.reduceat(self.pieces.min(1), self.first[:-1])
            self.high = np.maximum.reduceat(self.pieces.max(1), self.first[:-1])

    def _ends(self, wires: Array) -> tuple[Array, Array]:
        """Where these wires begin and end (k, 2)."""
        source, target = self.source[wires], self.target[wires]
        start, end = self.xy[source], self.xy[target]
        start[:, 0] += self.size[source, 0] / 2
        start[:, 1] += self._rise[wires]
        end[:, 0] -= self.size[target, 0] / 2
        end[:, 1] += (self._port[wires] - (self.inputs[target] - 1) / 2) * PORT_GAP
        return start, end

    @property
    def segments(self) -> Segments:
        """The curves of each wire (k, 4, 2)."""
        return Segments(self.pieces, self.first)

    def out_port(self, node_id: str) -> Point:
        """Where a node's output stands."""
        i = self.number[node_id]
        return float(self.xy[i, 0] + self.size[i, 0] / 2), float(self.xy[i, 1])

    def in_port(self, node_id: str, port: int) -> Point:
        """Where a node's input stands."""
        i = self.number[node_id]
        offset = port_offset(len(self.graph[node_id].inputs), port)
        return float(self.xy[i, 0] - self.size[i, 0] / 2), float(self.xy[i, 1] + offset)

    def rect(self, i: int) -> QRectF:
        """The card of node number `i`."""
        (x, y), (w, h) = self.xy[i].tolist(), self.size[i].tolist()
        return QRectF(x - w / 2, y - h / 2, w, h)

    @property
    def bounds(self) -> QRectF:
        """The rectangle that holds every card."""
        if self._bounds is None:
            self._bounds = _around(self.xy, self.size)
        return QRectF(self._bounds)

    @property
    def extent(self) -> QRectF:
        """The rectangle that holds every card and wire."""
        if self._extent is None:
            self._extent = self.bounds
            if len(self.wires):
                low, high = self.low.min(0).tolist(), self.high.max(0).tolist()
                self._extent = self._extent.united(QRectF(QPointF(*low), QPointF(*high)))
        return QRectF(self._extent)

    def bounds_of(self, numbers: Iterable[int]) -> QRectF:
        """The rectangle that holds these cards."""
        chosen = list(numbers)
        return _around(self.xy[chosen], self.size[chosen])

    def shift(self, node_ids: Iterable[str], dx: float, dy: float) -> None:
        """Move cards and redraw their wires, here only: the graph is told when a drag ends."""
        moved = [self.number[i] for i in node_ids]
        self.xy[moved] += (dx, dy)
        self._bounds = self._extent = None
        starts, ends = np.isin(self.source, moved), np.isin(self.target, moved)
        touched = np.flatnonzero(starts | ends)
        led = self._ways.keys() & touched.tolist()
        if led:
            for k in led:
                if starts[k] and ends[k]:
                    self._ways[k] = tuple((x + dx, y + dy) for x, y in self._ways[k])
                elif (self.wires[k].target, self.wires[k].port) not in self.graph.bends:
                    del self._ways[k]
            self._draw_wires()
            return
        drawn = curves_between(*self._ends(touched))
        self.pieces[self.first[touched]] = drawn
        self.low[touched], self.high[touched] = drawn.min(1), drawn.max(1)

    def held(self, card: str) -> tuple[str, ...]:
        """The nodes that a card stands for."""
        return (card,)

    def outer(self, card: str) -> str:
        """The node that a stub leads to; a card of the level is its own."""
        return card

    def places(self, node_ids: Iterable[str]) -> dict[str, Point]:
        """Where the cards stand that stand for these nodes."""
        numbers = {self.number[i] for i in node_ids if i in self.number}
        return {self.ids[i]: (float(self.xy[i, 0]), float(self.xy[i, 1])) for i in numbers}

    def bundle(self, k: int) -> tuple[Wire, ...]:
        """The wires of the whole graph that wire `k` stands for."""
        return (self.wires[k],)

    def inlets(self, card: str) -> list[tuple[str, int]]:
        """The nodes and inputs at the left side of a card."""
        return [(card, port) for port in range(len(self.graph[card].inputs))]

    def outlets(self, card: str) -> tuple[str, ...]:
        """The nodes whose outputs are at the right side of a card."""
        return (card,)

    def may_bend(self, k: int) -> bool:
        """Whether wire `k` runs between two nodes, and not to the card of a group or a stub."""
        wire = self.wires[k]
        return wire.source in self.graph.nodes and wire.target in self.graph.nodes

    def lead(self, k: int, way: Sequence[Point]) -> None:
        """Lead wire `k` through points, here only: the graph is told when a drag ends."""
        self._ways.pop(k, None)
        if way:
            self._ways[k] = tuple(way)
        self._draw_wires()

    # picking ------------------------------------------------------------------------------------

    def node_at(self, point: QPointF) -> str | None:
        """The node whose card is under a point of the plane; None above the card of a group."""
        return self.card_at(point)

    def card_at(self, point: QPointF) -> str | None:
        """The topmost card under a point of the plane."""
        if not self.ids:
            return None
        inside = (np.abs(self.xy - (point.x(), point.y())) <= self.size / 2).all(1)
        found = np.flatnonzero(inside)
        return self.ids[int(found[-1])] if len(found) else None

    def out_port_at(self, point: QPointF, reach: float = PORT_REACH) -> str | None:
        """The node whose output is under a point."""
        if not self.ids:
            return None
        gap = np.hypot(self.xy[:, 0] + self.size[:, 0] / 2 - point.x(), self.xy[:, 1] - point.y())
        i = int(gap.argmin())
        return self.ids[i] if gap[i] <= reach else None

    def in_port_at(self, point: QPointF, reach: float = PORT_REACH) -> tuple[str, int] | None:
        """The node and input under a point."""
        if not self.ids:
            return None
        beside = np.abs(self.xy[:, 0] - self.size[:, 0] / 2 - point.x()) <= reach
        near = beside & (np.abs(self.xy[:, 1] - point.y()) <= self.size[:, 1] / 2 + reach)
        for i in np.flatnonzero(near)[::-1]:
            node_id = self.ids[int(i)]
            for port in range(len(self.graph[node_id].inputs)):
                x, y = self.in_port(node_id, port)
                if np.hypot(x - point.x(), y - point.y()) <= reach:
                    return node_id, port
        return None

    def wire_at(self, point: QPointF, reach: float = WIRE_REACH) -> int | None:
        """The number of the wire under a point."""
        spot = np.array((point.x(), point.y()))
        near = ((self.low - reach <= spot) & (self.high + reach >= spot)).all(1)
        best, gap = None, reach
        for k in np.flatnonzero(near):
            trail = (basis(TRAIL_STEPS) @ self.segments[int(k)]).reshape(-1, 2)
            distance = _to_polyline(spot, trail)
            if distance <= gap:
                best, gap = int(k), distance
        return best

    def piece_at(self, k: int, point: QPointF) -> int:
        """Which of the curves of wire `k` passes nearest to a point."""
        spot = np.array((point.x(), point.y()))
        gaps = [_to_polyline(spot, basis(TRAIL_STEPS) @ piece) for piece in self.segments[k]]
        return int(np.argmin(gaps))

    def within(self, area: QRectF) -> list[str]:
        """The nodes whose cards meet an area."""
        return [i for n in self.visible_nodes(area) for i in self.held(self.ids[n])]

    def visible_nodes(self, area: QRectF, margin: float = 0.0) -> Array:
        """The numbers of the cards that meet an area."""
        if area.contains(self.bounds):
            return np.arange(len(self.ids))
        wide, tall = self._largest[0] / 2 + margin, self._largest[1] / 2 + margin
        x = self.xy[:, 0]
        near = np.flatnonzero((x >= area.left() - wide) & (x <= area.right() + wide))
        y = self.xy[near, 1]
        near = near[(y >= area.top() - tall) & (y <= area.bottom() + tall)]
        return self.visible_among(near, area, margin)

    def visible_among(self, near: Array, area: QRectF, margin: float = 0.0) -> Array:
        """Those of the cards of these numbers that meet an area."""
        (x, y), (wide, tall) = self.xy[near].T, (self.size[near] / 2 + margin).T
        return near[
            (x + wide >= area.left())
            & (x - wide <= area.right())
            & (y + tall >= area.top())
            & (y - tall <= area.bottom())
        ]

    def visible_wires(self, area: QRectF, margin: float = 12.0) -> Array:
        """The numbers of the wires whose bounds meet an area."""
        if area.contains(self.extent):
            return np.arange(len(self.wires))
        area = area.adjusted(-margin, -margin, margin, margin)
        low, high = self.low, self.high
        near = np.flatnonzero((high[:, 0] >= area.left()) & (low[:, 0] <= area.right()))
        return near[(high[near, 1] >= area.top()) & (low[near, 1] <= area.bottom())]

    def along(self, k: int, t: float) -> QPointF:
        """The point a share `t` of the way along wire `k`."""
        segments = self.segments[k]
        place = min(max(t, 0.0), 1.0) * len(segments)
        piece = min(int(place), len(segments) - 1)
        u = place - piece
        s = 1 - u
        weights = np.array([s**3, 3 * u * s * s, 3 * u * u * s, u**3])
        return QPointF(*(weights @ segments[piece]))


def _around(middles: Array, sizes: Array) -> QRectF:
    """The rectangle that holds cards with these middles and sizes (n, 2)."""
    if not len(middles):
        return QRectF()
    low, high = (middles - sizes / 2).min(0), (middles + sizes / 2).max(0)
    return QRectF(QPointF(*low.tolist()), QPointF(*high.tolist()))


def _to_polyline(spot: Array, trail: Array) -> float:
    """The distance from a point to a line through points (k, 2)."""
    a, b = trail[:-1], trail[1:]
    step = b - a
    length = np.maximum((step * step).sum(1), 1e-12)
    t = np.clip(((spot - a) * step).sum(1) / length, 0, 1)
    return float(np.hypot(*(a + t[:, None] * step - spot).T).min())
