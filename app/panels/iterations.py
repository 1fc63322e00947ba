"""IterationPicker: ‹ 3 of 12 › at the end of a line that ran many times, and the list of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import qtawesome
from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.theme import SMALL, current, font

HEIGHT, ROW = 20, 24  # px
MOST_ROWS = 9
LIST_WIDTH = 280  # px
AnyIndex = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class Choice:
    """What a line offers: how many times it ran, which is shown (None for all), what they are
    together ("rounds"), and of each one what it is called and what it gave."""

    line: int
    count: int
    chosen: int | None
    noun: str
    told: Callable[[int], tuple[str, str]]


class Times(QAbstractListModel):
    """A row for each time, told when it is seen."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.choice: Choice | None = None

    def show(self, choice: Choice | None) -> None:
        """Take other times."""
        self.beginResetModel()
        self.choice = choice
        self.endResetModel()

    def rowCount(self, parent: AnyIndex | None = None) -> int:
        inside = parent is not None and parent.isValid()
        return 0 if self.choice is None or inside else self.choice.count

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.DisplayRole and self.choice is not None:
            return "  ".join(self.choice.told(index.row()))
        return None


class Row(QStyledItemDelegate):
    """What a time is called, and at the right end what it gave, in the colour of values."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        model, theme = index.model(), current()
        assert isinstance(model, Times)
        assert model.choice is not None
        words, value = model.choice.told(index.row())
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("hover"))
            painter.drawRoundedRect(option.rect, 4, 4)
        box = option.rect.adjusted(8, 0, -8, 0)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setFont(font(SMALL))
        painter.setPen(theme.color("ink"))
        painter.drawText(box, middle | Qt.AlignmentFlag.AlignLeft, words)
        painter.setFont(font(SMALL, numbers=True))
        painter.setPen(theme.color("forward"))
        painter.drawText(box, middle | Qt.AlignmentFlag.AlignRight, value)
        painter.restore()

    def sizeHint(self, _option: QStyleOptionViewItem, _index: AnyIndex) -> QSize:
        return QSize(LIST_WIDTH, ROW)


class IterationPicker(QWidget):
    """Steps through the times that a line ran. Signals: picked (the number of one, from 0)."""

    picked = Signal(int)

    def __init__(self, editor: QWidget) -> None:
        super().__init__(editor)
        self._editor = editor
        self.choice: Choice | None = None
        self.setObjectName("iterations")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName("Times that this line ran")
        self.setFixedHeight(HEIGHT)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.before, self.label, self.after = QToolButton(), QToolButton(), QToolButton()
        row = QHBoxLayout(self)
        row.setContentsMargins(1, 1, 1, 1)
        row.setSpacing(0)
        for button, words in (
            (self.before, "The time before (Alt+Left)"),
            (self.label, "All times (Alt+Down)"),
            (self.after, "The time after (Alt+Right)"),
        ):
            button.setToolTip(words)
            button.setAccessibleName(words)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setFixedHeight(HEIGHT - 2)
            row.addWidget(button)
        self.label.setFont(font(SMALL, numbers=True))
        self.before.clicked.connect(lambda: self.step(-1))
        self.after.clicked.connect(lambda: self.step(1))
        self.label.clicked.connect(self.open_list)
        self.times = Times(self)
        self.popup = QFrame(self, Qt.WindowType.Popup)
        self.popup.setObjectName("offer")
        self.list = QListView()
        self.list.setModel(self.times)
        self.list.setUniformItemSizes(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setProperty("role", "bare")
        self.list.setItemDelegate(Row(self.list))
        self.list.setAccessibleName("Times that this line ran")
        self.list.clicked.connect(self._take)
        self.list.activated.connect(self._take)
        self.list.installEventFilter(self)
        column = QVBoxLayout(self.popup)
        column.setContentsMargins(4, 4, 4, 4)
        column.addWidget(self.list)
        self.restyle()
        self.hide()

    def offer(self, choice: Choice | None) -> None:
        """Show what a line offers, or nothing."""
        self.choice = choice
        self.setVisible(choice is not None)
        if choice is None:
            return
        digits = f"{choice.count:,}"
        which = "all" if choice.chosen is None else f"{choice.chosen + 1:,}"
        self.label.setText(f"{which} of {digits}")
        longest = f"{max(digits, 'all', key=len)} of {digits}"  # so that the width never jumps
        self.label.setFixedWidth(self.label.fontMetrics().horizontalAdvance(longest) + 10)
        self.label.setAccessibleDescription(
            f"{which} of {digits} {choice.noun} of line {choice.line}"
        )
        self.before.setEnabled(choice.chosen != 0)
        self.after.setEnabled(choice.chosen is None or choice.chosen + 1 < choice.count)
        self.adjustSize()

    def step(self, by: int) -> None:
        """Pick the time before or after; from all of them the last or the first."""
        choice = self.choice
        if choice is None:
            return
        if choice.chosen is None:
            self.picked.emit(choice.count - 1 if by < 0 else 0)
        elif 0 <= choice.chosen + by < choice.count:
            self.picked.emit(choice.chosen + by)

    @Slot()
    def open_list(self) -> None:
        """List all times under the label."""
        if self.choice is None:
            return
        self.times.show(self.choice)
        rows = min(self.choice.count, MOST_ROWS)
        self.list.setFixedSize(LIST_WIDTH, rows * ROW + 4)
        self.popup.adjustSize()
        at = self.mapToGlobal(QPoint(self.width() - self.popup.width(), self.height() + 2))
        room = self.screen().availableGeometry()
        if at.y() + self.popup.height() > room.bottom():
            at.setY(self.mapToGlobal(QPoint(0, -self.popup.height() - 2)).y())
        self.popup.move(max(at.x(), room.left()), at.y())
        self.popup.show()
        shown = self.choice.count - 1 if self.choice.chosen is None else self.choice.chosen
        self.list.setCurrentIndex(self.times.index(shown, 0))
        self.list.scrollTo(self.times.index(shown, 0))
        self.list.setFocus()

    @Slot(QModelIndex)
    def _take(self, index: QModelIndex) -> None:
        self.popup.hide()
        self._editor.setFocus()
        self.picked.emit(index.row())

    def restyle(self) -> None:
        """Icons in the theme's ink."""
        for button, way in ((self.before, "left"), (self.after, "right")):
            button.setIcon(qtawesome.icon(f"mdi6.chevron-{way}", color=current().mute))
            button.setIconSize(QSize(14, 14))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "list"):
            self.restyle()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter takes the current row also where the style would not."""
        keys = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
        if (
            watched is self.list
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() in keys
        ):
            self._take(self.list.currentIndex())
            return True
        return super().eventFilter(watched, event)
