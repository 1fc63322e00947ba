"""Mathematics: formulas typeset by ziamath, in the colours of the theme."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QByteArray, QEvent, QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.theme import current
from app.typesetting import typeset

GAP = 10  # px between lines
MARGIN = 14


class Mathematics(QWidget):
    """Lines of typeset LaTeX in a well; lines that are too wide are drawn smaller."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Symbols")
        self._lines: tuple[str, ...] = ()
        self._drawn: list[QSvgRenderer] = []
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def show_lines(self, lines: Sequence[str]) -> None:
        """Show these formulas, one below the other."""
        self._lines = tuple(lines)
        self._draw()

    def _draw(self) -> None:
        ink = current().ink
        self._drawn = [QSvgRenderer(QByteArray(typeset(line, ink)), self) for line in self._lines]
        self.setVisible(bool(self._drawn))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        height = sum(r.defaultSize().height() + GAP for r in self._drawn)
        return QSize(200, height - GAP + 2 * MARGIN if self._drawn else 0)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, theme = QPainter(self), current()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(theme.color("line"))
        painter.setBrush(theme.color("ground"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 9, 9)
        y = float(MARGIN)
        for renderer in self._drawn:
            size = renderer.defaultSize()
            share = min(1.0, (self.width() - 2 * MARGIN) / max(size.width(), 1))
            height = size.height() * share
            renderer.render(painter, QRectF(MARGIN, y, size.width() * share, height))
            y += size.height() + GAP

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange and self._lines:
            self._draw()
        super().changeEvent(event)
