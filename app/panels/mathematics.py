"""Mathematics: formulas typeset by ziamath, in the colours of the theme."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Sequence
from functools import cache, lru_cache

from PySide6.QtCore import QByteArray, QEvent, QObject, QRectF, QSize, QTimer, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.theme import current

SIZE = 19.0  # px
GAP = 10  # px between lines
MARGIN = 14
LOAD_MS = 400  # the first paint of the window comes before


class _Library(QObject):
    """ziamath, whose import and fonts take a third of a second: they are loaded in a thread.

    Signals: loaded.
    """

    loaded = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._begun = False
        self.is_ready = False

    def begin(self) -> None:
        """Load, unless that has begun."""
        if not self._begun:
            self._begun = True
            threading.Thread(target=self._load, daemon=True).start()

    def _load(self) -> None:
        typeset("x", "#000000")
        self.is_ready = True
        with contextlib.suppress(RuntimeError):  # the app may have ended meanwhile
            self.loaded.emit()


@cache
def library() -> _Library:
    """The one of this process."""
    return _Library()


@lru_cache(maxsize=512)
def typeset(latex: str, color: str, size: float = SIZE) -> bytes:
    """An SVG of a formula; its source as text where it cannot be typeset."""
    from ziamath.config import config
    from ziamath.zmath import Latex

    config.svg2 = False  # QtSvg cannot draw the symbols of SVG 2
    try:
        return Latex(latex, size=size, color=color).svg().encode()
    except Exception:  # ziamath raises many kinds for LaTeX that it does not know
        plain = latex.replace("&", "&amp;").replace("<", "&lt;")
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{len(plain) * 8}" height="20">'
            f'<text y="15" fill="{color}">{plain}</text></svg>'
        ).encode()


class Mathematics(QWidget):
    """Lines of typeset LaTeX in a well; lines that are too wide are drawn smaller."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Symbols")
        self._lines: tuple[str, ...] = ()
        self._drawn: list[QSvgRenderer] = []
        library().loaded.connect(self._draw)
        QTimer.singleShot(LOAD_MS, library().begin)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def show_lines(self, lines: Sequence[str]) -> None:
        """Show these formulas, one below the other."""
        self._lines = tuple(lines)
        self._draw()

    @Slot()
    def _draw(self) -> None:
        if not library().is_ready and self._lines:
            library().begin()
            return
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
