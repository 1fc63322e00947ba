"""Completion: words offered while a program is typed, and help on the word under the pointer."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QStringListModel, Qt, Slot
from PySide6.QtGui import QHelpEvent, QKeyEvent, QTextCursor
from PySide6.QtWidgets import QCompleter, QListView, QPlainTextEdit, QToolTip

from app.document.program import is_program
from app.document.program.words import WORD, candidates, explained, typed_path

ENOUGH = 2  # letters of a word, until others are offered unasked
MOST_SHOWN = 8
TAKING = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab)


class Completion(QObject):
    """Offers words in an editor of a program: after a dot, after two letters, or at Ctrl+Space."""

    def __init__(self, editor: QPlainTextEdit) -> None:
        super().__init__(editor)
        self._editor = editor
        self._words = QStringListModel(self)
        self.completer = QCompleter(self._words, self)
        self.completer.setWidget(editor)
        self.completer.setMaxVisibleItems(MOST_SHOWN)
        self.popup = QListView()
        self.popup.setAccessibleName("Completions")
        self.completer.setPopup(self.popup)
        self.completer.activated.connect(self._insert)
        editor.installEventFilter(self)
        editor.viewport().installEventFilter(self)

    def offer(self, *, asked: bool = False) -> None:
        """Show what may stand at the cursor, where anything may."""
        text = self._editor.toPlainText()
        popup = self.popup
        path = typed_path(self._before())
        begun = path.rpartition(".")[2]
        words = candidates(text, path) if asked or "." in path or len(begun) >= ENOUGH else []
        if not words:
            popup.hide()
            return
        self._words.setStringList(words)
        self.completer.setCompletionPrefix(begun)
        popup.setCurrentIndex(self.completer.completionModel().index(0, 0))
        box = self._editor.cursorRect()
        scroll = popup.verticalScrollBar().sizeHint().width()
        box.setWidth(popup.sizeHintForColumn(0) + scroll + 16)
        box.translate(self._editor.viewportMargins().left(), 0)
        self.completer.complete(box)

    def _is_program(self) -> bool:
        return is_program(self._editor.toPlainText())

    def _before(self) -> str:
        cursor = self._editor.textCursor()
        return cursor.block().text()[: cursor.positionInBlock()]

    @Slot(str)
    def _insert(self, word: str) -> None:
        cursor = self._editor.textCursor()
        begun = typed_path(self._before()).rpartition(".")[2]
        cursor.movePosition(
            QTextCursor.MoveOperation.Left, QTextCursor.MoveMode.KeepAnchor, len(begun)
        )
        cursor.insertText(word)

    def _help(self, event: QHelpEvent) -> bool:
        """Tell what the word under the pointer is."""
        cursor = self._editor.cursorForPosition(event.pos())
        line, place = cursor.block().text(), cursor.positionInBlock()
        end = next((w.end() for w in WORD.finditer(line) if w.start() <= place <= w.end()), None)
        words = "" if end is None else explained(self._editor.toPlainText(), typed_path(line[:end]))
        QToolTip.showText(event.globalPos(), words, self._editor)
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, (QHelpEvent, QKeyEvent)) or not self._is_program():
            return False
        if isinstance(event, QHelpEvent):
            return watched is self._editor.viewport() and self._help(event)
        if watched is not self._editor:
            return False
        if event.type() == QEvent.Type.KeyPress:
            control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
            if control and event.key() == Qt.Key.Key_Space:
                self.offer(asked=True)
                return True
            if self.popup.isVisible() and event.key() in TAKING:
                self._insert(self.completer.currentCompletion())
                self.popup.hide()
                return True
        elif event.type() == QEvent.Type.KeyRelease and event.text().strip():
            self.offer()
        return False
