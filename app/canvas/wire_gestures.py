"""Gestures at wires: draw one, lead it round by dragging its middle."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPoint, QPointF, QRectF

from app.canvas.gestures import Gesture
from app.document.building import bent
from app.document.fitting import misfit
from app.document.graph import Point, Ref
from app.document.selecting import downstream
from app.document.wiring import connected, refusal

if TYPE_CHECKING:
    from app.canvas.canvas import Canvas

MOST_LIT = 300  # ports whose fit is tried when a wire is taken up
GRIP_PX = 12.0  # around a bend that is moved instead of a new one made


@dataclass(frozen=True)
class Wanted:
    """Where a node is wanted: on the screen and on the plane, and what it is to be wired to: the
    output of `source`, an input `target`, or wire number `wire`."""

    spot: QPoint
    at: Point
    source: str | None = None
    target: tuple[str, int] | None = None
    wire: int | None = None


class DrawWire(Gesture):
    """Draw a wire from an output to an input, or from an input back to an output.

    Starting on a wired input picks that wire up: let go elsewhere, it is taken away. A new wire
    that is let go over nothing asks for an op to be put there.
    """

    def __init__(
        self, canvas: Canvas, at: QPointF, source: str | None, target: tuple[str, int] | None
    ) -> None:
        super().__init__(canvas, at)
        self.source, self.target = source, target
        self.lifted: tuple[str, int] | None = None
        if target is not None:
            held = canvas.workspace.graph[target[0]].inputs[target[1]]
            if isinstance(held, Ref):
                self.source, self.target, self.lifted = held.node, None, target
        graph = canvas.workspace.graph
        self._before = graph.ancestors([self.source]) if self.source is not None else set()
        canvas.hand.fitting = self._fitting()
        self.move(at)

    def move(self, at: QPointF) -> None:
        canvas, hand = self.canvas, self.canvas.hand
        world = canvas.camera.to_world(at)
        free = (world.x(), world.y())
        source, target = self._ends(world)
        hand.refusal = self._refusal(source, target) or ""
        hand.hovered_port = None if hand.refusal else (target if self.source else source)
        start = canvas.scene.out_port(source) if source else free
        end = canvas.scene.in_port(*target) if target else free
        hand.loose, hand.at = (start, end), at
        canvas.update()

    def release(self, at: QPointF) -> None:
        canvas, workspace = self.canvas, self.canvas.workspace
        world = canvas.camera.to_world(at)
        source, target = self._ends(world)
        refused = bool(canvas.hand.refusal)
        self.cancel()
        if refused or (target == self.lifted and target is not None):
            return
        graph = workspace.graph
        for inlet in self._bundle(self.lifted):
            graph = graph.with_input(*inlet, None)
        if source is not None and target is not None:
            for inlet in self._bundle(target):
                graph = connected(graph, source, *inlet)
            workspace.edit("Connect", graph)
        elif self.lifted is not None:
            workspace.edit("Disconnect", graph)
        elif self._card(world) is None:
            spot = canvas.mapToGlobal(at.toPoint())
            canvas.asked_for_op.emit(Wanted(spot, (world.x(), world.y()), source, target))

    def cancel(self) -> None:
        hand = self.canvas.hand
        hand.loose, hand.refusal, hand.hovered_port, hand.fitting = None, "", None, ()
        self.canvas.update()

    def _bundle(self, inlet: tuple[str, int] | None) -> list[tuple[str, int]]:
        """The inputs that one port on the canvas stands for: several behind that of a group."""
        number = self.canvas.dress.wire_number.get(inlet) if inlet is not None else None
        if number is None:
            return [] if inlet is None else [inlet]
        return [(wire.target, wire.port) for wire in self.canvas.scene.bundle(number)]

    def _refusal(self, source: str | None, target: tuple[str, int] | None) -> str | None:
        """Why the wire may not join these, where both are there."""
        if source is None or target is None or target == self.lifted:
            return None
        workspace = self.canvas.workspace
        return refusal(workspace.graph, source, *target) or misfit(
            workspace.graph, workspace.value, source, *target
        )

    def _fitting(self) -> tuple[tuple[str, int] | str, ...]:
        """The ports in view at which the wire may end."""
        canvas, graph, scene = self.canvas, self.canvas.workspace.graph, self.canvas.scene
        view = canvas.camera.world_rect(QRectF(canvas.rect()))
        cards = [scene.ids[i] for i in scene.visible_nodes(view)][:MOST_LIT]
        value = canvas.workspace.value
        if self.target is not None:
            after = downstream(graph, [self.target[0]])
            free = (i for card in cards for i in scene.outlets(card) if i not in after)
            return tuple(i for i in free if not misfit(graph, value, i, *self.target))
        assert self.source is not None
        return tuple(
            (i, port)
            for card in cards
            for i, port in scene.inlets(card)
            if i not in self._before and not misfit(graph, value, self.source, i, port)
        )

    def _ends(self, world: QPointF) -> tuple[str | None, tuple[str, int] | None]:
        """The output and the input that the wire joins if it were let go here."""
        reach = 18.0 / min(self.canvas.camera.scale, 1.0)
        if self.source is not None:
            found = self.canvas.scene.in_port_at(world, reach)
            return self.source, found or self._open_port(world)
        return self.canvas.scene.out_port_at(world, reach) or self._card(world), self.target

    def _open_port(self, world: QPointF) -> tuple[str, int] | None:
        """The first open input of the card under the hand, so that a card is a large target."""
        node_id = self._card(world)
        if node_id is None or node_id == self.source:
            return None
        inputs = self.canvas.workspace.graph[node_id].inputs
        for port, value in enumerate(inputs):
            if value is None:
                return node_id, port
        return None

    def _card(self, world: QPointF) -> str | None:
        return self.canvas.scene.node_at(world)


class BendWire(Gesture):
    """Lead a wire through a point: the one that was pressed, or the bend that is there."""

    def __init__(self, canvas: Canvas, at: QPointF, wire: int) -> None:
        super().__init__(canvas, at)
        self.wire = canvas.scene.wires[wire]
        self.number = wire
        graph = canvas.workspace.graph
        self.way = [*graph.routes.get((self.wire.target, self.wire.port), ())]
        world = canvas.camera.to_world(at)
        here = (world.x(), world.y())
        gaps = [np.hypot(x - here[0], y - here[1]) for x, y in self.way]
        if gaps and min(gaps) <= GRIP_PX / min(canvas.camera.scale, 1.0):
            self.place = int(np.argmin(gaps))
        else:
            self.place = canvas.scene.piece_at(wire, world)
            self.way.insert(self.place, here)

    def move(self, at: QPointF) -> None:
        world = self.canvas.camera.to_world(at)
        self.way[self.place] = (world.x(), world.y())
        self.canvas.scene.lead(self.number, self.way)
        self.canvas.repaint_all()

    def release(self, at: QPointF) -> None:
        workspace = self.canvas.workspace
        workspace.rearrange(bent(workspace.graph, self.wire, self.way), "Bend wire")

    def cancel(self) -> None:
        key = self.wire.target, self.wire.port
        self.canvas.scene.lead(self.number, self.canvas.workspace.graph.routes.get(key, ()))
        self.canvas.repaint_all()
