"""The canvas as Qt's tutorials write it: a QGraphicsItem for each node and each wire."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QFont, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsItem, QGraphicsPathItem, QGraphicsScene, QGraphicsView

from app.canvas.scene import Scene, path_of
from app.document.sizes import CARD_HEIGHT, CARD_WIDTH

CARD = QRectF(-CARD_WIDTH / 2, -CARD_HEIGHT / 2, CARD_WIDTH, CARD_HEIGHT)


class _Card(QGraphicsItem):
    def __init__(self) -> None:
        super().__init__()
        self.setZValue(1)

    def boundingRect(self) -> QRectF:
        return CARD

    def paint(self, painter: QPainter, option: object, widget: object = None) -> None:
        painter.setPen(QPen(QColor("#5b7083"), 1.0))
        painter.setBrush(QColor("#232935"))
        painter.drawRoundedRect(CARD, 9, 9)
        if painter.worldTransform().m11() < 0.3:
            return
        painter.setFont(FONT)
        painter.setPen(QColor("#e8ebf1"))
        for row, text in enumerate(("w·x", "0.1234", "∂ 0.5678")):
            painter.drawText(QPointF(-60, 22.0 * row - 18), text)


FONT = QFont("JetBrains Mono")
FONT.setPixelSize(13)


class PlainScene(QGraphicsView):
    """The nodes and wires of a scene, one item each."""

    def __init__(self, scene: Scene) -> None:
        super().__init__()
        self.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.FullViewportUpdate)
        self._items = QGraphicsScene()
        self._wires: list[QGraphicsPathItem] = []
        for k in range(len(scene.wires)):
            path: QPainterPath = path_of(scene.segments[k])
            self._wires.append(self._items.addPath(path, QPen(QColor("#54c7b4"), 1.6)))
        for x, y in scene.xy.tolist():
            card = _Card()
            card.setPos(x, y)
            self._items.addItem(card)
        self.setScene(self._items)

    def look(self, scale: float, centre: QPointF) -> None:
        self.resetTransform()
        self.scale(scale, scale)
        self.centerOn(centre)

    def change_wires(self, number: int) -> None:
        """Another width and colour for every wire."""
        pen = QPen(QColor("#f28c45" if number % 2 else "#54c7b4"), 2.0 + number % 3)
        for wire in self._wires:
            wire.setPen(pen)
        self.viewport().repaint()

    def pan(self, px: int) -> None:
        bar = self.horizontalScrollBar()
        bar.setValue(bar.value() + px)
        self.viewport().repaint()
