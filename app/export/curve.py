"""A loss curve as a picture, painted with the same care as a graph: PNG, SVG or PDF."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen

from app.document.labels import number
from app.export.painting import Drawing, write
from app.theme import Theme, font
from app.workspace.growing import thinned
from engine.dtype import Array

WIDTH, HEIGHT = 720.0, 440.0  # px
LEFT, RIGHT, TOP, BOTTOM = 84.0, 24.0, 44.0, 52.0


def save_curve(loss: Array, path: Path, theme: Theme) -> None:
    """Write the curve in the format of the suffix. Errors: PictureError."""

    def paint(painter: QPainter) -> None:
        paint_curve(painter, loss, theme)

    write(path, Drawing(WIDTH, HEIGHT, paint), scale=2.0)


def paint_curve(painter: QPainter, loss: Array, theme: Theme) -> None:
    """Loss against step; logarithmic where each is positive; a tick where it is not finite."""
    painter.fillRect(QRectF(0, 0, WIDTH, HEIGHT), theme.color("ground"))
    finite = np.isfinite(loss)
    values = loss[finite]
    logarithmic = bool(len(values)) and float(values.min()) > 0
    scaled = np.log10(values) if logarithmic else values
    low, high = span(scaled)
    frame = QRectF(LEFT, TOP, WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM)
    last = max(len(loss) - 1, 1)

    def place(step: float, value: float) -> QPointF:
        return QPointF(
            frame.left() + frame.width() * step / last,
            frame.bottom() - frame.height() * (value / 2 - low / 2) / (high / 2 - low / 2),
        )

    painter.setFont(font(13, weight=600))
    painter.setPen(theme.color("ink"))
    painter.drawText(QPointF(LEFT, 28), "loss")
    painter.setFont(font(11.5, numbers=True))
    for value in ticks(low, high):
        at = place(0, value)
        painter.setPen(QPen(theme.color("line"), 1))
        painter.drawLine(at, QPointF(frame.right(), at.y()))
        painter.setPen(theme.color("mute"))
        text = number(10**value if logarithmic else value, 3)
        place_text = QRectF(0, at.y() - 9, LEFT - 10, 18)
        painter.drawText(
            place_text, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text
        )
    for step in sorted({round(tick) for tick in ticks(0, last)}):
        at = place(step, low)
        painter.drawText(
            QRectF(at.x() - 40, frame.bottom() + 8, 80, 18),
            Qt.AlignmentFlag.AlignCenter,
            str(step),
        )
    painter.drawText(
        QRectF(frame.left(), HEIGHT - 26, frame.width(), 18), Qt.AlignmentFlag.AlignCenter, "step"
    )
    steps = np.flatnonzero(finite)
    kept, peaks = thinned(scaled)
    points = [
        place(float(s), float(v)) for s, v in zip(steps[kept.astype(int)], peaks, strict=True)
    ]
    if points:
        path = QPainterPath(points[0])
        for point in points[1:]:
            path.lineTo(point)
        painter.strokePath(path, QPen(theme.color("backward"), 2.0))
    painter.setPen(QPen(theme.color("backward"), 2.0))
    for bad in np.flatnonzero(~finite):
        at = place(float(bad), low)
        painter.drawLine(at, at + QPointF(0, -8))


def span(values: Array) -> tuple[float, float]:
    """The least and the greatest value, apart enough to be told from each other."""
    if not len(values):
        return 0.0, 1.0
    low, high = float(values.min()), float(values.max())
    room = max(abs(low), abs(high), 1.0) * 1e-12
    if high / 2 - low / 2 > room:
        return low, high
    pad = max(abs(low) / 2, 0.5)
    most = float(np.finfo(np.float64).max)
    return max(low - pad, -most), min(high + pad, most)


def ticks(low: float, high: float, count: int = 5) -> list[float]:
    """Round numbers from low to high, about `count` of them."""
    raw = high / count - low / count
    power = 10.0 ** math.floor(math.log10(raw))
    step = next((m * power for m in (1, 2, 5) if m * power >= raw), 10 * power)
    first = math.ceil(low / step)
    return [(first + i) * step for i in range(int(high / step - first + 1e-9) + 1)]
