"""Strokes: cards, ports, wires and labels as plain painter commands, for screen, SVG and PDF."""

from __future__ import annotations

import textwrap
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QPainter,
    QPainterPath,
    QPen,
)

from app.canvas.badges import Badge
from app.canvas.flow import Face, Flow
from app.canvas.preview_strokes import paint_pictures
from app.document.planning import Problem
from app.theme import CARD_RADIUS, Theme, font

COLUMN = 42.0  # px, the glyph's column
PORT = 5.5  # px, radius
TEXT_LEFT = 53.0
DASH, GAP = 6.0, 4.0  # px
BUBBLE_WIDTH = 236.0
NAME = font(12)
VALUE = font(15, numbers=True)
GRADIENT = font(12.5, numbers=True)
ROOT = font(11.5, weight=600)
TINY = font(11.5)
BADGE = font(10, weight=600)
MOST_BADGES = 3  # side by side
LITERAL = font(11.5, numbers=True)


Row = tuple[str, float, QFont, str]


@lru_cache(maxsize=1024)
def advance(letter: str, size: float) -> float:
    """The width in px of a letter of the numbers' font, which sets each by itself."""
    return QFontMetricsF(font(size, numbers=True)).horizontalAdvance(letter)


def breadth(text: str, size: float) -> float:
    """The width in px of a text in the numbers' font; to ask Qt for it takes longer."""
    return sum([advance(letter, size) for letter in text])


@lru_cache(maxsize=4096)
def elided(text: str, width: float, size: float, numbers: bool) -> str:
    """The text cut to a width in px, with an ellipsis; names in parts differ at their end."""
    if numbers and breadth(text, size) <= width:
        return text
    metrics = QFontMetricsF(font(size, numbers=numbers))
    in_parts = "_" in text and text.isidentifier()
    way = Qt.TextElideMode.ElideLeft if in_parts else Qt.TextElideMode.ElideRight
    return metrics.elidedText(text, way, width)


@lru_cache(maxsize=512)
def glyph_font(text: str) -> QFont:
    """The font in which a glyph fills its column without leaving it."""
    for size in (17.0, 15.0, 13.0, 11.5, 10.0, 8.5):
        chosen = font(size, weight=600)
        if QFontMetricsF(chosen).horizontalAdvance(text) <= COLUMN - 14:
            return chosen
    return font(7.5, weight=600)


def paint_numbers(painter: QPainter, rect: QRectF, face: Face, theme: Theme) -> None:
    """Value and gradient of a card."""
    left, middle = rect.left() + TEXT_LEFT, rect.center().y()
    for text, y, chosen, color in number_rows(face, rect.width()):
        _text(painter, left, middle + y, text, chosen, getattr(theme, color))
    paint_pictures(painter, QPointF(rect.left(), middle), face.pictures, theme)


def paint_still(painter: QPainter, rect: QRectF, face: Face, theme: Theme) -> None:
    """What of a card does not change as numbers do."""
    edge = theme.color("backward") if face.problem else theme.color("line")
    painter.setPen(QPen(edge, 1.0))
    painter.setBrush(theme.color("card"))
    painter.drawRoundedRect(rect, CARD_RADIUS, CARD_RADIUS)
    _paint_column(painter, rect, theme)
    _paint_glyph(painter, rect, face, theme)
    left, width = rect.left() + TEXT_LEFT, rect.width() - TEXT_LEFT - 10
    middle = rect.center().y()
    tag = "root" if face.root else face.shape
    room = width - (QFontMetricsF(TINY).horizontalAdvance(tag) + 6 if tag else 0)
    _text(painter, left, middle - 20, elided(face.title, room, 12, False), NAME, theme.mute)
    if tag:
        right = rect.right() - 10 - QFontMetricsF(ROOT).horizontalAdvance(tag)
        color = theme.hand if face.root else theme.mute
        _text(painter, right, middle - 20, tag, ROOT if face.root else TINY, color)
    if face.problem is not None:
        paint_badge(painter, QPointF(rect.right() - 2, rect.top() + 2), theme)
    right = rect.right() - (16 if face.problem is not None else 6)
    for badge in face.badges[:MOST_BADGES]:
        right = paint_word(painter, right, rect.top(), badge, theme) - 4


def number_rows(face: Face, card_width: float) -> tuple[Row, Row]:
    """Value and gradient of a card: text, px below its middle, font, role of the colour."""
    value, gradient = face.rows
    return value_row(value, card_width), gradient_row(gradient, card_width)


@lru_cache(maxsize=4096)
def value_row(text: str, card_width: float) -> Row:
    """How a value is written on a card: smaller where it is long."""
    width = card_width - TEXT_LEFT - 10
    size, chosen = (15.0, VALUE) if breadth(text, 15.0) <= width else (12.5, GRADIENT)
    return elided(text, width, size, True), 5.0, chosen, "ink"


@lru_cache(maxsize=4096)
def gradient_row(text: str, card_width: float) -> Row:
    """How a gradient is written on a card: faint where there is none."""
    shown = "backward" if text[2:] not in ("–", "✂") else "faint"
    width = card_width - TEXT_LEFT - 10
    return elided(text, width, 12.5, True), 26.0, GRADIENT, shown


def _paint_column(painter: QPainter, rect: QRectF, theme: Theme) -> None:
    inner = rect.adjusted(0.5, 0.5, -0.5, -0.5)
    r, right = CARD_RADIUS - 0.5, inner.left() + COLUMN
    path = QPainterPath(QPointF(right, inner.top()))
    path.lineTo(inner.left() + r, inner.top())
    path.quadTo(inner.topLeft(), QPointF(inner.left(), inner.top() + r))
    path.lineTo(inner.left(), inner.bottom() - r)
    path.quadTo(inner.bottomLeft(), QPointF(inner.left() + r, inner.bottom()))
    path.lineTo(right, inner.bottom())
    path.closeSubpath()
    painter.fillPath(path, theme.color("column"))


def _paint_glyph(painter: QPainter, rect: QRectF, face: Face, theme: Theme) -> None:
    chosen = glyph_font(face.glyph)
    metrics = QFontMetricsF(chosen)
    x = rect.left() + 1.5 + (COLUMN - metrics.horizontalAdvance(face.glyph)) / 2
    y = rect.center().y() + (metrics.ascent() - metrics.descent()) / 2 - (7 if face.note else 0)
    _text(painter, x, y, face.glyph, chosen, theme.hand if face.trainable else theme.ink)


def _text(painter: QPainter, x: float, y: float, text: str, chosen: QFont, color: str) -> None:
    painter.setFont(chosen)
    painter.setPen(QColor(color))
    painter.drawText(QPointF(x, y), text)


def paint_in_port(painter: QPainter, at: QPointF, theme: Theme, *, lit: bool = False) -> None:
    """A hollow ring: something can be wired in here."""
    painter.setPen(QPen(theme.color("hand" if lit else "forward"), 1.8))
    painter.setBrush(theme.color("ground"))
    painter.drawEllipse(at, PORT, PORT)


def paint_literal(painter: QPainter, at: QPointF, text: str, theme: Theme) -> None:
    """The number typed into an input, beside its port."""
    painter.setFont(LITERAL)
    painter.setPen(theme.color("mute"))
    place = QRectF(at.x() - PORT - 66, at.y() - 9, 62, 18)
    right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
    painter.drawText(place, right, elided(text, 60, 11.5, True))


def paint_out_port(painter: QPainter, at: QPointF, theme: Theme, *, lit: bool = False) -> None:
    """A solid dot: the value leaves here."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("hand" if lit else "forward"))
    painter.drawEllipse(at, PORT, PORT)


DASHES: dict[Flow, tuple[float, float]] = {  # px of dash and gap
    Flow.CUT: (2.0, 4.0),
    Flow.GRADIENT: (DASH, GAP),
    Flow.ZERO: (1.0, 3.5),
    Flow.BROKEN: (1.6, 2.4),
}


def paint_wire(
    painter: QPainter, path: QPainterPath, flow: Flow, width: float, theme: Theme
) -> None:
    """One wire in the look of its state: solid forward, dashed backward, dotted zero, …"""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if flow is Flow.IDLE:
        painter.strokePath(path, QPen(theme.color("faint", 0.7), width))
        return
    if flow is not Flow.CUT:
        paint_value(painter, path, flow, theme)
    if flow in DASHES:
        painter.strokePath(path, dashed(theme.color(wire_role(flow)), width, *DASHES[flow]))


def paint_value(painter: QPainter, path: QPainterPath, flow: Flow, theme: Theme) -> None:
    """The line of the value that a wire carried, fainter where a gradient has come back."""
    strength = 1.0 if flow is Flow.FORWARD else 0.55
    painter.strokePath(path, QPen(theme.color("forward", strength), 1.4))


def wire_role(flow: Flow) -> str:
    """The colour of a wire's dashes."""
    return "mute" if flow is Flow.CUT else "backward"


def dashed(color: QColor, width: float, dash: float, gap: float) -> QPen:
    """A pen whose dashes are given in px, not in widths."""
    pen = QPen(color, width)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    pen.setDashPattern([max(dash / width, 0.2), max(gap / width, 0.2)])
    return pen


def paint_mark(painter: QPainter, at: QPointF, flow: Flow, theme: Theme) -> None:
    """The glyph of a state in the middle of a wire: 0, scissors, or !"""
    text = {Flow.ZERO: "0", Flow.CUT: "✂", Flow.BROKEN: "!"}.get(flow)
    if text is None:
        return
    color = "mute" if flow is Flow.CUT else "backward"
    painter.setPen(QPen(theme.color(color), 1.0))
    painter.setBrush(theme.color("ground"))
    painter.drawEllipse(at, 7.5, 7.5)
    painter.setFont(ROOT)
    painter.drawText(QRectF(at.x() - 8, at.y() - 8, 16, 16), Qt.AlignmentFlag.AlignCenter, text)


def pill_width(text: str) -> float:
    """How wide the pill of a text is, in px."""
    return QFontMetricsF(GRADIENT).horizontalAdvance(text) + 18


def paint_pill(painter: QPainter, at: QPointF, text: str, theme: Theme) -> QRectF:
    """A contribution on its wire: orange hairline, orange number. Returns where it stands."""
    width = pill_width(text)
    rect = QRectF(at.x() - width / 2, at.y() - 11, width, 22)
    painter.setPen(QPen(theme.color("backward"), 1.0))
    painter.setBrush(theme.color("ground"))
    painter.drawRoundedRect(rect, 11, 11)
    painter.setFont(GRADIENT)
    painter.setPen(theme.color("backward"))
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)
    return rect


def paint_badge(painter: QPainter, at: QPointF, theme: Theme) -> None:
    """The ! on a card that needs a word."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("backward"))
    painter.drawEllipse(at, 9, 9)
    painter.setFont(ROOT)
    painter.setPen(theme.color("on_hand"))
    painter.drawText(QRectF(at.x() - 9, at.y() - 9, 18, 18), Qt.AlignmentFlag.AlignCenter, "!")


def paint_word(painter: QPainter, right: float, middle: float, badge: Badge, theme: Theme) -> float:
    """A badge that ends at `right`; filled where something is wrong. Returns its left side."""
    width = QFontMetricsF(BADGE).horizontalAdvance(badge.word) + 10
    pill = QRectF(right - width, middle - 7, width, 14)
    painter.setPen(QPen(theme.color("backward" if badge.wrong else "mute"), 1.0))
    painter.setBrush(theme.color("backward" if badge.wrong else "card"))
    painter.drawRoundedRect(pill, 7, 7)
    painter.setFont(BADGE)
    painter.setPen(theme.color("on_hand" if badge.wrong else "ink"))
    painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, badge.word)
    return pill.left()


@lru_cache(maxsize=256)
def bubble_lines(problem: Problem) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Message and remedy wrapped to the bubble's width."""
    return (
        tuple(textwrap.wrap(problem.message, 38)),
        tuple(textwrap.wrap(problem.remedy, 38)),
    )


def bubble_places(card: QRectF, problem: Problem) -> tuple[QRectF, QRectF]:
    """Where the bubble of a card may stand: below it, or above it."""
    message, remedy = bubble_lines(problem)
    height = 16.0 * (len(message) + len(remedy)) + 16
    below = QRectF(card.left(), card.bottom() + 8, BUBBLE_WIDTH, height)
    return below, below.translated(0, -card.height() - height - 16)


def paint_bubble(painter: QPainter, rect: QRectF, problem: Problem, theme: Theme) -> None:
    """What is wrong and how to mend it."""
    message, remedy = bubble_lines(problem)
    painter.setPen(QPen(theme.color("backward"), 1.0))
    painter.setBrush(theme.color("panel"))
    painter.drawRoundedRect(rect, 8, 8)
    y = rect.top() + 20
    for text, color in (*((t, theme.ink) for t in message), *((t, theme.mute) for t in remedy)):
        _text(painter, rect.left() + 12, y, text, TINY, color)
        y += 16
