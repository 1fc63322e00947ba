"""Overlay: what follows the hand, painted over the layer in every frame."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from app.canvas.dress import Dress
from app.canvas.guides import paint_guides
from app.canvas.scene import Scene, curves, path_of
from app.canvas.strokes import (
    bubble_places,
    paint_bubble,
    paint_in_port,
    paint_out_port,
    paint_pill,
    pill_width,
)
from app.document.graph import Point
from app.document.labels import preview
from app.theme import Theme

RING_GAP = 5.0  # px between a card and the ring of its selection
ROUND_SCALE = 0.25  # below it the corners of a ring cannot be seen
LIT_RADIUS = 10.0  # px of the ring round a port that fits
BUBBLE_SCALE = 0.55  # below it the bubbles would cover the graph


@dataclass
class Hand:
    """What the user is doing: things picked and hovered, a wire drawn, a rubber band, a refusal."""

    picked: frozenset[str] = frozenset()  # frames and comments that are selected
    hovered: str | None = None
    pointed: str | None = None  # a node that is hovered elsewhere, as in the outline
    hovered_port: tuple[str, int] | str | None = None
    hovered_wire: int | None = None
    loose: tuple[Point, Point] | None = None  # a wire in the hand, from output to input
    fitting: tuple[tuple[str, int] | str, ...] = ()  # ports that take the wire in the hand
    band: QRectF | None = None  # world px
    guides: tuple[QLineF, ...] = ()  # world px
    carried: QPointF = field(default_factory=QPointF)  # how far the picked comments are dragged
    keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier  # held as the hand moved last
    refusal: str = ""
    at: QPointF = field(default_factory=QPointF)  # screen px


def paint_overlay(
    painter: QPainter,
    scene: Scene,
    dress: Dress,
    hand: Hand,
    selection: Iterable[str],
    view: QRectF,
    scale: float,
    theme: Theme,
) -> None:
    """Selection, contributions, problems and the hand; the painter and `view` are in world px."""
    chosen = [node_id for node_id in selection if node_id in scene.number]
    if hand.hovered_wire is not None and hand.hovered_wire < len(scene.wires):
        path = path_of(scene.segments[hand.hovered_wire])
        painter.strokePath(path, QPen(theme.color("hand", 0.45), 3.0 / min(scale, 1.0)))
    ringed = np.array([scene.number[node_id] for node_id in chosen], np.int64)
    for i in scene.visible_among(ringed, view, RING_GAP).tolist():
        _ring(painter, scene.rect(i), theme, scale)
    if hand.pointed in scene.number:
        _ring(painter, scene.rect(scene.number[hand.pointed]), theme, scale, 0.5)
    if scale >= BUBBLE_SCALE:
        _pills(painter, scene, dress, chosen, hand, theme)
    _problems(painter, scene, dress, chosen, hand, view, scale, theme)
    _ports(painter, scene, hand, theme)
    if hand.loose is not None:
        path = path_of(curves(hand.loose[0], (), hand.loose[1]))
        painter.strokePath(path, QPen(theme.color("hand"), 2.0))
    paint_guides(painter, hand.guides, scale, theme)
    if hand.band is not None:
        painter.setPen(QPen(theme.color("hand"), 1.0 / scale))
        painter.setBrush(theme.color("hand", 0.12))
        painter.drawRect(hand.band)


def _ring(
    painter: QPainter, card: QRectF, theme: Theme, scale: float, strength: float = 1.0
) -> None:
    gap = RING_GAP
    painter.setPen(QPen(theme.color("hand", strength), max(2.0, 1.5 / scale)))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    ring = card.adjusted(-gap, -gap, gap, gap)
    if scale < ROUND_SCALE:
        painter.drawRect(ring)
    else:
        painter.drawRoundedRect(ring, 13, 13)


def _ports(painter: QPainter, scene: Scene, hand: Hand, theme: Theme) -> None:
    """The ports that take the wire in the hand, and the one under it."""
    painter.setPen(QPen(theme.color("hand", 0.6), 2.0))
    painter.setBrush(theme.color("hand", 0.18))
    for port in hand.fitting:
        at = scene.out_port(port) if isinstance(port, str) else scene.in_port(*port)
        painter.drawEllipse(QPointF(*at), LIT_RADIUS, LIT_RADIUS)
    if isinstance(hand.hovered_port, str):
        paint_out_port(painter, QPointF(*scene.out_port(hand.hovered_port)), theme, lit=True)
    elif hand.hovered_port is not None:
        paint_in_port(painter, QPointF(*scene.in_port(*hand.hovered_port)), theme, lit=True)


def _pills(
    painter: QPainter, scene: Scene, dress: Dress, chosen: list[str], hand: Hand, theme: Theme
) -> None:
    """The contributions that reach the selected nodes, on the wires that brought them."""
    shown: set[int] = set()
    if len(chosen) == 1:
        shown.update(np.flatnonzero(scene.source == scene.number[chosen[0]]).tolist())
    if hand.hovered_wire is not None and hand.hovered_wire < len(scene.wires):
        shown.add(hand.hovered_wire)
    taken: list[QRectF] = []
    for k in sorted(shown):
        wire = scene.wires[k]
        arrival = dress.arrival(wire.target, wire.port)
        if arrival is None:
            continue
        value = arrival.contribution
        text = preview(value, 16)
        for share in (0.4, 0.55, 0.7, 0.25):
            at = scene.along(k, share)
            if not any(t.adjusted(-36, -12, 36, 12).contains(at) for t in taken):
                break
        if scene.high[k, 0] - scene.low[k, 0] < pill_width(text) + 30:
            at = QPointF(at.x(), scene.low[k, 1] - 20)  # a short wire must stay in sight
        taken.append(paint_pill(painter, at, text, theme))


def _problems(
    painter: QPainter,
    scene: Scene,
    dress: Dress,
    chosen: list[str],
    hand: Hand,
    view: QRectF,
    scale: float,
    theme: Theme,
) -> None:
    """A bubble under the one node that failed, and under those hovered or selected."""
    if scale < BUBBLE_SCALE:
        return
    shown = {node_id for node_id in (*chosen, hand.hovered) if node_id in scene.number}
    if dress.trace is not None and dress.trace.fault is not None:
        shown.update(i for i in dress.troubled if i in scene.number)
    for node_id in shown:
        problem = dress.face(node_id).problem
        if problem is not None:
            card = scene.rect(scene.number[node_id])
            below, above = bubble_places(card, problem)
            crowded = len(scene.visible_nodes(below)) and not len(scene.visible_nodes(above))
            place = above if crowded else below
            if place.right() > view.right() - 8:
                place.moveRight(max(view.right() - 8, view.left() + place.width()))
            paint_bubble(painter, place, problem, theme)
