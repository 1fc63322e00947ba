"""InlineEditor: a field on the canvas; Enter takes what is typed, Esc and leaving drop it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QToolTip, QWidget

from app.theme import SMALL, font

WIDTH, HEIGHT = 220, 34


class InlineEditor(QLineEdit):
    """A field over a card or port. `take` is given the text and says what is wrong with it, or "";
    `closed` is called once, when the field goes."""

    def __init__(
        self,
        name: str,
        text: str,
        at: QPoint,
        take: Callable[[str], str],
        closed: Callable[[], None],
        parent: QWidget,
    ) -> None:
        super().__init__(text, parent)
        self._take, self._closed = take, closed
        self._open = True
        self.setFont(font(SMALL, numbers=True))
        self.setGeometry(at.x(), at.y(), WIDTH, HEIGHT)
        self.setAccessibleName(name)
        self.setPlaceholderText(name)
        self.selectAll()
        self.show()
        self.setFocus()

    def finish(self) -> None:
        """Put the field away, nothing taken."""
        if self._open:
            self._open = False
            self._closed()
            self.deleteLater()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._commit()
        elif event.key() == Qt.Key.Key_Escape:
            self.finish()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.finish()

    def _commit(self) -> None:
        wrong = self._take(self.text())
        if not wrong:
            self.finish()
            return
        self.setProperty("bad", True)
        self.style().polish(self)
        QToolTip.showText(self.mapToGlobal(self.rect().bottomLeft()), wrong, self)
