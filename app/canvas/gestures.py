"""Gestures: what a press begins, each one small object that follows the hand until release."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt

from app.canvas.frames import without
from app.canvas.guides import Snap, snap
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
    they leave the frames that they are in.

    One card without wires that is let go on a wire is put into it.
    """

    def __init__(self, canvas: Canvas, at: QPointF, keys: Qt.KeyboardModifier) -> None:
        super().__init__(canvas, at)
        self.moved, self.meant = QPointF(), QPointF()  # with and without lining up
        graph, chosen = canvas.workspace.graph, canvas.workspace.selection
        self.loose = len(chosen) == 1 and all(
            not graph.consumers[i] and not graph[i].sources for i in chosen
        )
        self.numbers = np.unique(np.array([canvas.scene.number[i] for i in chosen], np.int64))
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

        self._seek_wire()

    def release(self, at: QPointF) -> None:
        self.canvas.hand.guides, self.canvas.hand.carried = (), QPointF()
        if self.moved.manhattanLength() < 1e-9:
            return
        workspace, wire = self.canvas.workspace, self.canvas.hand.hovered_wire
        self.canvas.hand.hovered_wire = None
        inside = None
        if wire is not None:
            (node_id,) = workspace.selection
            inside = inserted(workspace.graph, node_id, self.canvas.scene.wires[wire])
        places = self._places()
        if inside is not None:
            workspace.edit("Insert into wire", inside.moved(places))
            return
        graph, name = self.canvas.frames.dropped(workspace.graph, places, self.leaves)
        places |= self.canvas.comments.carried(self.canvas.hand.picked, self.moved)
        workspace.move(places, name, graph.arrangement)

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
        self.canvas.hand.guides, self.canvas.hand.carried = (), QPointF()
        scene.frames = self.frames
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
