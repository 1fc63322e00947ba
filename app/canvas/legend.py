"""Legend: what the widths of gradient wires mean, a tick per two decades."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QWidget

from app.canvas.canvas import Canvas
from app.canvas.flow import wire_width
from app.canvas.strokes import dashed
from app.theme import Theme, current, font

TICKS = 4


class Legend(QWidget):
    """The scale of wire widths, pinned for the whole run."""

    def __init__(self, canvas: Canvas) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._drawn: object = None  # what the picture shows
        self._picture = QPixmap()
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
        top = math.floor(math.log10(largest))
        powers = [top - 2 * (TICKS - 1 - i) for i in range(TICKS)]
        widths = [round(wire_width(10.0**power, largest), 1) for power in powers]
        look = theme.name, top, widths, self.devicePixelRatioF()
        if look != self._drawn:
            self._drawn, self._picture = look, self._painted(theme, powers, widths)
        QPainter(self).drawPixmap(0, 0, self._picture)

    def _painted(self, theme: Theme, powers: Sequence[int], widths: Sequence[float]) -> QPixmap:
        """The scale with a tick for each power of ten. It is kept: in a descent it hardly changes,
        but lies on a canvas that does all the time."""
        ratio = self.devicePixelRatioF()
        picture = QPixmap(self.size() * ratio)
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.color("line"), 1))
        painter.setBrush(theme.color("panel", 0.92))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 9, 9)
        painter.setFont(font(11.5, weight=600))
        painter.setPen(theme.color("mute"))
        painter.drawText(QPointF(12, 29), "|∂|")
        painter.setFont(font(11.5, numbers=True))
        for i, (power, width) in enumerate(zip(powers, widths, strict=True)):
            x = 42 + i * 52
            painter.setPen(theme.color("mute"))
            painter.drawText(QRectF(x, 6, 46, 16), Qt.AlignmentFlag.AlignCenter, _decade(power))
            painter.setPen(dashed(theme.color("backward"), width, 6, 4))
            painter.drawLine(QPointF(x + 4, 33), QPointF(x + 42, 33))
        painter.end()
        return picture


def _decade(power: int) -> str:
    if -3 <= power <= 3:
        return f"{10.0**power:g}"
    return "10" + str(power).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
