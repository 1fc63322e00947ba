"""Minimap: the whole graph in small, with the part in view; click or drag to go there."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app.canvas.camera import Camera, fitted
from app.canvas.canvas import Canvas
from app.canvas.frames import frame_rect
from app.theme import current


class Minimap(QWidget):
    """A map of the canvas in its corner, shown while something lies outside the view."""

    def __init__(self, canvas: Canvas) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName("Minimap")
        canvas.camera_changed.connect(self._show)
        canvas.workspace.graph_changed.connect(self._show)
        self.resize(self.sizeHint())
        self.hide()

    def _show(self, _value: object = None) -> None:
        canvas = self._canvas
        view = canvas.camera.world_rect(QRectF(canvas.rect()))
        self.setVisible(len(canvas.scene.ids) > 1 and not view.contains(canvas.scene.bounds))
        self.update()

    def _map(self) -> Camera:
        canvas = self._canvas
        view = canvas.camera.world_rect(QRectF(canvas.rect()))
        return fitted(canvas.scene.bounds.united(view), QSizeF(self.size()), margin=8)

    def sizeHint(self) -> QSize:
        return QSize(140, 80)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, canvas, camera = current(), self._canvas, self._map()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.color("line"), 1))
        painter.setBrush(theme.color("panel", 0.94))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 9, 9)
        painter.setPen(Qt.PenStyle.NoPen)
        for k, (frame, _) in enumerate(canvas.scene.frames):
            border = frame_rect(canvas.scene, k)
            painter.setBrush(theme.color(frame.color, 0.16))
            corner = camera.to_screen(border.topLeft())
            painter.drawRect(QRectF(corner, border.size() * camera.scale))
        painter.setBrush(theme.color("faint"))
        step = max(1, len(canvas.scene.ids) // 3000)
        for i in range(0, len(canvas.scene.ids), step):
            card = canvas.scene.rect(i)
            corner = camera.to_screen(card.topLeft())
            painter.drawRect(QRectF(corner, card.size() * camera.scale))
        view = canvas.camera.world_rect(QRectF(canvas.rect()))
        painter.setPen(QPen(theme.color("hand"), 1.2))
        painter.setBrush(theme.color("hand", 0.08))
        painter.drawRect(QRectF(camera.to_screen(view.topLeft()), view.size() * camera.scale))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._go(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._go(event.position())

    def _go(self, at: QPointF) -> None:
        canvas = self._canvas
        middle = canvas.camera.to_screen(self._map().to_world(at))
        centre = QRectF(canvas.rect()).center()
        canvas.pan(centre.x() - middle.x(), centre.y() - middle.y())
