"""Preview strokes: the small picture of an array on its card, for screen, SVG and PDF."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPen, QPolygonF

from app.canvas.previews import REMEMBERED, Kind, Preview
from app.theme import Theme
from engine.dtype import Array

LEFT, RIGHT = 53.0, 128.0  # px from the left side of a card: the row of its numbers
SIGN = 15.0  # px that the ∂ before a gradient takes
VALUE_PX, GRADIENT_PX = (-13.0, 21.0), (13.0, 18.0)  # below the middle of a card, and height
VALUE_STRIP_PX, GRADIENT_STRIP_PX = (-15.5, 8.5), (8.0, 7.5)  # above numbers that stay
MOST_POINTS = 12  # of a line that are dots as well
LARGEST_CELL = 10.0  # px
STRETCH = 4.0  # how much wider than high a cell may be
CELL = 5  # px of the raster that a cell of a heatmap has
CROSS_PX = 7.0  # between the crosses of a line
CROSS = np.eye(CELL, dtype=np.bool_) | np.eye(CELL, dtype=np.bool_)[::-1]


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """A preview on a card: of the value or the gradient, alone in its row or above its numbers."""

    preview: Preview
    backward: bool
    alone: bool

    @property
    def area(self) -> QRectF:
        """Where it is drawn, in px from the middle of the card's left side."""
        if self.backward:
            top, height = GRADIENT_PX if self.alone else GRADIENT_STRIP_PX
            return QRectF(LEFT + SIGN, top, RIGHT - LEFT - SIGN, height)
        top, height = VALUE_PX if self.alone else VALUE_STRIP_PX
        return QRectF(LEFT, top, RIGHT - LEFT, height)


def picture_of(preview: Preview, text: str, backward: bool) -> Picture:
    """The picture beside a text: above it where the text has every element, else in its place."""
    return _picture(preview, backward, "[" not in text and preview.kind is not Kind.DOTS)


@lru_cache(maxsize=REMEMBERED)
def _picture(preview: Preview, backward: bool, alone: bool) -> Picture:
    """One picture for the same things, so that what was painted of it is found again."""
    return Picture(preview, backward, alone)


def paint_pictures(
    painter: QPainter, middle_left: QPointF, pictures: Iterable[Picture], theme: Theme
) -> None:
    """The pictures of a card, given the middle of its left side."""
    for picture in pictures:
        paint_picture(painter, picture.area.translated(middle_left), picture, theme)


def paint_picture(painter: QPainter, area: QRectF, picture: Picture, theme: Theme) -> None:
    """One picture in an area."""
    preview, role = picture.preview, "backward" if picture.backward else "forward"
    painter.save()
    match preview.kind:
        case Kind.LINE:
            _line(painter, area, preview, role, theme)
        case Kind.HISTOGRAM:
            _histogram(painter, area, preview, role, theme)
        case Kind.DOTS:
            _dots(painter, area, preview.cells[0], role, theme)
        case Kind.HEAT:
            _heat(painter, area, preview.cells, role, theme)
    painter.restore()


def _zero_pen(theme: Theme) -> QPen:
    return QPen(theme.color("faint", 0.8), 0.8)


def _line(painter: QPainter, area: QRectF, preview: Preview, role: str, theme: Theme) -> None:
    heights = preview.cells[0]
    inner = area.adjusted(1.5, 1.5, -1.5, -1.5)
    count = len(heights)
    x = inner.left() + inner.width() * (np.arange(count) / max(count - 1, 1))
    y = inner.bottom() - inner.height() * heights
    if preview.zero is not None:
        level = inner.bottom() - inner.height() * preview.zero
        painter.setPen(_zero_pen(theme))
        painter.drawLine(QLineF(area.left(), level, area.right(), level))
    painter.setPen(QPen(theme.color(role), 1.3))
    whole = np.isfinite(heights)
    for run in np.split(np.arange(count), np.flatnonzero(~whole)):
        shown = run[whole[run]]
        if len(shown) > 1:
            painter.drawPolyline(QPolygonF([QPointF(x[i], y[i]) for i in shown.tolist()]))
    if count <= MOST_POINTS:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color(role))
        for i in np.flatnonzero(whole).tolist():
            painter.drawEllipse(QPointF(x[i], y[i]), 1.6, 1.6)
    last = -CROSS_PX
    for left in x[~whole].tolist():
        if left - last >= CROSS_PX:
            last = left
            _cross(painter, QPointF(left, inner.center().y()), theme)


def _histogram(painter: QPainter, area: QRectF, preview: Preview, role: str, theme: Theme) -> None:
    heights = preview.cells[0] * (area.height() - 1)
    wide = area.width() / len(heights)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color(role, 0.85))
    for i, height in enumerate(heights.tolist()):
        if height:
            high = max(height, 0.8)
            bar = QRectF(area.left() + i * wide, area.bottom() - high, wide - 0.6, high)
            painter.drawRect(bar)
    painter.setPen(_zero_pen(theme))
    painter.drawLine(area.bottomLeft(), area.bottomRight())
    if preview.zero is not None:
        x = area.left() + area.width() * preview.zero
        painter.drawLine(QLineF(x, area.top(), x, area.bottom()))
    if preview.broken:
        _cross(painter, QPointF(area.right() - 4, area.top() + 4), theme)


def _dots(painter: QPainter, area: QRectF, marks: Array, role: str, theme: Theme) -> None:
    """Solid where it is not zero, hollow where it is."""
    pitch = min(area.width() / len(marks), area.height())
    radius = min(pitch / 2 - 0.5, 3.0)
    y = area.center().y()
    for i, mark in enumerate(marks.tolist()):
        painter.setPen(QPen(theme.color(role if mark else "mute"), 0.8))
        painter.setBrush(theme.color(role) if mark else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(QPointF(area.left() + (i + 0.5) * pitch, y), radius, radius)


def _heat(painter: QPainter, area: QRectF, cells: Array, role: str, theme: Theme) -> None:
    rows, columns = cells.shape
    high = min(area.height() / rows, LARGEST_CELL)
    wide = min(area.width() / columns, LARGEST_CELL, STRETCH * high)
    shown = QRectF(area.left(), 0, wide * columns, min(high, STRETCH * wide) * rows)
    shown.moveTop(area.center().y() - shown.height() / 2)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
    painter.drawImage(shown, _raster(cells, role, theme))
    painter.setPen(QPen(theme.color("faint", 0.6), 0.8))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(shown)


def heat_colors(cells: Array, role: str, theme: Theme) -> Array:
    """(…, 4) blue, green, red and opacity of cells from −1 to 1: ink below zero, the role's colour
    above, the card at zero; where a value is not finite the card, and at gaps nothing."""
    card, ink, full = (_bgr(theme, name) for name in ("card", "ink", role))
    strength = np.nan_to_num(np.clip(np.abs(cells), 0, 1))[..., None]
    ends = np.where(cells[..., None] < 0, ink, full)
    strength[~np.isfinite(cells)] = 0
    result = np.empty((*cells.shape, 4), np.uint8)
    result[..., :3] = np.round(card + (ends - card) * strength)
    result[..., 3] = np.where(np.isinf(cells), 0, 255)
    return result


def _raster(cells: Array, role: str, theme: Theme) -> QImage:
    """Every cell as a few px, so that one that is not finite has room for a cross."""
    pixels = heat_colors(cells, role, theme).repeat(CELL, 0).repeat(CELL, 1)
    broken = np.isnan(cells)
    if broken.any():
        crossed = np.kron(broken, CROSS).astype(np.bool_)
        pixels[crossed, :3] = _bgr(theme, "backward")
    pixels[pixels[..., 3] == 0] = 0
    high, wide, _ = pixels.shape
    image = QImage(pixels.tobytes(), wide, high, 4 * wide, QImage.Format.Format_ARGB32)
    return image.copy()  # Qt does not keep the bytes


def _bgr(theme: Theme, role: str) -> Array:
    color = theme.color(role)
    return np.array([color.blue(), color.green(), color.red()], np.float64)


def _cross(painter: QPainter, at: QPointF, theme: Theme) -> None:
    """A value that is not finite."""
    painter.setPen(QPen(theme.color("backward"), 1.4))
    x, y = at.x(), at.y()
    painter.drawLine(QLineF(x - 2.5, y - 2.5, x + 2.5, y + 2.5))
    painter.drawLine(QLineF(x - 2.5, y + 2.5, x + 2.5, y - 2.5))
