"""Finder: every action by a part of its words, with its menu and its keys."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSettings, QSize, Qt, Signal
from PySide6.QtGui import QAction, QFontMetrics, QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import (
    QDialog,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from app import theme
from app.actions import Actions
from app.ranking import score

WIDTH, ROW_PX, MOST_ROWS = 560, 34, 11
MOST_RECENT, RECENT_BONUS = 5, 3
WORDS = "Find any action"
SETTING = "recent_actions"
STEPS: dict[int, int] = {
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_PageDown: MOST_ROWS,
    Qt.Key.Key_PageUp: -MOST_ROWS,
}
ROW = Qt.ItemDataRole.UserRole


@dataclass(frozen=True)
class Row:
    """What a line of the finder says. `obstacle` is why the action cannot be done, or ""."""

    action: QAction
    menu: str
    keys: str
    obstacle: str
    recent: bool

    @property
    def spoken(self) -> str:
        """The line as a screen reader says it."""
        parts = (self.action.text(), self.menu, self.keys, self.obstacle)
        return ", ".join(part for part in parts if part)


class Recent:
    """The actions done lately, the latest first; remembered."""

    def __init__(self, settings: QSettings) -> None:
        self._settings = settings

    @property
    def words(self) -> list[str]:
        """Their words."""
        stored = self._settings.value(SETTING) or []
        return [stored] if isinstance(stored, str) else list(stored)

    def remember(self, text: str) -> None:
        """An action was done."""
        if text == WORDS:
            return
        words = [text, *(word for word in self.words if word != text)]
        self._settings.setValue(SETTING, words[:MOST_RECENT])


def rows(actions: Actions, typed: str, recent: list[str]) -> list[Row]:
    """The actions that fit what is typed, the best first; without letters those used lately, and
    then all in the order of the menus."""
    found: list[tuple[float, int, Row]] = []
    for number, (entry, action) in enumerate(actions):
        scores = (score(typed, action.text()), score(typed, f"{entry.menu} {action.text()}"))
        earned = max((s for s in scores if s is not None), default=None)
        if earned is None or entry.text == WORDS:
            continue
        late = entry.text in recent
        place = recent.index(entry.text) if late else len(recent)
        merit = earned + RECENT_BONUS * late if typed.strip() else -place
        keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        obstacle = actions.obstacle(entry.text)
        found.append((-merit, number, Row(action, entry.menu, keys, obstacle, late)))
    return [row for _, _, row in sorted(found, key=lambda f: f[:2])]


class Line(QStyledItemDelegate):
    """Paints a row: the words, the menu or the reason in mute, the keys at the right."""

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        row: Row = index.data(ROW)
        colors = theme.current()
        area: QRect = option.rect
        widget = option.widget
        if isinstance(widget, QListWidget) and index.row() == widget.currentRow():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colors.color("hover"))
            painter.drawRoundedRect(area, 6, 6)
        inside = area.adjusted(10, 0, -10, 0)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setFont(theme.font(theme.SMALL, numbers=True))
        painter.setPen(colors.color("mute"))
        painter.drawText(inside, middle | Qt.AlignmentFlag.AlignRight, row.keys)
        room = inside.width() - QFontMetrics(painter.font()).horizontalAdvance(row.keys) - 16
        painter.setFont(theme.font())
        painter.setPen(colors.color("mute" if row.obstacle else "ink"))
        painter.drawText(inside, middle, row.action.text())
        used = QFontMetrics(painter.font()).horizontalAdvance(row.action.text()) + 12
        painter.setFont(theme.font(theme.SMALL))
        painter.setPen(colors.color("mute"))
        rest = QRect(inside.left() + used, inside.top(), max(room - used, 0), inside.height())
        aside = row.obstacle or (f"{row.menu} · used lately" if row.recent else row.menu)
        metrics = QFontMetrics(painter.font())
        words = metrics.elidedText(aside, Qt.TextElideMode.ElideRight, rest.width())
        painter.drawText(rest, middle, words)

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(0, ROW_PX)


class Finder(QDialog):
    """Find any action by typing a part of its words. Signals: chosen (the QAction)."""

    chosen = Signal(object)

    def __init__(self, actions: Actions, recent: Recent, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self._actions, self._recent = actions, recent
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("finder")
        self.setAccessibleName(WORDS)
        self.setFixedWidth(WIDTH)
        self.search = QLineEdit()
        self.search.setPlaceholderText(WORDS)
        self.search.setAccessibleName(WORDS)
        self.list = QListWidget()
        self.list.setAccessibleName("Actions")
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setItemDelegate(Line(self.list))
        self.list.setStyleSheet("QListWidget { border: none; background: transparent; }")
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.nothing = QLabel("")
        self.nothing.setProperty("role", "mute")
        self.nothing.setContentsMargins(10, 4, 10, 8)
        column = QVBoxLayout(self)
        column.addWidget(self.search)
        column.addWidget(self.list)
        column.addWidget(self.nothing)
        self.search.textChanged.connect(self._filter)
        self.search.returnPressed.connect(self._choose)
        self.list.itemClicked.connect(lambda _item: self._choose())
        self._filter("")

    def _filter(self, text: str) -> None:
        self.list.clear()
        for row in rows(self._actions, text, self._recent.words):
            item = QListWidgetItem()
            item.setData(ROW, row)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, row.spoken)
            item.setToolTip(row.obstacle)
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self.list.setFixedHeight(min(self.list.count(), MOST_ROWS) * ROW_PX + 12)
        self.list.setVisible(self.list.count() > 0)
        self._say("" if self.list.count() else f"No action matches “{text}”. Try a shorter word.")

    def _say(self, words: str) -> None:
        self.nothing.setText(words)
        self.nothing.setVisible(bool(words))
        self.adjustSize()

    def _choose(self) -> None:
        if not self.list.count():
            return
        row: Row = self.list.currentItem().data(ROW)
        if row.obstacle:
            self._say(f"{row.action.text()}: {row.obstacle}")
            return
        self.close()
        self.chosen.emit(row.action)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, count = event.key(), self.list.count()
        if key not in STEPS:
            super().keyPressEvent(event)
        elif count:
            row = self.list.currentRow() + STEPS[key]
            row = row % count if abs(STEPS[key]) == 1 else min(max(row, 0), count - 1)
            self.list.setCurrentRow(row)
