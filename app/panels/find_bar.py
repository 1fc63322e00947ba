"""FindBar: what is searched for on the canvas, how much was found, and the way through it."""

from __future__ import annotations

import qtawesome
from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QToolButton, QVBoxLayout, QWidget

from app.document.search import EXAMPLES
from app.theme import current
from app.workspace.search import Search

WIDTH, MARGIN = 420, 16  # px


class FindBar(QWidget):
    """A field at the upper right of the canvas. Enter goes on, Shift+Enter back, Esc ends.

    Signals: ended (the keyboard goes back to the canvas), asked_for_all (select every match).
    """

    ended = Signal()
    asked_for_all = Signal()

    def __init__(self, search: Search, parent: QWidget) -> None:
        super().__init__(parent)
        self._search, self._around = search, parent
        self.setObjectName("find")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName("Find nodes")
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.field = QLineEdit()
        self.field.setPlaceholderText("Name, op, > 3, 0..1, nan, zero gradient, parameter")
        self.field.setToolTip(f"For instance {EXAMPLES}; several words must all fit")
        self.field.setAccessibleName("Find nodes")
        self.field.setAccessibleDescription(self.field.toolTip())
        self.count = QLabel("")
        self.count.setProperty("role", "mute")
        self.count.setMinimumWidth(70)
        self.count.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.note = QLabel("")
        self.note.setProperty("role", "error")
        self.note.setWordWrap(True)
        self.note.hide()
        self._buttons = (
            self._button("mdi6.chevron-up", "Match before (Shift+Enter)", lambda: search.step(-1)),
            self._button("mdi6.chevron-down", "Next match (Enter)", lambda: search.step(1)),
            self._button(
                "mdi6.select-all", "Select all matches (Alt+Enter)", self.asked_for_all.emit
            ),
            self._button("mdi6.close", "End the search (Esc)", self.end),
        )
        row = QHBoxLayout()
        row.setSpacing(2)
        row.addWidget(self.field, 1)
        row.addWidget(self.count)
        row.addSpacing(6)
        for button in self._buttons:
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.addLayout(row)
        column.addWidget(self.note)
        self.hide()
        parent.installEventFilter(self)
        self.field.textChanged.connect(search.look_for)
        search.changed.connect(self._show)

    @Slot()
    def begin(self) -> None:
        """Show the field, with what was searched for last selected."""
        self.restyle()
        self.show()
        self.raise_()
        self._place()
        self.field.setFocus()
        self.field.selectAll()
        self._search.look_for(self.field.text())

    @Slot()
    def end(self) -> None:
        """Put the field and all marks away."""
        if not self.isHidden():
            self.hide()
            self._search.look_for("")
            self.ended.emit()

    @Slot()
    def _show(self) -> None:
        search = self._search
        total = len(search.found)
        if search.current in search.found:
            self.count.setText(f"{search.found.index(search.current) + 1} of {total}")
        else:
            self.count.setText(f"{total or 'none'} found" if search.text.strip() else "")
        self.note.setText(search.wrong)
        self.note.setVisible(bool(search.wrong))
        if search.wrong:
            self.count.setText("")
        for button in self._buttons[:3]:
            button.setEnabled(bool(total))
        self._place()

    def _button(self, icon: str, tip: str, then: object) -> QToolButton:
        button = QToolButton()
        button.setProperty("icon_name", icon)
        button.setIconSize(QSize(16, 16))
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(then)
        return button

    def restyle(self) -> None:
        """Draw the icons in the colours of the theme."""
        for button in self._buttons:
            name = button.property("icon_name")
            button.setIcon(qtawesome.icon(name, color=current().mute))

    def _place(self) -> None:
        """At the upper right of the canvas, as wide as there is room."""
        width = min(WIDTH, self._around.width() - 2 * MARGIN)
        self.setFixedWidth(width)
        self.adjustSize()
        self.move(self._around.width() - width - MARGIN, MARGIN)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        modifiers = event.modifiers()
        if event.key() == Qt.Key.Key_Escape:
            self.end()
        elif event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
        elif modifiers & Qt.KeyboardModifier.AltModifier:
            self.asked_for_all.emit()
        else:
            self._search.step(-1 if modifiers & Qt.KeyboardModifier.ShiftModifier else 1)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and not self.isHidden():
            self._place()
        return super().eventFilter(watched, event)
