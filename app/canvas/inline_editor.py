"""InlineEditor: a field on the canvas; Enter takes what is typed, Esc and leaving drop it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QToolTip, QWidget

from app.theme import SMALL, font

WIDTH, HEIGHT = 220, 34


class InlineEditor(QLineEdit):
    """A field over a card or port. `take` is given the text and says what is wrong with it, or "".

    Signals: ended (the text was taken, or dropped).
    """

    ended = Signal()

    def __init__(
        self, name: str, text: str, hint: str, take: Callable[[str], str], parent: QWidget
    ) -> None:
        super().__init__(text, parent)
        self._take = take
        self.setFont(font(SMALL, numbers=True))
        self.resize(WIDTH, HEIGHT)
        self.setAccessibleName(name)
        self.setPlaceholderText(hint)
        self.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._commit()
        elif event.key() == Qt.Key.Key_Escape:
            self.ended.emit()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.ended.emit()

    def _commit(self) -> None:
        wrong = self._take(self.text())
        if not wrong:
            self.ended.emit()
            return
        self.setProperty("bad", True)
        self.style().polish(self)
        QToolTip.showText(self.mapToGlobal(self.rect().bottomLeft()), wrong, self)
