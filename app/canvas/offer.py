"""Offer: a sentence at the top of the canvas with a button that does what it says."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from app.canvas.view import View

TOP_PX = 10


class Offer(QWidget):
    """A strip that asks once, and goes when it is answered."""

    def __init__(self, canvas: View) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._then: Callable[[bool], None] = lambda _taken: None
        self.setObjectName("offer")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName("Offer")
        self._words = QLabel()
        self._yes, self._no = QPushButton("Do it"), QPushButton("Not now")
        self._yes.setProperty("role", "link")
        self._no.setProperty("role", "link")
        self._yes.clicked.connect(lambda: self._answer(True))
        self._no.clicked.connect(lambda: self._answer(False))
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 4, 14, 4)
        row.setSpacing(14)
        for widget in (self._words, self._yes, self._no):
            row.addWidget(widget)
        canvas.installEventFilter(self)
        self.hide()

    def ask(self, words: str, yes: str, then: Callable[[bool], None]) -> None:
        """Show the sentence; `then` is told whether the button was pressed."""
        self._then = then
        self._words.setText(words)
        self._yes.setText(yes)
        self.setAccessibleDescription(words)
        self.show()
        self._place()

    def _answer(self, taken: bool) -> None:
        self.hide()
        self._then(taken)

    def _place(self) -> None:
        self.adjustSize()
        self.move(max((self._canvas.width() - self.width()) // 2, 0), TOP_PX)
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)
