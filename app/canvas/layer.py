"""Layer: all nodes and wires of the scene in a backing pixmap.

The pixmap is larger than the view. A pan shows another part of it, and paints a broad strip only
where the view comes to what was not painted yet. While the camera zooms the pixmap is stretched,
unless painting it anew is quick.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import cast

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, QSizeF
from PySide6.QtGui import QPainter, QPixmap, QRegion

from app.canvas.camera import Camera
from app.canvas.dress import Dress
from app.canvas.look import Look, in_view, look_at
from app.canvas.pixels import Pixels
from app.canvas.scene import Scene
from app.theme import Theme

RIM = 8  # device px painted round an area and thrown away
AHEAD = 128  # device px of the pixmap beyond each side of the view, painted when they are needed
FEW = 60  # wires in view: so many are painted anew in every frame of a zoom


class Layer:
    """The static picture of a scene for one camera. `dirty` makes the next paint start anew."""

    def __init__(self) -> None:
        self.dirty = True
        self._store = QPixmap()
        self._painted = QRect()  # the part of the store that is the picture
        self._offset = QPoint()  # of the plane's zero, device px of the store
        self._camera = Camera()
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
        zero = QPoint(round(camera.dx * ratio), round(camera.dy * ratio))
        if fresh or zoomed:
            self._begin(size, camera.scale * ratio, scene, theme)
        self._show(QRect(self._offset - zero, size), scene, dress)
        self.dirty, self._key, self._camera = False, key, camera
        target = QRectF(0, 0, size.width() / ratio, size.height() / ratio)
        painter.drawPixmap(target, self._store, QRectF(QRect(self._offset - zero, size)))

    def prepare(self, scene: Scene, dress: Dress, until_s: float) -> bool:
        """Get the cards of a dress ready to be painted where the picture lies now; False if the
        time, as perf_counter gives it, was over before."""
        if self._pixels is None or self._look is None:
            return True
        here = self._painted.translated(-self._offset)
        return self._pixels.prepare(here, scene, dress, self._look, until_s)

    def _begin(self, size: QSize, scale: float, scene: Scene, theme: Theme) -> None:
        if self._pixels is None or (self._pixels.scale, self._pixels.theme) != (scale, theme):
            self._pixels = Pixels(scale, theme)
        self._look = look_at(scene, scale, QSizeF(size))
        large = size + QSize(2 * AHEAD, 2 * AHEAD)
        if self._store.size() != large:
            self._store = QPixmap(large)
        self._painted = QRect()

    def _show(self, seen: QRect, scene: Scene, dress: Dress) -> None:
        """Have the part of the store that is seen painted, moving the store there if need be."""
        if not self._store.rect().contains(seen):
            by = QPoint(AHEAD, AHEAD) - seen.topLeft()
            seen = seen.translated(by)
            self._offset += by
            self._painted = self._painted.translated(by) & self._store.rect()
            if self._painted.intersects(seen):
                self._store.scroll(by.x(), by.y(), self._store.rect())
        if not self._painted.intersects(seen):
            self._paint_on(self._store, seen.adjusted(-RIM, -RIM, RIM, RIM), QPoint(), scene, dress)
            self._painted = seen
        self._grow(seen, scene, dress)

    def _grow(self, seen: QRect, scene: Scene, dress: Dress) -> None:
        """Paint up to the edge of the store on the sides where more is seen than is painted."""
        whole, painted = self._store.rect(), self._painted
        for side in (
            QRect(QPoint(0, painted.top()), painted.bottomLeft() - QPoint(1, 0)),
            QRect(painted.topRight() + QPoint(1, 0), QPoint(whole.right(), painted.bottom())),
        ):
            if side.intersects(seen):
                self._paint_strip(side, scene, dress)
                self._painted = self._painted.united(side)
        painted = self._painted
        for side in (
            QRect(QPoint(painted.left(), 0), painted.topRight() - QPoint(0, 1)),
            QRect(painted.bottomLeft() + QPoint(0, 1), QPoint(painted.right(), whole.bottom())),
        ):
            if side.intersects(seen):
                self._paint_strip(side, scene, dress)
                self._painted = self._painted.united(side)

    def _paint_strip(self, area: QRect, scene: Scene, dress: Dress) -> None:
        """Paint an area with a rim and copy it without: a shape that is cut at an edge is rounded
        otherwise there, and a strip must equal the same part of the whole."""
        rimmed = area.adjusted(-RIM, -RIM, RIM, RIM)
        sheet = QPixmap(rimmed.size())
        self._paint_on(sheet, rimmed, rimmed.topLeft(), scene, dress)
        painter = QPainter(self._store)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
        inside = QRect(QPoint(RIM, RIM), area.size())
        painter.drawPixmap(area.topLeft(), sheet, inside)
        painter.end()

    def _paint_on(
        self, sheet: QPixmap, area: QRect, corner: QPoint, scene: Scene, dress: Dress
    ) -> None:
        """Paint an area of the store on a sheet whose first px is the store's px `corner`."""
        assert self._pixels is not None
        assert self._look is not None
        here = area.translated(-corner)
        painter = QPainter(sheet)
        painter.setClipRect(here)
        painter.fillRect(here, self._pixels.theme.color("ground"))
        zero, lasting = self._offset - corner, corner.isNull()
        self._pixels.paint(painter, here, zero, scene, dress, self._look, lasting)
        painter.end()

    def _stretch(
        self, painter: QPainter, view: QRect, ratio: float, camera: Camera, theme: Theme
    ) -> None:
        """Draw the last picture as large as the camera would see it."""
        growth = camera.scale / self._camera.scale / ratio
        corner = QPoint(self._painted.topLeft() - self._offset)
        target = QRectF(
            camera.dx + corner.x() * growth,
            camera.dy + corner.y() * growth,
            self._painted.width() * growth,
            self._painted.height() * growth,
        )
        bare = QRegion(view) - QRegion(target.toAlignedRect().adjusted(1, 1, -1, -1))
        for part in cast(Iterable[QRect], bare):
            painter.fillRect(part, theme.color("ground"))
        painter.drawPixmap(target, self._store, QRectF(self._painted))
