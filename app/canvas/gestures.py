"""Gestures: what a press begins, each one small object that follows the hand until release."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF

from app.document.building import inserted, pulled_out
from app.document.graph import LEAF, Point, Value

if TYPE_CHECKING:
    from app.canvas.canvas import Canvas

_scrubs = itertools.count()
CATCH = 24.0  # px around a wire that catch a card
SCRUB_PX = 120.0  # of drag that change a leaf by its own size


class Gesture:
    """What happens between press and release. Points are in logical px of the canvas."""

    def __init__(self, canvas: Canvas, at: QPointF) -> None:
        self.canvas, self.start, self.last = canvas, at, at

    def move(self, at: QPointF) -> None:
        """The hand moved with the button down."""

    def release(self, at: QPointF) -> None:
        """The button came up."""

    def cancel(self) -> None:
        """Escape was pressed: leave everything as it was."""


class Pan(Gesture):
    """Move the view."""

    def move(self, at: QPointF) -> None:
        self.canvas.pan(at.x() - self.last.x(), at.y() - self.last.y())
        self.last = at


class DragNodes(Gesture):
    """Move the selected cards; one undo step when they are let go.

    One card without wires that is let go on a wire is put into it.
    """

    def __init__(self, canvas: Canvas, at: QPointF) -> None:
        super().__init__(canvas, at)
        self.moved = QPointF()
        graph, chosen = canvas.workspace.graph, canvas.workspace.selection
        self.loose = len(chosen) == 1 and all(
            not graph.consumers[i] and not graph[i].sources for i in chosen
        )

    def move(self, at: QPointF) -> None:
        step = (at - self.last) / self.canvas.camera.scale
        self.last = at
        self.moved += step
        self.canvas.scene.shift(self.canvas.workspace.selection, step.x(), step.y())
        self.canvas.repaint_all()

        self._seek_wire()

    def release(self, at: QPointF) -> None:
        if self.moved.manhattanLength() < 1e-9:
            return
        workspace, wire = self.canvas.workspace, self.canvas.hand.hovered_wire
        self.canvas.hand.hovered_wire = None
        graph = None
        if wire is not None:
            (node_id,) = workspace.selection
            graph = inserted(workspace.graph, node_id, self.canvas.scene.wires[wire])
        if graph is None:
            workspace.move(self._places())
        else:
            workspace.edit("Insert into wire", graph.moved(self._places()))

    def _places(self) -> dict[str, Point]:
        """Where the cards stand now."""
        return self.canvas.scene.places(self.canvas.workspace.selection)

    def _seek_wire(self) -> None:
        """Light the wire into which the one card would be put."""
        canvas, found = self.canvas, None
        if self.loose:
            (node_id,) = canvas.workspace.selection
            middle = canvas.scene.rect(canvas.scene.number[node_id]).center()
            near = canvas.scene.wire_at(middle, CATCH)
            if near is not None and inserted(
                canvas.workspace.graph, node_id, canvas.scene.wires[near]
            ):
                found = near
        canvas.hand.hovered_wire = found

    def cancel(self) -> None:
        self.canvas.hand.hovered_wire = None
        scene = self.canvas.scene
        scene.shift(self.canvas.workspace.selection, -self.moved.x(), -self.moved.y())
        self.canvas.repaint_all()


class PullNodes(DragNodes):
    """Pull the selected cards out of their wires, which join behind them."""

    def release(self, at: QPointF) -> None:
        workspace = self.canvas.workspace
        if self.moved.manhattanLength() >= 1e-9:
            places = {i: at for i, at in self._places().items() if i in workspace.graph.nodes}
            name = "Pull out node" if len(places) == 1 else f"Pull out {len(places)} nodes"
            workspace.edit(name, pulled_out(workspace.graph, places))


class Band(Gesture):
    """Select the cards inside a rectangle; with `add` keep those selected before."""

    def __init__(self, canvas: Canvas, at: QPointF, add: bool) -> None:
        super().__init__(canvas, at)
        self.before = canvas.workspace.selection if add else frozenset()

    def move(self, at: QPointF) -> None:
        camera = self.canvas.camera
        band = QRectF(camera.to_world(self.start), camera.to_world(at)).normalized()
        self.canvas.hand.band = band
        self.canvas.workspace.select(self.before | set(self.canvas.scene.within(band)))
        self.canvas.update()

    def release(self, at: QPointF) -> None:
        if self.canvas.hand.band is None:
            self.canvas.workspace.select(self.before)
        self.cancel()

    def cancel(self) -> None:
        self.canvas.hand.band = None
        self.canvas.update()


class ScrubLeaf(Gesture):
    """Change a leaf's number by dragging it sideways, like a slider; everything follows."""

    def __init__(self, canvas: Canvas, at: QPointF, node_id: str) -> None:
        super().__init__(canvas, at)
        node = canvas.workspace.graph[node_id]
        assert node.op == LEAF
        assert isinstance(node.content, Value)
        self.node_id, self.before = node_id, node.content.value
        self.index = canvas.workspace.undo.index()
        self.merge = f"scrub {next(_scrubs)}"

    def move(self, at: QPointF) -> None:
        size = max(abs(self.before), 1.0)
        raw = self.before + (at.x() - self.start.x()) / SCRUB_PX * size
        digits = 2 if size < 10 else 1 if size < 100 else 0
        value, workspace = round(raw, digits), self.canvas.workspace
        if value == self.before:
            self.cancel()
        else:
            workspace.set_content(self.node_id, Value(value), merge=self.merge)

    def cancel(self) -> None:
        self.canvas.workspace.undo.setIndex(self.index)
