"""Pixels: the nodes and wires of a scene painted onto a pixmap, thousands in a few milliseconds.

Everything is computed from the plane's zero and moved by whole device px at last, so that a part
of a picture equals the same part of the whole.
"""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap

from app.canvas.card_pixels import CardPixels
from app.canvas.density import density_image
from app.canvas.dress import Dress
from app.canvas.fragments import draw_pieces, draw_rectangles
from app.canvas.frames import paint_frames
from app.canvas.look import Detail, Look
from app.canvas.scene import Scene
from app.canvas.wire_pixels import RETURNED, WirePixels
from app.document.sizes import CARD_HEIGHT, CARD_WIDTH
from app.theme import Theme
from engine.dtype import Array

GRID = 24.0  # px between the dots of the ground
GRID_SCALE = 0.4  # device px to a px of the plane: below it there are no dots
DOT = 1.4  # device px
REACH = 16.0  # px of the plane by which what belongs to a card stands out from it


class Pixels:
    """Paints scenes in one theme and at one scale, with sprites that it keeps."""

    def __init__(self, scale: float, theme: Theme) -> None:
        self.scale, self.theme = scale, theme
        self._wires = WirePixels(scale, theme)
        self._cards = CardPixels(scale, theme)
        self._strip: tuple[list[float], QPixmap] | None = None

    def prepare(self, seen: QRect, scene: Scene, dress: Dress, look: Look, until_s: float) -> bool:
        """Compose the cards in an area of device px about the plane's zero; False if the time was
        over before."""
        if look.detail != Detail.TEXTS:
            return True
        nodes = scene.visible_nodes(self._world(QRectF(seen)), REACH)
        return self._cards.prepare(nodes, scene, dress, until_s)

    def paint(
        self,
        painter: QPainter,
        area: QRect,
        offset: QPoint,
        scene: Scene,
        dress: Dress,
        look: Look,
        lasting: bool = False,
    ) -> None:
        """Paint what meets an area of device px, the plane's zero being at `offset`. A `lasting`
        area will be painted again when something in it changes."""
        if self._cards.is_full:
            self._cards = CardPixels(self.scale, self.theme)
        world = self._world(QRectF(area.translated(-offset)))
        wires, nodes = scene.visible_wires(world), scene.visible_nodes(world, REACH)
        if look.detail == Detail.DENSITY:
            curves, owner = scene.curves_of(wires)
            back = np.isin(dress.flows[0], RETURNED)[owner]
            cards = scene.xy[nodes] * self.scale
            size = (CARD_WIDTH * self.scale, CARD_HEIGHT * self.scale)
            here = area.translated(-offset)
            image = density_image(
                here, curves, self.scale, back, look.apart, cards, size, self.theme
            )
            painter.drawImage(area.topLeft(), image)
            return
        move = np.array([offset.x(), offset.y()], np.float64)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        self._paint_grid(painter, area, offset)
        if scene.frames:
            painter.save()
            painter.translate(offset)
            painter.scale(self.scale, self.scale)
            paint_frames(painter, scene, world, self.scale, self.theme)
            painter.restore()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, look.smooth)
        self._wires.paint(
            painter,
            QRectF(area),
            move,
            wires,
            scene,
            dress,
            smooth=look.smooth,
            lasting=lasting,
        )
        if look.detail == Detail.TEXTS:
            self._cards.paint_marks(painter, wires, move, scene, dress)
            self._cards.paint(painter, nodes, move, scene, dress)
        elif look.detail == Detail.CARDS:
            self._cards.paint_plain(painter, nodes, move, scene)
        else:
            self._paint_rectangles(painter, nodes, move, scene)

    def _world(self, seen: QRectF) -> QRectF:
        """An area of device px in px of the plane."""
        return QRectF(seen.topLeft() / self.scale, seen.size() / self.scale)

    def _paint_grid(self, painter: QPainter, area: QRect, offset: QPoint) -> None:
        """Faint dots that tell how far one has panned."""
        if self.scale < GRID_SCALE:
            return
        gap = GRID * self.scale
        columns, rows = (
            np.round(np.arange(np.floor((low - zero) / gap), (high - zero) / gap + 1) * gap) + zero
            for low, high, zero in (
                (area.left(), area.right(), offset.x()),
                (area.top(), area.bottom(), offset.y()),
            )
        )
        strip = self._dots(area.width(), columns - area.left() + 0.5)
        middles = np.stack([np.full(len(rows), area.left() + area.width() / 2), rows + 0.5], 1)
        draw_pieces(painter, strip, np.tile([0, 0, area.width(), 3], (len(rows), 1)), middles)

    def _dots(self, width: int, middles: Array) -> QPixmap:
        """A row of dots on the ground, the last one again where they lie as they did."""
        key = [width, *middles.tolist()]
        if self._strip is None or self._strip[0] != key:
            dots = np.full((len(middles), 4), DOT)
            dots[:, 0], dots[:, 1] = middles - DOT / 2, 1.5 - DOT / 2
            strip = QPixmap(width, 3)
            strip.fill(self.theme.color("ground"))
            brush = QPainter(strip)
            brush.setRenderHint(QPainter.RenderHint.Antialiasing)
            brush.setPen(Qt.PenStyle.NoPen)
            brush.setBrush(self.theme.color("line", 0.55))
            draw_rectangles(brush, dots)
            brush.end()
            self._strip = key, strip
        return self._strip[1]

    def _paint_rectangles(self, painter: QPainter, nodes: Array, move: Array, scene: Scene) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.theme.color("faint"))
        size = np.maximum(np.round(scene.size[nodes] * self.scale), 1)
        corner = np.round((scene.xy[nodes] - scene.size[nodes] / 2) * self.scale) + move
        draw_rectangles(painter, np.concatenate([corner, size], 1))
