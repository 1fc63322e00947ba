"""Lasso: a region drawn by hand, which selects the cards whose middle it holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from app.canvas.gestures import Gesture, chosen
from app.canvas.taker import Modifiers, Taker
from app.theme import Theme
from engine.dtype import Array

if TYPE_CHECKING:
    from app.canvas.canvas import Canvas

CHORD = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
STEP_PX = 3.0  # between the points of the region


def inside(points: Array, corners: Array) -> Array:
    """(n,) which points (n, 2) are inside a region with these corners (m, 2), by even and odd."""
    within = np.zeros(len(points), bool)
    x, y = points.T
    for (x0, y0), (x1, y1) in zip(corners, np.roll(corners, -1, 0), strict=True):
        if y0 != y1:
            between = (y0 > y) != (y1 > y)
            within ^= between & (x < (x1 - x0) * (y - y0) / (y1 - y0) + x0)
    return within


class Lasso(Gesture):
    """Select what a region holds; shift adds to what was selected, control takes out of it."""

    def __init__(self, canvas: Canvas, at: QPointF, keys: Modifiers, hand: LassoHand) -> None:
        super().__init__(canvas, at)
        self._hand, self._keys = hand, keys
        self._before = canvas.workspace.selection
        hand.region = [canvas.camera.to_world(at)]

    def move(self, at: QPointF) -> None:
        if (at - self.last).manhattanLength() < STEP_PX:
            return
        self.last = at
        canvas, region = self.canvas, self._hand.region
        region.append(canvas.camera.to_world(at))
        corners = np.array([point.toTuple() for point in region])
        scene = canvas.scene
        low, high = corners.min(0), corners.max(0)
        near = np.flatnonzero(((scene.xy >= low) & (scene.xy <= high)).all(1))
        held = near[inside(scene.xy[near], corners)]
        found = {i for n in held.tolist() for i in scene.held(scene.ids[n])}
        canvas.workspace.select(chosen(self._before, found, self._keys))
        canvas.update()

    def release(self, at: QPointF) -> None:
        self._hand.region = []
        self.canvas.update()

    def cancel(self) -> None:
        self.canvas.workspace.select(self._before)
        self.release(self.start)


class LassoHand(Taker):
    """Draws lassos. Attributes: always (every drag on the ground is one); region (world px)."""

    def __init__(self, canvas: Canvas) -> None:
        super().__init__(canvas)
        self.always = False
        self.region: list[QPointF] = []
        canvas.strokes.append(self._paint)

    def begin(self, at: QPointF, world: QPointF, keys: Modifiers) -> Gesture | None:
        if keys & CHORD == CHORD:
            return Lasso(self.canvas, at, keys & ~CHORD, self)
        if self.always and self.canvas.scene.card_at(world) is None:
            return Lasso(self.canvas, at, keys, self)
        return None

    def _paint(self, painter: QPainter, _world: QRectF, scale: float, theme: Theme) -> None:
        if len(self.region) > 1:
            painter.setPen(QPen(theme.color("hand"), 1.0 / scale))
            painter.setBrush(theme.color("hand", 0.12))
            painter.drawPolygon(QPolygonF(self.region))
