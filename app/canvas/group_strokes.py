"""Strokes of groups: their cards, the labels of their ports, and the stubs of wires that leave."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen

from app.canvas.flow import Face
from app.canvas.strokes import COLUMN, NAME, PORT, TEXT_LEFT, TINY, elided, paint_still
from app.document.sizes import CARD_WIDTH, port_offset
from app.theme import CARD_RADIUS, Theme, font

STACK = 3.0  # px by which the card behind a group's card stands out
NOTE = font(10)
LABEL_WIDTH = 74.0  # px
STUB_RADIUS = 16.0


def paint_shape(painter: QPainter, rect: QRectF, face: Face, theme: Theme) -> None:
    """What of any card does not change as numbers do: a node's, a group's, or a stub."""
    if face.stub:
        _paint_stub(painter, rect, face, theme)
        return
    if face.note:
        painter.setPen(QPen(theme.color("line"), 1.0))
        painter.setBrush(theme.color("column"))
        behind = rect.adjusted(STACK * 2, STACK, -STACK * 2, STACK)
        painter.drawRoundedRect(behind, CARD_RADIUS, CARD_RADIUS)
    paint_still(painter, rect, face, theme)
    if face.note:
        painter.setFont(NOTE)
        painter.setPen(theme.color("mute"))
        place = QRectF(rect.left(), rect.center().y() + 4, COLUMN + 2, 16)
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, face.note)


def _paint_stub(painter: QPainter, rect: QRectF, face: Face, theme: Theme) -> None:
    """A node outside the group: its name on a pill, to be gone to by a click."""
    painter.setPen(QPen(theme.color("line"), 1.0, Qt.PenStyle.DashLine))
    painter.setBrush(theme.color("ground"))
    painter.drawRoundedRect(rect, STUB_RADIUS, STUB_RADIUS)
    painter.setFont(NAME)
    painter.setPen(theme.color("hand" if face.trainable else "mute"))
    room = TEXT_LEFT - 20 if face.value else rect.width() - 34
    place = QRectF(rect.left() + 16, rect.top(), room, rect.height())
    middle = Qt.AlignmentFlag.AlignVCenter
    painter.drawText(place, middle, elided(face.title, room, 12, False))


def outlet_offsets(face: Face) -> list[float]:
    """How far below the middle of its card each output stands, in px."""
    count = len(face.outlets)
    return [port_offset(count, k) for k in range(count)]


def label_places(face: Face) -> list[tuple[str, QRectF, bool]]:
    """The labels of a card's ports, where they stand from the middle of its left side, and
    whether they are outputs."""
    found: list[tuple[str, QRectF, bool]] = []
    count = len(face.inlets)
    for port, text in enumerate(face.inlets):
        y = port_offset(count, port)
        place = QRectF(-PORT - 6 - LABEL_WIDTH, y - 17, LABEL_WIDTH, 15)
        found.append((text, place, False))
    for text, y in zip(face.outlets, outlet_offsets(face), strict=True):
        if text:
            place = QRectF(CARD_WIDTH + PORT + 6, y - 17, LABEL_WIDTH, 15)
            found.append((text, place, True))
    return found


def paint_label(painter: QPainter, text: str, place: QRectF, out: bool, theme: Theme) -> None:
    """The name of what a port reads or gives, over its wire."""
    painter.setFont(TINY)
    painter.setPen(theme.color("mute"))
    side = Qt.AlignmentFlag.AlignLeft if out else Qt.AlignmentFlag.AlignRight
    shown = QFontMetricsF(TINY).elidedText(text, Qt.TextElideMode.ElideRight, place.width())
    painter.drawText(place, side | Qt.AlignmentFlag.AlignVCenter, shown)
