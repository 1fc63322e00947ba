"""Scene: a Graph as numpy arrays, which is what the canvas paints and picks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath

from app.canvas.flow import Flow
from app.canvas.strokes import dashes
from app.document.graph import Graph, Point, Wire
from app.document.sizes import card_sizes, port_offset
from engine.dtype import Array

PORT_REACH = 12.0  # px around a port that count as the port
WIRE_REACH = 6.0  # px around a wire
_BASIS_STEPS = 24


def _basis(count: int) -> Array:
    """Bernstein weights (count + 1, 4) of a cubic curve."""
    t = np.linspace(0, 1, count + 1)[:, None]
    s = 1 - t
    return np.concatenate([s**3, 3 * t * s**2, 3 * t * t * s, t**3], 1)


BASIS = _basis(_BASIS_STEPS)


def curve(start: Point, end: Point) -> Array:
    """Control points (4, 2) of a wire that leaves and arrives horizontally."""
    reach = min(max(abs(end[0] - start[0]) * 0.5, 32.0), 160.0)
    return np.array([start, (start[0] + reach, start[1]), (end[0] - reach, end[1]), end])


def curves(start: Point, way: Sequence[Point], end: Point) -> Array:
    """Control points (k, 4, 2) of a wire through way points, smooth and horizontal at each."""
    stops = [start, *way, end]
    return np.stack([curve(a, b) for a, b in pairwise(stops)])


def path_of(segments: Array) -> QPainterPath:
    """The painter's path of a wire's curves."""
    path = QPainterPath(QPointF(*segments[0, 0]))
    for _, b, c, d in segments:
        path.cubicTo(QPointF(*b), QPointF(*c), QPointF(*d))
    return path


class Scene:
    """The nodes and wires of one graph in world px.

    Attributes: ids; number (of each id); xy (n, 2) centres; size (n, 2); wires; source, target
    (m,) numbers of nodes; segments (one (k, 4, 2) array per wire); low, high (m, 2) wire bounds.
    """

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.ids = list(graph.nodes)
        self.number = {node_id: i for i, node_id in enumerate(self.ids)}
        self.xy = np.array([graph.positions.get(i, (0.0, 0.0)) for i in self.ids]).reshape(-1, 2)
        self.size = card_sizes(graph)
        self.wires: tuple[Wire, ...] = graph.wires
        self.source = np.array([self.number[w.source] for w in self.wires], np.int64)
        self.target = np.array([self.number[w.target] for w in self.wires], np.int64)
        self.segments: list[Array] = []
        self._dashes: dict[tuple[int, Flow, float], QPainterPath] = {}
        self.low = np.empty((len(self.wires), 2))
        self.high = np.empty((len(self.wires), 2))
        for k in range(len(self.wires)):
            self.segments.append(np.empty((0, 4, 2)))
            self._lead(k, graph.routes.get((self.wires[k].target, self.wires[k].port), ()))

    def _lead(self, k: int, way: Sequence[Point] = ()) -> None:
        """Draw wire `k` anew from where its ends stand."""
        wire = self.wires[k]
        segments = curves(self.out_port(wire.source), way, self.in_port(wire.target, wire.port))
        self.segments[k] = segments
        for key in [key for key in self._dashes if key[0] == k]:
            del self._dashes[key]
        self.low[k] = segments.min((0, 1))
        self.high[k] = segments.max((0, 1))

    def dashes(self, k: int, flow: Flow, width: float) -> QPainterPath:
        """The dashes of wire `k` as a shape, made once."""
        key = (k, flow, round(width, 2))
        if key not in self._dashes:
            self._dashes[key] = dashes(path_of(self.segments[k]), flow, width)
        return self._dashes[key]

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
        (x, y), (w, h) = self.xy[i], self.size[i]
        return QRectF(x - w / 2, y - h / 2, w, h)

    @property
    def bounds(self) -> QRectF:
        """The rectangle that holds every card."""
        return self.bounds_of(range(len(self.ids)))

    def bounds_of(self, numbers: Iterable[int]) -> QRectF:
        """The rectangle that holds these cards."""
        chosen = list(numbers)
        if not chosen:
            return QRectF()
        half = self.size[chosen] / 2
        low, high = (self.xy[chosen] - half).min(0), (self.xy[chosen] + half).max(0)
        return QRectF(QPointF(*low), QPointF(*high))

    def shift(self, node_ids: Iterable[str], dx: float, dy: float) -> None:
        """Move cards and redraw their wires, here only: the graph is told when a drag ends."""
        moved = [self.number[i] for i in node_ids]
        self.xy[moved] += (dx, dy)
        touched = np.isin(self.source, moved) | np.isin(self.target, moved)
        for k in np.flatnonzero(touched):
            self._lead(int(k))

    # picking ------------------------------------------------------------------------------------

    def node_at(self, point: QPointF) -> str | None:
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
            trail = (BASIS @ self.segments[int(k)]).reshape(-1, 2)
            distance = _to_polyline(spot, trail)
            if distance <= gap:
                best, gap = int(k), distance
        return best

    def within(self, area: QRectF) -> list[str]:
        """The nodes whose cards meet an area."""
        return [self.ids[i] for i in self.visible_nodes(area)]

    def visible_nodes(self, area: QRectF, margin: float = 0.0) -> Array:
        """The numbers of the cards that meet an area."""
        if not self.ids:
            return np.empty(0, np.int64)
        half = self.size / 2 + margin
        x, y = self.xy[:, 0], self.xy[:, 1]
        return np.flatnonzero(
            (x + half[:, 0] >= area.left())
            & (x - half[:, 0] <= area.right())
            & (y + half[:, 1] >= area.top())
            & (y - half[:, 1] <= area.bottom())
        )

    def visible_wires(self, area: QRectF, margin: float = 12.0) -> Array:
        """The numbers of the wires whose bounds meet an area."""
        low, high = self.low - margin, self.high + margin
        return np.flatnonzero(
            (high[:, 0] >= area.left())
            & (low[:, 0] <= area.right())
            & (high[:, 1] >= area.top())
            & (low[:, 1] <= area.bottom())
        )

    def along(self, k: int, t: float) -> QPointF:
        """The point a share `t` of the way along wire `k`."""
        segments = self.segments[k]
        place = min(max(t, 0.0), 1.0) * len(segments)
        piece = min(int(place), len(segments) - 1)
        u = place - piece
        s = 1 - u
        weights = np.array([s**3, 3 * u * s * s, 3 * u * u * s, u**3])
        return QPointF(*(weights @ segments[piece]))


def _to_polyline(spot: Array, trail: Array) -> float:
    """The distance from a point to a line through points (k, 2)."""
    a, b = trail[:-1], trail[1:]
    step = b - a
    length = np.maximum((step * step).sum(1), 1e-12)
    t = np.clip(((spot - a) * step).sum(1) / length, 0, 1)
    return float(np.hypot(*(a + t[:, None] * step - spot).T).min())
