"""Actions: everything that can be done, once: its words, its keys, its place in the menu."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

MENUS = ("File", "Edit", "Select", "Arrange", "View", "Run", "Layout", "Help")
Reason = Callable[[], str]


@dataclass(frozen=True)
class Entry:
    """One action: menu, words, what it does, keys, and whether its keys need the canvas.

    `unless` tells why it cannot be done just now, or "" where it can.
    """

    menu: str
    text: str
    then: Callable[[], object]
    keys: str = ""
    on_canvas: bool = False
    checkable: bool = False
    unless: Reason | None = None

    @property
    def sequences(self) -> list[QKeySequence]:
        """The keys as Qt has them."""
        return [QKeySequence(key) for key in self.keys.split("|") if key]


class Actions(QObject):
    """The registry: entries and QActions by their words, and the menus that hold them.

    Signals: used (the words of an action that was done).
    """

    used = Signal(str)

    def __init__(self, window: QWidget, canvas: QWidget) -> None:
        super().__init__(window)
        self._window, self._canvas = window, canvas
        self.entries: dict[str, Entry] = {}
        self.by_text: dict[str, QAction] = {}
        self.menus: dict[str, QMenu] = {}
        self.root = QMenu("Chainrule", window)
        for title in MENUS:
            self.menu(title)

    def __iter__(self) -> Iterator[tuple[Entry, QAction]]:
        return ((entry, self.by_text[text]) for text, entry in self.entries.items())

    def menu(self, title: str) -> QMenu:
        """The menu of that title; one that is not in MENUS is made at first use and comes last."""
        if title not in self.menus:
            menu = QMenu(title, self._window)
            self.menus[title] = menu
            self.root.addMenu(menu)
        return self.menus[title]

    def add(self, entry: Entry) -> QAction:
        """Register an action."""
        action = QAction(entry.text, self._window)
        action.setCheckable(entry.checkable)
        action.setShortcuts(entry.sequences)
        place = self._canvas if entry.on_canvas else self._window
        if entry.on_canvas:
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        place.addAction(action)
        action.triggered.connect(lambda _checked=False: self._do(entry))
        self.entries[entry.text] = entry
        self.by_text[entry.text] = action
        self.menu(entry.menu).addAction(action)
        return action

    def obstacle(self, text: str) -> str:
        """Why the action of these words cannot be done just now, or ""."""
        unless = self.entries[text].unless
        return unless() if unless is not None else ""

    @Slot()
    def refresh(self, _value: object = None) -> None:
        """Grey what cannot be done just now."""
        for entry, action in self:
            if entry.unless is not None:
                action.setEnabled(not entry.unless())

    def _do(self, entry: Entry) -> None:
        self.used.emit(entry.text)
        entry.then()
