"""CodeView: generated Python to read, coloured, with line numbers."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from app.panels.formula_edit import Highlighter
from app.panels.gutter import GUTTER, Gutter
from app.theme import font

MARGIN = 8  # px


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
        self._gutter = Gutter(self)

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
        self._gutter.place()
