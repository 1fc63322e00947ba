"""FormulaEdit: the formula as text, coloured, with what is wrong underlined where it stands."""

from __future__ import annotations

import keyword
import re

from PySide6.QtCore import QEvent, QMimeData, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFontMetrics,
    QKeyEvent,
    QKeySequence,
    QResizeEvent,
    QSyntaxHighlighter,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
)
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QWidget

from app.document.formula import FormulaError
from app.document.formula.leaves import MAKERS, WRAPPERS
from app.document.program import is_program
from app.theme import Theme, current, font
from app.workspace.workspace import Workspace
from engine.op import OPS

COMMIT_MS = 220  # after the last key the text is read
COMPLAIN_MS = 700  # after the last key an error is shown: nobody is scolded mid-word
WORDS = frozenset(keyword.kwlist) - {"True", "False", "None"}
FUNCTIONS = frozenset([*OPS, *MAKERS, *WRAPPERS, "data", "max", "min"])
WORD = re.compile(r"#.*|\"[^\"]*\"|'[^']*'|\b\d[\w.]*(?:[eE][+-]?\d+)?|[A-Za-z_]\w*")


def changed_lines(before: list[str], after: list[str]) -> tuple[int, int, list[str]]:
    """The first and behind the last of the lines `before` that are others in `after`, one or more;
    and the one or more lines that take their place."""
    most = min(len(before), len(after)) - 1
    first = next((i for i in range(most) if before[i] != after[i]), most)
    most -= first
    last = next((i for i in range(most) if before[-1 - i] != after[-1 - i]), most)
    return first, len(before) - last, after[first : len(after) - last]


class Highlighter(QSyntaxHighlighter):
    """Functions in ink, names in the hand's colour, numbers muted, comments faint.

    Attributes: names (the only ones in the hand's colour; None: every one that is no function).
    """

    def __init__(self, document: QTextDocument, names: frozenset[str] | None = None) -> None:
        super().__init__(document)
        self.names = names
        self._formats: dict[tuple[str, str], QTextCharFormat] = {}

    def _format(self, theme: Theme, role: str) -> QTextCharFormat:
        found = self._formats.get((theme.name, role))
        if found is None:
            found = self._formats[theme.name, role] = QTextCharFormat()
            found.setForeground(theme.color(role))
        return found

    def highlightBlock(self, text: str) -> None:
        theme = current()
        for found in WORD.finditer(text):
            word = found.group()
            if word[0] == "#":
                role = "faint"
            elif word in WORDS:
                role = "mute"
            elif word[0] in "\"'" or word[0].isdigit():
                role = "forward"
            else:
                is_own = word not in FUNCTIONS if self.names is None else word in self.names
                role = "hand" if is_own else "ink"
            self.setFormat(found.start(), len(word), self._format(theme, role))


class FormulaEdit(QPlainTextEdit):
    """An editor of the workspace's formula; valid text is taken as it is typed.

    With `single` Enter takes the text and Shift+Enter makes a new line, and the editor is as high
    as its lines, or one line high for a program. Signals: complained (a FormulaError, or None when
    all is well), submitted (Enter), left (Escape).
    """

    complained = Signal(object)
    submitted = Signal()
    left = Signal()
    MOST_LINES = 3

    def __init__(
        self, workspace: Workspace, *, single: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._workspace, self._single = workspace, single
        self.error: FormulaError | None = None
        self.setProperty("role", "code")
        self.setFont(font(13, numbers=True))
        self.document().setDefaultFont(font(13, numbers=True))
        self.setUndoRedoEnabled(False)
        self.setTabChangesFocus(True)
        self.setAccessibleName("Formula")
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setPlainText(workspace.state.text)
        self._highlighter = Highlighter(self.document())
        self._commit_timer = self._timer(COMMIT_MS, self.commit)
        self._complain_timer = self._timer(COMPLAIN_MS, self._complain)
        if single:
            self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            self.document().setDocumentMargin(3)
        self.textChanged.connect(self._typed)
        workspace.text_changed.connect(self._show)
        self._fit_height()

    def _timer(self, delay_ms: int, then: object) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(delay_ms)
        timer.timeout.connect(then)
        return timer

    @Slot(str)
    def _show(self, text: str) -> None:
        """Take the workspace's text, keeping the cursor as near as can be."""
        before = self.toPlainText()
        if text == before:
            self._well()
            return
        place = self.textCursor().position()
        self.blockSignals(True)
        self._change(before, text)
        self.blockSignals(False)
        cursor = self.textCursor()
        cursor.setPosition(min(place, len(text)))
        self.setTextCursor(cursor)
        self._commit_timer.stop()
        self._well()
        self._fit_height()

    def _change(self, before: str, text: str) -> None:
        """Put in the lines that changed, as each is coloured and laid out anew."""
        document = self.document()
        first, end, lines = changed_lines(before.split("\n"), text.split("\n"))
        if "\r" in text or document.blockCount() != before.count("\n") + 1:
            self.setPlainText(text)  # Qt counts lines otherwise
            return
        last = document.findBlockByNumber(end - 1)
        cursor = QTextCursor(document)
        cursor.setPosition(document.findBlockByNumber(first).position())
        cursor.setPosition(last.position() + last.length() - 1, QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText("\n".join(lines))

    @Slot()
    def _typed(self) -> None:
        self._fit_height()
        if self.toPlainText() == self._workspace.state.text:
            self._commit_timer.stop()
            self._well()
            return
        self._commit_timer.start()
        self._complain_timer.start()

    @Slot()
    def commit(self) -> bool:
        """Give the text to the workspace; whether it could be read."""
        self._commit_timer.stop()
        try:
            self._workspace.edit_text(self.toPlainText())
        except FormulaError as error:
            self.error = error
            return False
        self._well()
        return True

    def show_error(self) -> None:
        """Show what is wrong at once."""
        self._mark()
        self.setFocus()

    def _well(self) -> None:
        self.error = None
        self._complain_timer.stop()
        self._mark()

    @Slot()
    def _complain(self) -> None:
        if self.error is not None:
            self._mark()

    def _mark(self) -> None:
        """Underline the error, if there is one, and tell."""
        marks = []
        error = self.error
        if error is not None:
            block = self.document().findBlockByNumber(error.line - 1)
            mark = QTextEdit.ExtraSelection()
            cursor = QTextCursor(block)
            end = min(error.end_column, max(block.length() - 1, 0))
            start = min(error.column, max(end - 1, 0))
            cursor.setPosition(block.position() + start)
            cursor.setPosition(block.position() + end, QTextCursor.MoveMode.KeepAnchor)
            style = QTextCharFormat()
            style.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
            style.setUnderlineColor(QColor(current().backward))
            mark.cursor, mark.format = cursor, style
            marks.append(mark)
        self.setExtraSelections(marks)
        if bool(self.property("bad")) != (error is not None):
            self.setProperty("bad", error is not None)
            self.style().polish(self)
        self.complained.emit(error)

    def _fit_height(self) -> None:
        if self._single:
            most = 1 if is_program(self.toPlainText()) else self.MOST_LINES
            lines = min(max(self.document().blockCount(), 1), most)
            self.setFixedHeight(lines * QFontMetrics(self.font()).lineSpacing() + 18)
            if most == 1:
                QTimer.singleShot(0, lambda: self.verticalScrollBar().setValue(0))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._single and self.document().blockCount() <= self.MOST_LINES:
            self.verticalScrollBar().setValue(0)  # there was less room when the cursor was placed

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        """Text may be dropped here; a file is opened by the window."""
        return not source.hasUrls() and super().canInsertFromMimeData(source)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Undo):
            self._undo()
        elif event.matches(QKeySequence.StandardKey.Redo):
            self._workspace.undo.redo()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._enter(event)
        elif event.key() == Qt.Key.Key_Escape:
            self.commit()
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _enter(self, event: QKeyEvent) -> None:
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        shift = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        if not control and (shift or not self._single):
            self.textCursor().insertText("\n")
        elif self.commit():
            self.submitted.emit()
        else:
            self._mark()

    def _undo(self) -> None:
        """Take back what is typed and wrong, else the last step."""
        self.commit()
        if self.error is not None:
            self._show(self._workspace.state.text)
        else:
            self._workspace.undo.undo()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_highlighter"):
            self._highlighter.rehighlight()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        if self._commit_timer.isActive() and not self.commit():
            self._mark()
        super().focusOutEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(480, 36) if self._single else QSize(480, 160)
