"""Layer: all nodes and wires of the scene in a backing pixmap.

The pixmap is scrolled when the camera pans; only the strips that come into view are painted. While
the camera zooms the pixmap is stretched, unless painting it anew is quick.
"""

from __future__ import annotations

import math

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, QSizeF
from PySide6.QtGui import QPainter, QPixmap

from app.canvas.camera import Camera
from app.canvas.dress import Dress
from app.canvas.look import Look, in_view, look_at
from app.canvas.pixels import Pixels
from app.canvas.scene import Scene
from app.theme import Theme

RIM = 8  # device px painted round an area and thrown away
FEW = 60  # wires in view: so many are painted anew in every frame of a zoom


class Layer:
    """The static picture of a scene for one camera. `dirty` makes the next paint start anew."""

    def __init__(self) -> None:
        self.dirty = True
        self._pixmap = QPixmap()  # of the view and a rim of garbage around
        self._camera = Camera()
        self._offset = QPoint()  # of the plane's zero, device px
        self._key: object = None
        self._pixels: Pixels | None = None
        self._look: Look | None = None

    def paint(
        self,
        painter: QPainter,
        view: QRect,
        ratio: float,
        camera: Camera,
        scene: Scene,
        dress: Dress,
        theme: Theme,
        *,
        resting: bool = True,
    ) -> None:
        """Draw the layer into `view` (logical px) of a device with that pixel ratio.

        Unless the camera is `resting` the picture may be the last one stretched.
        """
        size = QSize(math.ceil(view.width() * ratio), math.ceil(view.height() * ratio))
        key = (size, ratio, theme.name)
        fresh = self.dirty or key != self._key
        zoomed = camera.scale != self._camera.scale
        many = in_view(scene, camera.scale, QSizeF(view.size())) > FEW
        if zoomed and many and not resting and not fresh:
            self._stretch(painter, view, ratio, camera, theme)
            return
        if fresh or zoomed:
            self._offset = _offset(camera, ratio)
            self._begin(size, camera.scale * ratio, scene, theme)
            self._render_whole(size, scene, dress)
        elif _offset(camera, ratio) != self._offset:
            self._scroll(size, _offset(camera, ratio), scene, dress)
        self.dirty, self._key, self._camera = False, key, camera
        whole = QRectF(RIM, RIM, size.width(), size.height())
        target = QRectF(0, 0, size.width() / ratio, size.height() / ratio)
        painter.drawPixmap(target, self._pixmap, whole)

    def _begin(self, size: QSize, scale: float, scene: Scene, theme: Theme) -> None:
        if self._pixels is None or (self._pixels.scale, self._pixels.theme) != (scale, theme):
            self._pixels = Pixels(scale, theme)
        self._look = look_at(scene, scale, QSizeF(size))

    def _render_whole(self, size: QSize, scene: Scene, dress: Dress) -> None:
        rimmed = QRect(QPoint(), size).adjusted(-RIM, -RIM, RIM, RIM)
        if self._pixmap.size() != rimmed.size():
            self._pixmap = QPixmap(rimmed.size())
        self._paint_on(self._pixmap, rimmed, scene, dress)

    def _scroll(self, size: QSize, offset: QPoint, scene: Scene, dress: Dress) -> None:
        by = offset - self._offset
        self._offset = offset
        width, height = size.width(), size.height()
        if abs(by.x()) >= width or abs(by.y()) >= height:
            self._render_whole(size, scene, dress)
            return
        self._pixmap.scroll(by.x(), by.y(), self._pixmap.rect())
        if by.x():
            wide = abs(by.x())
            self._render_strip(
                QRect(0 if by.x() > 0 else width - wide, 0, wide, height), scene, dress
            )
        if by.y():
            high = abs(by.y())
            self._render_strip(
                QRect(0, 0 if by.y() > 0 else height - high, width, high), scene, dress
            )

    def _render_strip(self, area: QRect, scene: Scene, dress: Dress) -> None:
        """Paint an area with a rim and copy it without: a shape that is cut at an edge is rounded
        otherwise there, and a strip must equal the same part of the whole."""
        rimmed = area.adjusted(-RIM, -RIM, RIM, RIM)
        sheet = QPixmap(rimmed.size())
        self._paint_on(sheet, rimmed, scene, dress)
        painter = QPainter(self._pixmap)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
        inside = QRect(QPoint(RIM, RIM), area.size())
        painter.drawPixmap(area.topLeft() + QPoint(RIM, RIM), sheet, inside)
        painter.end()

    def _paint_on(self, sheet: QPixmap, area: QRect, scene: Scene, dress: Dress) -> None:
        assert self._pixels is not None
        assert self._look is not None
        sheet.fill(self._pixels.theme.color("ground"))
        painter = QPainter(sheet)
        here = QRect(QPoint(), area.size())
        self._pixels.paint(painter, here, self._offset - area.topLeft(), scene, dress, self._look)
        painter.end()

    def _stretch(
        self, painter: QPainter, view: QRect, ratio: float, camera: Camera, theme: Theme
    ) -> None:
        """Draw the last picture as large as the camera would see it."""
        growth = camera.scale / self._camera.scale
        width, height = self._pixmap.width() - 2 * RIM, self._pixmap.height() - 2 * RIM
        x = camera.dx - self._offset.x() / ratio * growth
        y = camera.dy - self._offset.y() / ratio * growth
        target = QRectF(x, y, width / ratio * growth, height / ratio * growth)
        painter.fillRect(view, theme.color("ground"))
        painter.drawPixmap(target, self._pixmap, QRectF(RIM, RIM, width, height))


def _offset(camera: Camera, ratio: float) -> QPoint:
    """The device px on which the plane's zero is drawn."""
    return QPoint(round(camera.dx * ratio), round(camera.dy * ratio))
