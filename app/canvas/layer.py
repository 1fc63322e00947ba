"""Layer: all nodes and wires painted from the scene's arrays into a backing pixmap.

The pixmap is scrolled when the camera pans; only the strips that come into view are painted.
Detail follows the scale: cards with text, plain cards, rectangles.
"""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPixmap

from app.canvas.camera import Camera
from app.canvas.dress import Dress
from app.canvas.flow import Flow
from app.canvas.scene import BASIS, Scene, path_of
from app.canvas.strokes import (
    DASHES,
    paint_card,
    paint_in_port,
    paint_literal,
    paint_mark,
    paint_out_port,
    paint_value,
    paint_wire,
    wire_role,
)
from app.document.graph import Literal
from app.document.labels import number
from app.theme import Theme

TEXT_SCALE = 0.3  # below it cards have no text
CARD_SCALE = 0.1  # below it cards are rectangles
SMOOTH_WIRES = 1500  # above so many in view they are plain line segments
RIM = 8  # px painted round an area and thrown away
GRID = 24.0  # px between the dots of the ground


class Layer:
    """The static picture of a scene for one camera. `dirty` makes the next paint start anew."""

    def __init__(self) -> None:
        self.dirty = True
        self._pixmap = QPixmap()
        self._camera = Camera()
        self._key: object = None

    def paint(
        self,
        painter: QPainter,
        view: QRect,
        ratio: float,
        camera: Camera,
        scene: Scene,
        dress: Dress,
        theme: Theme,
    ) -> None:
        """Draw the layer into `view` (logical px) of a device with that pixel ratio."""
        camera = Camera(
            camera.scale, round(camera.dx * ratio) / ratio, round(camera.dy * ratio) / ratio
        )
        key = (view.size(), ratio, camera.scale, theme.name)
        if self.dirty or key != self._key:
            self._pixmap = QPixmap(view.size() * ratio)
            self._pixmap.setDevicePixelRatio(ratio)
            self._render(view, camera, scene, dress, theme)
        elif camera != self._camera:
            self._scroll(view, ratio, camera, scene, dress, theme)
        self.dirty, self._key, self._camera = False, key, camera
        painter.drawPixmap(0, 0, self._pixmap)

    def _scroll(
        self, view: QRect, ratio: float, camera: Camera, scene: Scene, dress: Dress, theme: Theme
    ) -> None:
        dx, dy = camera.dx - self._camera.dx, camera.dy - self._camera.dy
        width, height = view.width(), view.height()
        if abs(dx) >= width or abs(dy) >= height:
            self._render(view, camera, scene, dress, theme)
            return
        self._pixmap.scroll(round(dx * ratio), round(dy * ratio), self._pixmap.rect())
        if dx:
            wide = math.ceil(abs(dx))
            strip = QRect(0 if dx > 0 else width - wide, 0, wide, height)
            self._render(strip, camera, scene, dress, theme)
        if dy:
            high = math.ceil(abs(dy))
            strip = QRect(0, 0 if dy > 0 else height - high, width, high)
            self._render(strip, camera, scene, dress, theme)

    def _render(
        self, area: QRect, camera: Camera, scene: Scene, dress: Dress, theme: Theme
    ) -> None:
        """Paint an area with a rim and copy it without: a shape that is cut at an edge is rounded
        otherwise there, and a strip must equal the same part of the whole."""
        ratio = self._pixmap.devicePixelRatio()
        rimmed = area.adjusted(-RIM, -RIM, RIM, RIM)
        sheet = QPixmap(rimmed.size() * ratio)
        sheet.setDevicePixelRatio(ratio)
        sheet.fill(theme.color("ground"))
        painter = QPainter(sheet)
        painter.translate(-rimmed.topLeft())
        paint_grid(painter, QRectF(rimmed), camera, theme)
        painter.translate(camera.dx, camera.dy)
        painter.scale(camera.scale, camera.scale)
        world = camera.world_rect(QRectF(rimmed))
        paint_scene(painter, world, camera.scale, scene, dress, theme)
        painter.end()
        painter.begin(self._pixmap)
        rim = round(RIM * ratio)
        inside = QRectF(rim, rim, area.width() * ratio, area.height() * ratio)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
        painter.drawPixmap(QRectF(area), sheet, inside)
        painter.end()


def paint_grid(painter: QPainter, area: QRectF, camera: Camera, theme: Theme) -> None:
    """Faint dots that tell how far one has panned."""
    if camera.scale < 0.4:
        return
    gap = GRID * camera.scale
    left = camera.dx + math.floor((area.left() - camera.dx) / gap) * gap
    top = camera.dy + math.floor((area.top() - camera.dy) / gap) * gap
    columns = np.arange(left, area.right() + gap, gap)
    rows = np.arange(top, area.bottom() + gap, gap)
    painter.setPen(QPen(theme.color("line", 0.55), 1.4))
    painter.drawPoints([QPointF(x, y) for x in columns for y in rows])


def paint_scene(
    painter: QPainter,
    world: QRectF,
    scale: float,
    scene: Scene,
    dress: Dress,
    theme: Theme,
    *,
    vectors: bool = False,
) -> None:
    """Wires, then cards, that meet `world`, in as much detail as the scale allows.

    With `vectors` every wire is drawn in full, however many there are.
    """
    wires, nodes = scene.visible_wires(world), scene.visible_nodes(world, 16.0)
    if vectors or len(wires) <= SMOOTH_WIRES:
        _smooth_wires(painter, wires, scale, scene, dress, theme, vectors)
    else:
        _plain_wires(painter, wires, scale, scene, theme)
    if scale < CARD_SCALE:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("faint"))
        painter.drawRects([scene.rect(int(i)) for i in nodes])
        return
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    for i in nodes:
        _paint_node(painter, int(i), scale, scene, dress, theme)


def _smooth_wires(
    painter: QPainter,
    wires: np.ndarray,
    scale: float,
    scene: Scene,
    dress: Dress,
    theme: Theme,
    vectors: bool,
) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    marks: list[tuple[QPointF, Flow]] = []
    for k in wires:
        wire = scene.wires[int(k)]
        flow, width = dress.flow(wire.target, wire.port)
        path = path_of(scene.segments[int(k)])
        if vectors or flow not in DASHES:
            paint_wire(painter, path, flow, width, theme)
        elif scale < TEXT_SCALE:  # dashes would blur
            painter.strokePath(path, QPen(theme.color(wire_role(flow), 0.8), width))
        else:
            if flow is not Flow.CUT:
                paint_value(painter, path, flow, theme)
            painter.fillPath(scene.dashes(int(k), flow, width), theme.color(wire_role(flow)))
        if flow in (Flow.ZERO, Flow.CUT, Flow.BROKEN) and scale >= TEXT_SCALE:
            marks.append((scene.along(int(k), 0.5), flow))
    for at, flow in marks:
        paint_mark(painter, at, flow, theme)


def _plain_wires(
    painter: QPainter, wires: np.ndarray, scale: float, scene: Scene, theme: Theme
) -> None:
    """Thousands of wires as segments without antialiasing, coarser the smaller they are."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setPen(QPen(theme.color("forward", 0.5), 0))
    pieces = np.concatenate([scene.segments[int(k)] for k in wires])
    step = 24 if scale < 0.05 else 8 if scale < 0.2 else 4
    trail = BASIS[::step] @ pieces
    lines = np.concatenate([trail[:, :-1], trail[:, 1:]], 2).reshape(-1, 4)
    painter.drawLines([QLineF(*line) for line in lines.tolist()])


def _paint_node(
    painter: QPainter, i: int, scale: float, scene: Scene, dress: Dress, theme: Theme
) -> None:
    rect, node_id = scene.rect(i), scene.ids[i]
    if scale < TEXT_SCALE:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("faint", 0.6))
        painter.drawRoundedRect(rect, 9, 9)
        return
    paint_card(painter, rect, dress.face(node_id), theme)
    for port, value in enumerate(scene.graph[node_id].inputs):
        at = QPointF(*scene.in_port(node_id, port))
        paint_in_port(painter, at, theme)
        if isinstance(value, Literal):
            paint_literal(painter, at, number(value.value), theme)
    paint_out_port(painter, QPointF(*scene.out_port(node_id)), theme)
