"""Motion: pulses on the wires of the beat under way, and a glow round the nodes at work."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen, QRadialGradient

from app.canvas.camera import Camera
from app.canvas.dress import Dress
from app.canvas.fragments import draw_rectangles
from app.canvas.scene import Scene
from app.canvas.sprites import Sprites
from app.document.sizes import CARD_WIDTH
from app.theme import Theme
from engine.dtype import Array

MOST_PULSES = 400
GLOW_GAP, GLOW_WIDTH, GLOW_RADIUS = 3.0, 3.0, 11.0  # px
PULSE, HALO = 5.5, 14.0  # px, radii
PLATE_SCALE = 0.05  # device px to a px of the plane: below it a card glows as a plate
REACH = 240.0  # px from the middle of a card's left side that a glow may cover


class Motion:
    """What moves in a beat, painted from sprites over the layer."""

    def __init__(self) -> None:
        self._beat: tuple[object, ...] = ()
        self._nodes = self._wires = np.empty(0, np.int64)
        self._back = np.empty(0, bool)
        self._glows = np.empty(0, np.int64)  # their sprites
        self._origins = np.empty((0, 2))  # of the glows, device px from the plane's zero
        self._plates = np.empty((0, 4))  # the glows where they are plain rectangles, likewise
        self._look: tuple[float, Theme] | None = None
        self._sprites = Sprites(1.0)

    def paint(
        self,
        painter: QPainter,
        view: QRectF,
        ratio: float,
        camera: Camera,
        scene: Scene,
        dress: Dress,
        theme: Theme,
        until: int,
        progress: float,
    ) -> None:
        """Paint the beat that ends at position `until`, a share of `progress` of the way through.

        The painter is in logical px of a device with that pixel ratio, and shows `view`.
        """
        scale, size = camera.scale * ratio, np.array([view.width(), view.height()]) * ratio
        self._prepare(scene, dress, until, scale, theme)
        role = "backward" if self._back.any() else "forward"
        move = np.round(np.array([camera.dx, camera.dy]) * ratio)
        painter.save()
        painter.resetTransform()
        painter.scale(1 / ratio, 1 / ratio)
        strength = 0.35 + 0.4 * progress
        if scale < PLATE_SCALE:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color(role, strength))
            draw_rectangles(painter, self._plates + np.append(move, (0, 0)))
        else:
            origins, reach = self._origins + move, REACH * scale
            near = np.flatnonzero(((origins > -reach) & (origins < size + reach)).all(1))
            self._sprites.draw(painter, self._glows[near], origins[near], strength)
        eased = 1 - (1 - progress) ** 2
        spots = _along(scene, self._wires, np.where(self._back, 1 - eased, eased))
        pulse = np.full(len(spots), self._pulse(role, theme))
        self._sprites.draw(painter, pulse, np.round(spots * scale) + move)
        painter.restore()

    def _prepare(self, scene: Scene, dress: Dress, until: int, scale: float, theme: Theme) -> None:
        """Find what moves, once for each beat, and place it, once for each scale."""
        beat, look = (scene, dress, dress.position, until), (scale, theme)
        if beat == self._beat and look == self._look:
            return
        if look != self._look:
            self._look, self._sprites = look, Sprites(scale)
        if beat != self._beat:
            self._beat = beat
            nodes, wires = dress.under_way(until)
            self._nodes = np.array(sorted(scene.number[i] for i in nodes), np.int64)
            shown = wires[:MOST_PULSES]
            numbers = [dress.wire_number[target, port] for target, port, _ in shown]
            self._wires = np.array(numbers, np.int64)
            self._back = np.array([back for _, _, back in shown], bool)
        if scale < PLATE_SCALE:
            middles, halves = scene.xy[self._nodes], scene.size[self._nodes] / 2 + GLOW_GAP
            low, high = np.floor((middles - halves) * scale), np.ceil((middles + halves) * scale)
            self._plates = np.concatenate([low, high - low], 1)
            return
        role = "backward" if self._back.any() else "forward"
        tall = scene.size[self._nodes, 1]
        self._origins = np.round((scene.xy[self._nodes] - (CARD_WIDTH / 2, 0)) * scale)
        self._glows = np.empty(len(tall), np.int64)
        for height in np.unique(tall).tolist():
            self._glows[tall == height] = self._glow(height, role, theme)

    def _glow(self, height: float, role: str, theme: Theme) -> int:
        gap = GLOW_GAP
        card = QRectF(0, -height / 2, CARD_WIDTH, height).adjusted(-gap, -gap, gap, gap)

        def paint(painter: QPainter) -> None:
            painter.setPen(QPen(theme.color(role), GLOW_WIDTH))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(card, GLOW_RADIUS, GLOW_RADIUS)

        bounds = card.adjusted(-gap, -gap, gap, gap)
        return self._sprites.number(("glow", height, role), bounds, paint)

    def _pulse(self, role: str, theme: Theme) -> int:
        def paint(painter: QPainter) -> None:
            glow = QRadialGradient(QPointF(0, 0), HALO)
            glow.setColorAt(0, theme.color(role, 0.55))
            glow.setColorAt(1, theme.color(role, 0.0))
            path = QPainterPath()
            path.addEllipse(QPointF(0, 0), HALO, HALO)
            painter.fillPath(path, glow)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color(role))
            painter.drawEllipse(QPointF(0, 0), PULSE, PULSE)

        bounds = QRectF(-HALO, -HALO, 2 * HALO, 2 * HALO)
        return self._sprites.number(("pulse", role), bounds, paint)


def _along(scene: Scene, wires: Array, shares: Array) -> Array:
    """(n, 2) the points a share of the way along wires (n,)."""
    first = scene.first[wires]
    count = scene.first[wires + 1] - first
    place = np.clip(shares, 0.0, 1.0) * count
    piece = np.minimum(place.astype(np.int64), count - 1)
    t = place - piece
    s = 1 - t
    weights = np.stack([s**3, 3 * t * s * s, 3 * t * t * s, t**3], axis=1)
    points: Array = np.einsum("nc,ncd->nd", weights, scene.pieces[first + piece])
    return points
