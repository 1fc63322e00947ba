"""Camera: which part of the plane the canvas shows, and how large."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import QPointF, QRectF, QSizeF

SMALLEST, LARGEST = 0.005, 4.0


@dataclass(frozen=True, slots=True)
class Camera:
    """Screen = world × scale + offset, in logical px."""

    scale: float = 1.0
    dx: float = 0.0
    dy: float = 0.0

    def to_screen(self, point: QPointF) -> QPointF:
        return QPointF(point.x() * self.scale + self.dx, point.y() * self.scale + self.dy)

    def to_world(self, point: QPointF) -> QPointF:
        return QPointF((point.x() - self.dx) / self.scale, (point.y() - self.dy) / self.scale)

    def world_rect(self, screen: QRectF) -> QRectF:
        """The part of the plane behind a rectangle of the screen."""
        return QRectF(self.to_world(screen.topLeft()), screen.size() / self.scale)

    def panned(self, dx: float, dy: float) -> Camera:
        return replace(self, dx=self.dx + dx, dy=self.dy + dy)

    def zoomed(self, factor: float, about: QPointF) -> Camera:
        """Larger by `factor`, with the point of the screen under `about` staying where it is."""
        scale = min(max(self.scale * factor, SMALLEST), LARGEST)
        ratio = scale / self.scale
        x, y = about.x(), about.y()
        return Camera(scale, x - (x - self.dx) * ratio, y - (y - self.dy) * ratio)


def fitted(world: QRectF, view: QSizeF, margin: float = 48.0, most: float = 1.0) -> Camera:
    """The camera that shows `world` whole and centred, no larger than `most`."""
    if world.isEmpty():
        return Camera(1.0, view.width() / 2, view.height() / 2)
    wide = (view.width() - 2 * margin) / world.width()
    high = (view.height() - 2 * margin) / world.height()
    scale = min(max(min(wide, high), SMALLEST), most)
    centre = world.center()
    return Camera(
        scale, view.width() / 2 - centre.x() * scale, view.height() / 2 - centre.y() * scale
    )
