"""Marks: the matches of a search, shown over the canvas; what was gone to is brought into view."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app.canvas.canvas import Canvas
from app.theme import CARD_RADIUS, current
from app.workspace.search import Search

SMALLEST_PX = 7.0  # of a mark, so that it can be seen on a graph that is far away
GAP = 3.0  # px round a card
ROUND_SCALE = 0.3  # below it corners cannot be seen


class Marks(QWidget):
    """A tint and a border on every card that matches."""

    def __init__(self, canvas: Canvas, search: Search) -> None:
        super().__init__(canvas)
        self._canvas, self._search = canvas, search
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAccessibleName("Matches")
        self.hide()
        canvas.installEventFilter(self)
        search.changed.connect(self._show)
        search.reached.connect(self._reach)

    @Slot()
    def _show(self) -> None:
        self.setGeometry(self._canvas.rect())
        self.setVisible(bool(self._search.found))
        self.lower()
        self.update()

    @Slot(str)
    def _reach(self, node_id: str) -> None:
        self._canvas.workspace.select([node_id])
        self._canvas.reveal(node_id)

    def paintEvent(self, _event: QPaintEvent) -> None:
        scene, camera, theme = self._canvas.scene, self._canvas.camera, current()
        numbers = [scene.number[i] for i in self._search.found if i in scene.number]
        shown = np.intersect1d(numbers, scene.visible_nodes(camera.world_rect(QRectF(self.rect()))))
        painter = QPainter(self)
        painter.setPen(QPen(theme.color("hand"), 1.5))
        painter.setBrush(theme.color("hand", 0.16))
        half = np.maximum(scene.size[shown] / 2 + GAP, SMALLEST_PX / 2 / camera.scale)
        half = half * camera.scale
        centre = scene.xy[shown] * camera.scale + (camera.dx, camera.dy)
        boxes = [QRectF(*box) for box in np.hstack([centre - half, 2 * half]).tolist()]
        if camera.scale < ROUND_SCALE:
            painter.drawRects(boxes)
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        radius = (CARD_RADIUS + GAP) * camera.scale
        for box in boxes:
            painter.drawRoundedRect(box, radius, radius)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self.setGeometry(self._canvas.rect())
        return super().eventFilter(watched, event)
