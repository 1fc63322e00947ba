"""Gutter: line numbers beside a text."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from app.theme import current, font

GUTTER = 40  # px


class Gutter(QWidget):
    """The numbers of the lines of an editor, to the left of them; none where nothing is to read."""

    def __init__(self, editor: QPlainTextEdit) -> None:
        super().__init__(editor)
        self._editor = editor
        self.setAccessibleName("Line numbers")
        editor.updateRequest.connect(lambda *_: self.update())

    def place(self) -> None:
        """Take its place in the editor, whose size has changed."""
        box = self._editor.contentsRect()
        self.setGeometry(QRect(box.left(), box.top(), GUTTER, box.height()))

    def paintEvent(self, _event: QPaintEvent) -> None:
        editor, painter = self._editor, QPainter(self)
        painter.setFont(font(11.5, numbers=True))
        painter.setPen(current().color("faint"))
        if editor.isReadOnly() and editor.document().isEmpty():
            return
        block = editor.firstVisibleBlock()
        while block.isValid():
            box = editor.blockBoundingGeometry(block).translated(editor.contentOffset())
            if box.top() > self.height():
                break
            painter.drawText(
                QRectF(0, box.top(), GUTTER - 14, box.height()),
                Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
                str(block.blockNumber() + 1),
            )
            block = block.next()
