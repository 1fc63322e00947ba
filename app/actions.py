"""Actions: everything that can be done, once: its words, its keys, its place in the menu."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QVBoxLayout,
    QWidget,
)

ROW_PX, MOST_ROWS = 34, 9  # of the finder


@dataclass(frozen=True)
class Entry:
    """One action: menu, words, what it does, keys, and whether its keys need the canvas."""

    menu: str
    text: str
    then: Callable[[], object]
    keys: str = ""
    on_canvas: bool = False
    checkable: bool = False


class Actions:
    """The registry: QActions by their words, and the menus that hold them."""

    def __init__(self, window: QWidget, canvas: QWidget) -> None:
        self._window, self._canvas = window, canvas
        self.by_text: dict[str, QAction] = {}
        self.menus: dict[str, QMenu] = {}
        self.root = QMenu(window)

    def menu(self, title: str) -> QMenu:
        """The menu of that title, made at first use."""
        if title not in self.menus:
            menu = QMenu(title, self._window)
            self.menus[title] = menu
            self.root.addMenu(menu)
        return self.menus[title]

    def add(self, entry: Entry) -> QAction:
        """Register an action."""
        action = QAction(entry.text, self._window)
        action.setCheckable(entry.checkable)
        if entry.keys:
            action.setShortcuts([QKeySequence(k) for k in entry.keys.split("|")])
        place = self._canvas if entry.on_canvas else self._window
        if entry.on_canvas:
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        place.addAction(action)
        action.triggered.connect(lambda _checked=False: entry.then())
        self.by_text[entry.text] = action
        self.menu(entry.menu).addAction(action)
        return action


class Finder(QDialog):
    """Find any action by typing a part of its words. Signals: chosen (the QAction)."""

    chosen = Signal(object)

    def __init__(self, actions: Actions, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self._actions = actions
        self.setObjectName("finder")
        self.setFixedWidth(460)
        self.search = QLineEdit()
        self.search.setPlaceholderText("Find any action")
        self.search.setAccessibleName("Find any action")
        self.list = QListWidget()
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setStyleSheet(
            "QListWidget { border: none; background: transparent; }"
            "QListWidget::item { padding: 7px 8px; border-radius: 6px; }"
        )
        column = QVBoxLayout(self)
        column.addWidget(self.search)
        column.addWidget(self.list)
        self.search.textChanged.connect(self._filter)
        self.search.returnPressed.connect(self._choose)
        self.list.itemClicked.connect(lambda _item: self._choose())
        self._filter("")

    def _filter(self, text: str) -> None:
        self.list.clear()
        words = text.lower().split()
        for name, action in self._actions.by_text.items():
            if action.isEnabled() and all(word in name.lower() for word in words):
                keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
                item = QListWidgetItem(f"{name}    {keys}" if keys else name)
                item.setData(Qt.ItemDataRole.UserRole, action)
                self.list.addItem(item)
        self.list.setCurrentRow(0)
        rows = min(max(self.list.count(), 1), MOST_ROWS)
        self.list.setFixedHeight(rows * ROW_PX + 12)
        self.adjustSize()

    def _choose(self) -> None:
        item = self.list.currentItem()
        if item is not None:
            self.close()
            self.chosen.emit(item.data(Qt.ItemDataRole.UserRole))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            step = 1 if event.key() == Qt.Key.Key_Down else -1
            row = self.list.currentRow() + step
            self.list.setCurrentRow(min(max(row, 0), self.list.count() - 1))
        else:
            super().keyPressEvent(event)
