"""Legend: what the widths of gradient wires mean, a tick per two decades."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app.canvas.canvas import Canvas
from app.canvas.flow import wire_width
from app.canvas.strokes import dashed
from app.theme import current, font

TICKS = 4


class Legend(QWidget):
    """The scale of wire widths, pinned for the whole run."""

    def __init__(self, canvas: Canvas) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self.setAccessibleName("What the widths of gradients mean")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        canvas.workspace.trace_changed.connect(self._show)
        canvas.workspace.playhead.moved.connect(self._show)
        self.resize(self.sizeHint())

    def _show(self, _value: object) -> None:
        dress = self._canvas.dress
        begun = dress.trace is not None and dress.position > dress.trace.forward_count
        self.setVisible(begun and dress.largest > 0)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(252, 48)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, largest = current(), self._canvas.dress.largest
        if largest <= 0:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.color("line"), 1))
        painter.setBrush(theme.color("panel", 0.92))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 9, 9)
        painter.setFont(font(11.5, weight=600))
        painter.setPen(theme.color("mute"))
        painter.drawText(QPointF(12, 29), "|∂|")
        top = math.floor(math.log10(largest))
        for i in range(TICKS):
            power = top - 2 * (TICKS - 1 - i)
            x = 42 + i * 52
            painter.setFont(font(11.5, numbers=True))
            painter.setPen(theme.color("mute"))
            painter.drawText(QRectF(x, 6, 46, 16), Qt.AlignmentFlag.AlignCenter, _decade(power))
            width = wire_width(10.0**power, largest)
            painter.setPen(dashed(theme.color("backward"), width, 6, 4))
            painter.drawLine(QPointF(x + 4, 33), QPointF(x + 42, 33))


def _decade(power: int) -> str:
    if -3 <= power <= 3:
        return f"{10.0**power:g}"
    return "10" + str(power).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
