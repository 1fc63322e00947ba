"""Chooser: a field and the lines that fit what is typed; a click or Enter takes one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter
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

ROW_PX, MOST_ROWS = 34, 11
STEPS: dict[int, int] = {
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_PageDown: MOST_ROWS,
    Qt.Key.Key_PageUp: -MOST_ROWS,
}
ROW = Qt.ItemDataRole.UserRole


@dataclass(frozen=True)
class Row:
    """What a line says: its words, what stands beside them in mute, keys at the right.

    `obstacle` is why it cannot be taken, or ""; `given` is what is taken.
    """

    text: str
    given: object
    aside: str = ""
    keys: str = ""
    obstacle: str = ""

    @property
    def spoken(self) -> str:
        """The line as a screen reader says it."""
        parts = (self.text, self.aside, self.keys, self.obstacle)
        return ", ".join(part for part in parts if part)


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
        painter.drawText(inside, middle, row.text)
        used = QFontMetrics(painter.font()).horizontalAdvance(row.text) + 12
        painter.setFont(theme.font(theme.SMALL))
        painter.setPen(colors.color("mute"))
        rest = QRect(inside.left() + used, inside.top(), max(room - used, 0), inside.height())
        metrics = QFontMetrics(painter.font())
        words = metrics.elidedText(
            row.obstacle or row.aside, Qt.TextElideMode.ElideRight, rest.width()
        )
        painter.drawText(rest, middle, words)

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(0, ROW_PX)


class Chooser(QDialog):
    """A popup that is closed by a choice, Esc, or a click beside it.

    A subclass gives the lines. Signals: chosen (what the line gives).
    """

    chosen = Signal(object)

    def __init__(self, words: str, lines: str, width: int, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("finder")
        self.setAccessibleName(words)
        self.setFixedWidth(width)
        self.search = QLineEdit()
        self.search.setPlaceholderText(words)
        self.search.setAccessibleName(words)
        self.list = QListWidget()
        self.list.setAccessibleName(lines)
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

    def open_at(self, place: QPoint) -> None:
        """Show it there (px of the screen), ready for typing."""
        self._filter(self.search.text())
        room = self.screen().availableGeometry()
        self.move(
            min(place.x(), room.right() - self.width()),
            min(place.y(), room.bottom() - self.height()),
        )
        self.show()
        self.search.setFocus()

    def rows(self, typed: str) -> Sequence[Row]:
        """The lines that fit what is typed, the best first."""
        raise NotImplementedError

    def _filter(self, text: str) -> None:
        self.list.clear()
        for row in self.rows(text):
            item = QListWidgetItem()
            item.setData(ROW, row)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, row.spoken)
            item.setToolTip(row.obstacle)
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self.list.setFixedHeight(min(self.list.count(), MOST_ROWS) * ROW_PX + 12)
        self.list.setVisible(self.list.count() > 0)
        self._say("" if self.list.count() else f"Nothing matches “{text}”. Try a shorter word.")

    def _say(self, words: str) -> None:
        self.nothing.setText(words)
        self.nothing.setVisible(bool(words))
        self.adjustSize()

    def _choose(self) -> None:
        if not self.list.count():
            return
        row: Row = self.list.currentItem().data(ROW)
        if row.obstacle:
            self._say(f"{row.text}: {row.obstacle}")
            return
        self.close()
        self.chosen.emit(row.given)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, count = event.key(), self.list.count()
        if key not in STEPS:
            super().keyPressEvent(event)
        elif count:
            row = self.list.currentRow() + STEPS[key]
            row = row % count if abs(STEPS[key]) == 1 else min(max(row, 0), count - 1)
            self.list.setCurrentRow(row)
