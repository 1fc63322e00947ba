"""HistoryPanel: the undo steps by name, oldest first; a click goes to any of them."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QSize, Qt, Slot
from PySide6.QtGui import QBrush, QFont
from PySide6.QtWidgets import QAbstractItemView, QLabel, QListView, QVBoxLayout, QWidget

from app.theme import BODY, current, font
from app.workspace.workspace import Workspace

AnyIndex = QModelIndex | QPersistentModelIndex


class Steps(QAbstractListModel):
    """Row r is the document after r steps; row 0 is how it was opened."""

    def __init__(self, workspace: Workspace, parent: QWidget) -> None:
        super().__init__(parent)
        self._workspace, self._undo = workspace, workspace.undo

    @Slot()
    def refresh(self, _value: object = None) -> None:
        """The undo stack changed."""
        self.beginResetModel()
        self.endResetModel()

    def rowCount(self, parent: AnyIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else self._undo.count() + 1

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row, undo = index.row(), self._undo
        saved = self._workspace.path is not None and row == undo.cleanIndex()
        name = undo.text(row - 1) if row else "Opened"
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{name}  · saved" if saved else name
        if role == Qt.ItemDataRole.AccessibleTextRole:
            states = (
                f"step {row} of {undo.count()}",
                "current" * (row == undo.index()),
                "undone" * (row > undo.index()),
                "saved" * saved,
            )
            return ", ".join((name, *filter(None, states)))
        if role == Qt.ItemDataRole.ForegroundRole and row > undo.index():
            return QBrush(current().color("mute"))
        if role == Qt.ItemDataRole.FontRole:
            shown = font(BODY, weight=600 if row == undo.index() else 400)
            shown.setStyle(
                QFont.Style.StyleItalic if row > undo.index() else QFont.Style.StyleNormal
            )
            return shown
        return None


class HistoryPanel(QWidget):
    """The steps of the document, and how far they are done."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self._workspace, self._undo = workspace, workspace.undo
        self.steps = Steps(workspace, self)
        self.list = QListView()
        self.list.setModel(self.steps)
        self.list.setAccessibleName("History")
        self.list.setUniformItemSizes(True)
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.list.clicked.connect(self._go)
        self.list.activated.connect(self._go)
        self.hint = QLabel("Every change is listed here; click one to go back to it.")
        self.hint.setProperty("role", "mute")
        self.hint.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 8, 16, 16)
        column.addWidget(self.hint)
        column.addWidget(self.list)
        self._undo.indexChanged.connect(self._show)
        self._undo.cleanChanged.connect(self._show)
        workspace.path_changed.connect(self._show)
        self._show()

    @Slot()
    def _show(self, _value: object = None) -> None:
        self.hint.setVisible(not self._undo.count())
        self.steps.refresh()
        row = self.steps.index(self._undo.index(), 0)
        self.list.setCurrentIndex(row)
        self.list.scrollTo(row)

    @Slot(QModelIndex)
    def _go(self, index: QModelIndex) -> None:
        if index.row() != self._undo.index():
            self._workspace.go_to(index.row())

    def sizeHint(self) -> QSize:
        return QSize(280, 240)
