"""ShortcutsDialog: every action with its keys, to be changed, with conflicts named."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Slot
from PySide6.QtGui import QBrush, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QKeySequenceEdit,
    QLabel,
    QLineEdit,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app import theme
from app.actions import Actions
from app.ranking import score
from app.shortcuts import Shortcuts

SIZE = 640, 640  # px
STROKES = 2  # one after the other, as G, L
WORDS = Qt.ItemDataRole.UserRole


class ShortcutsDialog(QDialog):
    """A list of actions by menu; below it the keys of the one that is chosen."""

    def __init__(self, actions: Actions, shortcuts: Shortcuts, parent: QWidget) -> None:
        super().__init__(parent)
        self._actions, self._shortcuts = actions, shortcuts
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Keyboard shortcuts")
        self.search = QLineEdit()
        self.search.setPlaceholderText("Search actions or keys")
        self.search.setAccessibleName("Search actions or keys")
        self.search.setClearButtonEnabled(True)
        self.tree = QTreeWidget()
        self.tree.setAccessibleName("Actions and their keys")
        self.tree.setHeaderLabels(["Action", "Keys"])
        self.tree.header().setAccessibleName("Columns")
        self.tree.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.tree.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.chosen = QLabel("")
        self.chosen.setMinimumWidth(150)
        self.keys = QKeySequenceEdit()
        self.keys.setAccessibleName("New keys")
        self.keys.setMaximumSequenceLength(STROKES)
        self.keys.setClearButtonEnabled(True)
        field = self.keys.findChild(QLineEdit)
        if field is not None:
            field.setPlaceholderText("Press one or two keys, one after the other")
            field.setAccessibleName("New keys")
        self.take = QPushButton("Set")
        self.none = QPushButton("No keys")
        self.reset = QPushButton("Reset")
        self.note = QLabel(" ")
        self.note.setProperty("role", "mute")
        self.note.setWordWrap(True)
        self.reset_all = QPushButton("Reset all")
        self.done_button = QPushButton("Close")
        for button in (self.take, self.none, self.reset, self.reset_all, self.done_button):
            button.setAutoDefault(False)
        self._lay_out()
        self.search.textChanged.connect(self._list)
        self.tree.currentItemChanged.connect(self._choose)
        self.tree.itemActivated.connect(lambda _item: self.keys.setFocus())
        self.keys.keySequenceChanged.connect(self._typed)
        self.keys.installEventFilter(self)
        self.take.clicked.connect(self._take)
        self.none.clicked.connect(self._clear)
        self.reset.clicked.connect(self._reset)
        self.reset_all.clicked.connect(self._reset_all)
        self.done_button.clicked.connect(self.accept)
        self._list()
        self.resize(*SIZE)

    @property
    def text(self) -> str:
        """The words of the action that is chosen, or ""."""
        item = self.tree.currentItem()
        return str(item.data(0, WORDS) or "") if item is not None else ""

    def select(self, text: str) -> None:
        """Choose the action of these words."""
        for item in self._items():
            if item.data(0, WORDS) == text:
                self.tree.setCurrentItem(item)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.addWidget(self.chosen)
        row.addWidget(self.keys, 1)
        for button in (self.take, self.none, self.reset):
            row.addWidget(button)
        last = QHBoxLayout()
        last.addWidget(self.reset_all)
        last.addStretch(1)
        last.addWidget(self.done_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 20, 20, 16)
        column.setSpacing(12)
        column.addWidget(self.search)
        column.addWidget(self.tree, 1)
        column.addLayout(row)
        column.addWidget(self.note)
        column.addLayout(last)

    def _items(self) -> list[QTreeWidgetItem]:
        """The lines of actions, without those of menus."""
        root = self.tree.invisibleRootItem()
        return [line for top in _below(root) for line in _below(top)]

    @Slot()
    def _list(self, _text: str = "") -> None:
        """Fill the list with what fits the search, and keep the choice."""
        chosen, typed = self.text, self.search.text()
        self.tree.blockSignals(True)
        self.tree.clear()
        tops: dict[str, QTreeWidgetItem] = {}
        for entry, _action in self._actions:
            keys = _named(self._shortcuts.of(entry.text))
            if score(typed, f"{entry.menu} {entry.text} {keys}") is None:
                continue
            if entry.menu not in tops:
                tops[entry.menu] = QTreeWidgetItem(self.tree, [entry.menu])
            item = QTreeWidgetItem(tops[entry.menu], [entry.text, keys])
            item.setData(0, WORDS, entry.text)
            item.setFont(1, theme.font(theme.SMALL, numbers=True))
            if self._shortcuts.changed(entry.text):
                item.setForeground(1, QBrush(theme.current().color("hand")))
                item.setToolTip(1, "changed by you")
        self.tree.expandAll()
        self.tree.blockSignals(False)
        self.select(chosen)
        if not self.text and (items := self._items()):
            self.tree.setCurrentItem(items[0])
        self._choose()

    @Slot()
    def _choose(self, _item: object = None, _before: object = None) -> None:
        text = self.text
        self.chosen.setText(text or "Choose an action")
        self.keys.clear()
        for widget in (self.keys, self.none):
            widget.setEnabled(bool(text))
        self.reset.setEnabled(bool(text) and self._shortcuts.changed(text))
        self._typed()

    @Slot()
    def _typed(self, _keys: object = None) -> None:
        """Say whose the keys are that were pressed."""
        text, keys = self.text, self.keys.keySequence()
        self.take.setEnabled(False)
        self.take.setText("Set")
        if not text or keys.isEmpty():
            self._say("")
            return
        refused = self._shortcuts.refusal(keys)
        if refused:
            self._say(refused, "error")
            return
        self.take.setEnabled(True)
        other = self._shortcuts.conflict(text, keys)
        if other is not None:
            self.take.setText("Set anyway")
            self._say(f"{_named([keys])} is “{other}”; if you set it here, “{other}” loses it")
        else:
            self._say(f"{_named([keys])} is free")

    def _say(self, words: str, role: str = "mute") -> None:
        self.note.setText(words or " ")
        self.note.setProperty("role", role)
        self.note.style().polish(self.note)

    @Slot()
    def _take(self) -> None:
        self._shortcuts.set(self.text, [self.keys.keySequence()])
        self._list()

    @Slot()
    def _clear(self) -> None:
        self._shortcuts.set(self.text, [])
        self._list()

    @Slot()
    def _reset(self) -> None:
        self._shortcuts.reset(self.text)
        self._list()

    @Slot()
    def _reset_all(self) -> None:
        self._shortcuts.reset_all()
        self._list()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Say at once whose the keys are: the field itself waits for a second stroke."""
        if watched is self.keys and event.type() == QEvent.Type.KeyRelease:
            self._typed()
        return super().eventFilter(watched, event)


def _below(item: QTreeWidgetItem) -> list[QTreeWidgetItem]:
    """The lines right below one."""
    found = (item.child(i) for i in range(item.childCount()))
    return [child for child in found if child is not None]


def _named(sequences: list[QKeySequence]) -> str:
    """Keys as this desktop writes them."""
    native = QKeySequence.SequenceFormat.NativeText
    return "  ".join(keys.toString(native) for keys in sequences)
