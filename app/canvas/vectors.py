"""Vectors: the nodes and wires of a scene as strokes at full detail, for pictures that are kept."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from app.canvas.dress import Dress
from app.canvas.flow import Flow
from app.canvas.group_strokes import label_places, outlet_offsets, paint_label, paint_shape
from app.canvas.scene import Scene, path_of
from app.canvas.strokes import (
    paint_in_port,
    paint_literal,
    paint_mark,
    paint_numbers,
    paint_out_port,
    paint_wire,
)
from app.document.graph import Literal
from app.document.labels import number
from app.document.sizes import port_offset
from app.theme import Theme


def paint_scene(painter: QPainter, world: QRectF, scene: Scene, dress: Dress, theme: Theme) -> None:
    """Wires, then cards, that meet `world`, in px of the plane."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    states, widths = dress.flows
    marks: list[tuple[QPointF, Flow]] = []
    for k in scene.visible_wires(world).tolist():
        flow = Flow(int(states[k]))
        paint_wire(painter, path_of(scene.segments[k]), flow, float(widths[k]), theme)
        if flow in (Flow.ZERO, Flow.CUT, Flow.BROKEN):
            marks.append((scene.along(k, 0.5), flow))
    for at, flow in marks:
        paint_mark(painter, at, flow, theme)
    for i in scene.visible_nodes(world, 16.0).tolist():
        _paint_node(painter, i, scene, dress, theme)


def _paint_node(painter: QPainter, i: int, scene: Scene, dress: Dress, theme: Theme) -> None:
    node_id, card = scene.ids[i], scene.rect(i)
    face, inputs = dress.face(node_id), scene.graph[node_id].inputs
    paint_shape(painter, card, face, theme)
    paint_numbers(painter, card, face, theme)
    middle = QPointF(card.left(), card.center().y())
    for port, value in enumerate(inputs):
        at = middle + QPointF(0, port_offset(len(inputs), port))
        paint_in_port(painter, at, theme)
        if isinstance(value, Literal):
            paint_literal(painter, at, number(value.value), theme)
    for rise in outlet_offsets(face):
        paint_out_port(painter, middle + QPointF(card.width(), rise), theme)
    for text, place, out in label_places(face):
        paint_label(painter, text, place.translated(middle), out, theme)
