"""CommentEditor: a field of several lines; Ctrl+Enter and leaving take the text, Esc drops it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPoint, Qt, Slot
from PySide6.QtGui import QFocusEvent, QFontMetricsF, QKeyEvent
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from app.theme import SMALL, font

ROWS = (3, 16)  # fewest and most
MARGIN = 22  # px above and below the text


class CommentEditor(QPlainTextEdit):
    """A field over a comment. `take` is given the text, `closed` is called when the field goes."""

    def __init__(
        self,
        text: str,
        at: QPoint,
        width: int,
        take: Callable[[str], None],
        closed: Callable[[], None],
        parent: QWidget,
    ) -> None:
        super().__init__(text, parent)
        self._take, self._closed = take, closed
        self._open = True
        self.setFont(font(SMALL, numbers=True))
        self.setTabChangesFocus(True)
        self.setAccessibleName("Comment")
        self.setPlaceholderText("Markdown, $mathematics$; Ctrl+Enter takes it")
        self.move(at)
        self.resize(width, 0)
        self.textChanged.connect(self._grow)
        self._grow()
        self.selectAll()
        self.show()
        self.setFocus()

    def finish(self, *, taken: bool) -> None:
        """Put the field away."""
        if self._open:
            self._open = False
            if taken:
                self._take(self.toPlainText())
            self._closed()
            self.hide()
            self.deleteLater()

    @Slot()
    def _grow(self) -> None:
        """Be as high as the text."""
        fewest, most = ROWS
        rows = min(max(self.document().blockCount(), fewest), most)
        height = rows * QFontMetricsF(self.font()).lineSpacing() + MARGIN
        self.resize(self.width(), round(height))

    def _takes(self, event: QKeyEvent) -> bool:
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        return control and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            ours = self._takes(event) or event.key() == Qt.Key.Key_Escape
            event.setAccepted(ours)  # the window has another use for these keys
            if ours:
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._takes(event):
            self.finish(taken=True)
        elif event.key() == Qt.Key.Key_Escape:
            self.finish(taken=False)
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.finish(taken=True)
