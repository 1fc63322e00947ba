"""CodeView: generated Python to read, coloured, with line numbers."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from app.panels.formula_edit import Highlighter
from app.theme import current, font

GUTTER, MARGIN = 40, 8  # px


class CodeView(QPlainTextEdit):
    """Text that can be selected and copied, and not changed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setReadOnly(True)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setProperty("role", "code")
        self.setAccessibleName("Generated code")
        self.setFont(font(13, numbers=True))
        self.document().setDefaultFont(font(13, numbers=True))
        self.document().setDocumentMargin(MARGIN)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setViewportMargins(GUTTER, 0, 0, 0)
        self._highlighter = Highlighter(self.document(), frozenset())
        self._gutter = _Gutter(self)
        self.updateRequest.connect(lambda *_: self._gutter.update())

    def show_code(self, source: str, names: Collection[str]) -> None:
        """Show this; the names are the user's own."""
        text = source.rstrip("\n")
        if text != self.toPlainText():
            self._highlighter.names = frozenset(names)
            self.setPlainText(text)

    def restyle(self) -> None:
        """Take the colours of the theme."""
        self._highlighter.rehighlight()
        self._gutter.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        box = self.contentsRect()
        self._gutter.setGeometry(QRect(box.left(), box.top(), GUTTER, box.height()))


class _Gutter(QWidget):
    """Line numbers beside the text."""

    def __init__(self, view: CodeView) -> None:
        super().__init__(view)
        self._view = view
        self.setAccessibleName("Line numbers")

    def paintEvent(self, _event: QPaintEvent) -> None:
        view, painter = self._view, QPainter(self)
        painter.setFont(font(11.5, numbers=True))
        painter.setPen(current().color("faint"))
        block = view.firstVisibleBlock()
        while block.isValid() and not view.document().isEmpty():
            box = view.blockBoundingGeometry(block).translated(view.contentOffset())
            if box.top() > self.height():
                break
            painter.drawText(
                QRectF(0, box.top(), GUTTER - 14, box.height()),
                Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
                str(block.blockNumber() + 1),
            )
            block = block.next()
