"""Gestures: what a press begins, each one small object that follows the hand until release."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt

from app.canvas.frames import without
from app.canvas.guides import Snap, snap
from app.document.graph import LEAF, Ref, Value
from app.document.wiring import connected, refusal

if TYPE_CHECKING:
    from app.canvas.canvas import Canvas

_scrubs = itertools.count()
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


def chosen(
    before: frozenset[str], found: Iterable[str], keys: Qt.KeyboardModifier
) -> frozenset[str]:
    """What is selected once these nodes were found with keys held: shift adds them to those
    selected before, control takes them out."""
    if keys & Qt.KeyboardModifier.ShiftModifier:
        return before.union(found)
    if keys & Qt.KeyboardModifier.ControlModifier:
        return before.difference(found)
    return frozenset(found)


class Pan(Gesture):
    """Move the view."""

    def move(self, at: QPointF) -> None:
        self.canvas.pan(at.x() - self.last.x(), at.y() - self.last.y())
        self.last = at


class DragNodes(Gesture):
    """Move the selected cards and comments; one undo step when they are let go. Held with Alt
    they leave the frames that they are in."""

    def __init__(self, canvas: Canvas, at: QPointF, keys: Qt.KeyboardModifier) -> None:
        super().__init__(canvas, at)
        self.moved, self.meant = QPointF(), QPointF()  # with and without lining up
        self.numbers = np.unique(
            np.array([canvas.scene.number[i] for i in canvas.workspace.selection], np.int64)
        )
        self.rect = canvas.scene.bounds_of(self.numbers.tolist())
        for comment in canvas.comments.shown:
            if comment.id in canvas.hand.picked:
                self.rect = self.rect.united(canvas.comments.rect(comment))
        self.leaves = bool(keys & Qt.KeyboardModifier.AltModifier)
        self.frames = canvas.scene.frames
        if self.leaves and self.frames:
            canvas.scene.frames = without(canvas.scene, self.numbers)

    def move(self, at: QPointF) -> None:
        canvas, scale = self.canvas, self.canvas.camera.scale
        self.meant += (at - self.last) / scale
        self.last = at
        found, hand = Snap(QPointF()), canvas.hand
        if not hand.keys & Qt.KeyboardModifier.ShiftModifier and not canvas.workspace.snaps:
            view = canvas.camera.world_rect(QRectF(canvas.rect()))
            found = snap(canvas.scene, self.numbers, self.rect.translated(self.meant), view, scale)
        hand.guides = found.lines
        step = self.meant + found.by - self.moved
        self.moved += step
        hand.carried = self.moved
        self.canvas.scene.shift(self.canvas.workspace.selection, step.x(), step.y())
        self.canvas.repaint_all()

    def release(self, at: QPointF) -> None:
        self.canvas.hand.guides, self.canvas.hand.carried = (), QPointF()
        if self.moved.manhattanLength() < 1e-9:
            return
        workspace = self.canvas.workspace
        places = self.canvas.scene.places(workspace.selection)
        graph, name = self.canvas.frames.dropped(workspace.graph, places, self.leaves)
        places |= self.canvas.carried(self.canvas.hand.picked, self.moved)
        workspace.move(places, name, graph.arrangement)

    def cancel(self) -> None:
        scene = self.canvas.scene
        self.canvas.hand.guides, self.canvas.hand.carried = (), QPointF()
        scene.frames = self.frames
        scene.shift(self.canvas.workspace.selection, -self.moved.x(), -self.moved.y())
        self.canvas.repaint_all()


class Band(Gesture):
    """Select the cards inside a rectangle; shift adds them, control takes them out."""

    def __init__(self, canvas: Canvas, at: QPointF, keys: Qt.KeyboardModifier) -> None:
        super().__init__(canvas, at)
        self.before, self.keys = canvas.workspace.selection, keys
        self.picked = canvas.hand.picked

    def move(self, at: QPointF) -> None:
        camera = self.canvas.camera
        band = QRectF(camera.to_world(self.start), camera.to_world(at)).normalized()
        self.canvas.hand.band = band
        notes = self.canvas.comments.within(band)
        self.canvas.pick(chosen(self.picked, notes, self.keys))
        found = self.canvas.scene.within(band)
        self.canvas.workspace.select(chosen(self.before, found, self.keys))
        self.canvas.update()

    def release(self, at: QPointF) -> None:
        if self.canvas.hand.band is None:
            self.canvas.workspace.select(chosen(self.before, (), self.keys))
        self.cancel()

    def cancel(self) -> None:
        self.canvas.hand.band = None
        self.canvas.update()


class DrawWire(Gesture):
    """Draw a wire from an output to an input, or from an input back to an output.

    Starting on a wired input picks that wire up: let go elsewhere, it is taken away.
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
        self.move(at)

    def move(self, at: QPointF) -> None:
        canvas, hand = self.canvas, self.canvas.hand
        world = canvas.camera.to_world(at)
        free = (world.x(), world.y())
        hand.refusal, hand.hovered_port = "", None
        source, target = self._ends(world)
        if source is not None and target is not None:
            hand.refusal = refusal(canvas.workspace.graph, source, *target) or ""
            hand.hovered_port = None if hand.refusal else (target if self.source else source)
        start = canvas.scene.out_port(source) if source else free
        end = canvas.scene.in_port(*target) if target else free
        hand.loose, hand.at = (start, end), at
        canvas.update()

    def release(self, at: QPointF) -> None:
        workspace = self.canvas.workspace
        source, target = self._ends(self.canvas.camera.to_world(at))
        refused = bool(self.canvas.hand.refusal)
        self.cancel()
        graph = workspace.graph
        if source is not None and target is not None and not refused:
            if target == self.lifted:
                return
            if self.lifted is not None:
                graph = graph.with_input(*self.lifted, None)
            workspace.edit("Connect", connected(graph, source, *target))
        elif self.lifted is not None and not refused:
            workspace.edit("Disconnect", graph.with_input(*self.lifted, None))

    def cancel(self) -> None:
        hand = self.canvas.hand
        hand.loose, hand.refusal, hand.hovered_port = None, "", None
        self.canvas.update()

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
