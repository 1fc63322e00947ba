"""Level scene: the scene of a level that has cards of groups and stubs.

Ids of nodes and ports are those of the whole graph: a node inside a group is where its card is,
and a port of a group's card is the port of a node inside.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from PySide6.QtCore import QPointF

from app.canvas.scene import PORT_REACH, Scene
from app.document.graph import Graph, Point, Wire
from app.document.level import Seen, seen
from app.document.sizes import port_offset


def scene_of(graph: Graph, level: str) -> Scene:
    """What a level of a graph looks like."""
    found = seen(graph, level)
    return Scene(graph) if found is None else LevelScene(found)


class LevelScene(Scene):
    """Cards of nodes, of groups, and stubs. Attributes: seen."""

    def __init__(self, seen: Seen) -> None:
        self.seen = seen
        super().__init__(seen.graph, seen.whole)
        for node_id, card in seen.card_of.items():
            self.number[node_id] = self.number[card]
        self._inlets: dict[tuple[str, int], Wire] = {}  # a port of the whole graph → the card's
        self._real: dict[tuple[str, int], tuple[str, int]] = {}  # the card's → of the whole graph
        for wire, bundle in zip(seen.graph.wires, seen.wires, strict=True):
            if wire.target in seen.members or wire.target in seen.outer:
                self._real[wire.target, wire.port] = (bundle[0].target, bundle[0].port)
                self._inlets.update(((each.target, each.port), wire) for each in bundle)
        leaving: list[tuple[str, int, float]] = []  # node, number of its card, px below the middle
        for card, i in ((card, i) for i, card in enumerate(self.ids)):
            if card in seen.outer and seen.graph[card].inputs:
                continue
            nodes = seen.outlets.get(card, (seen.outer.get(card, card),))
            leaving += [(n, i, port_offset(len(nodes), k)) for k, n in enumerate(nodes)]
        self._leaving = [node_id for node_id, _, _ in leaving]
        self._leaving_at = np.array([i for _, i, _ in leaving], np.int64)
        self._leaving_rise = np.array([rise for _, _, rise in leaving])
        self._outlets = {node_id: rise for node_id, _, rise in leaving}
        self.wires = tuple(bundle[0] for bundle in seen.wires)
        self._rise = np.array([self._outlets.get(wire.source, 0.0) for wire in self.wires])
        self._draw_wires()

    def out_port(self, node_id: str) -> Point:
        x, y = super().out_port(node_id)
        return x, y + self._outlets.get(node_id, 0.0)

    def in_port(self, node_id: str, port: int) -> Point:
        wire = self._inlets.get((node_id, port))
        if wire is not None:
            return super().in_port(wire.target, wire.port)
        if node_id in self.graph.nodes:
            return super().in_port(node_id, port)
        i = self.number[node_id]
        return float(self.xy[i, 0] - self.size[i, 0] / 2), float(self.xy[i, 1])

    def held(self, card: str) -> tuple[str, ...]:
        if card in self.seen.outer:
            return ()
        return self.seen.members.get(card, (card,))

    def outer(self, card: str) -> str:
        return self.seen.outer.get(card, card)

    def inlets(self, card: str) -> list[tuple[str, int]]:
        if card in self.seen.outer:
            return []
        return [self._real.get(port, port) for port in super().inlets(card)]

    def outlets(self, card: str) -> tuple[str, ...]:
        return () if card in self.seen.outer else self.seen.outlets.get(card, (card,))

    def places(self, node_ids: Iterable[str]) -> dict[str, Point]:
        found = super().places(node_ids)
        return {card: at for card, at in found.items() if card not in self.seen.outer}

    def bundle(self, k: int) -> tuple[Wire, ...]:
        return self.seen.wires[k]

    def node_at(self, point: QPointF) -> str | None:
        card = self.card_at(point)
        return card if card in self.whole.nodes else None

    def out_port_at(self, point: QPointF, reach: float = PORT_REACH) -> str | None:
        if not self._leaving:
            return None
        at = self._leaving_at
        x = self.xy[at, 0] + self.size[at, 0] / 2 - point.x()
        gap = np.hypot(x, self.xy[at, 1] + self._leaving_rise - point.y())
        k = int(gap.argmin())
        return self._leaving[k] if gap[k] <= reach else None

    def in_port_at(self, point: QPointF, reach: float = PORT_REACH) -> tuple[str, int] | None:
        found = super().in_port_at(point, reach)
        return None if found is None else self._real.get(found, found)
