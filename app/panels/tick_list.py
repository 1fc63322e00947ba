"""TickList: names with a box to tick beside each, in as many rows as they need; thousands of them
are one widget."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem, QSizePolicy, QWidget

TALLEST = 132  # logical pixels; more rows scroll
SPARE = 10  # logical pixels, of the frame and its padding


class TickList(QListWidget):
    """Names, all ticked at first. Signal: ticks_changed (by hand)."""

    ticks_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFlow(QListWidget.Flow.LeftToRight)
        self.setWrapping(True)
        self.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setProperty("role", "bare")
        self.setSpacing(0)
        self.setTextElideMode(Qt.TextElideMode.ElideNone)  # Qt forgets the padding in its widths
        self.setSizeAdjustPolicy(QListWidget.SizeAdjustPolicy.AdjustToContents)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.names: tuple[str, ...] = ()
        self._filling = False
        self.itemChanged.connect(self._changed)

    def show_names(self, names: Sequence[str]) -> None:
        """List these names; those that were unticked stay so."""
        if tuple(names) == self.names:
            return
        unticked = set(self.names) - set(self.ticked())
        self.names = tuple(names)
        self.clear()
        self.addItems(list(names))
        self.tick([name for name in names if name not in unticked])
        self._settle()

    def tick(self, names: Collection[str]) -> None:
        """Tick these names and no others."""
        chosen = set(names)
        self._filling = True
        for item in self._items():
            state = Qt.CheckState.Checked if item.text() in chosen else Qt.CheckState.Unchecked
            item.setCheckState(state)
        self._filling = False

    def ticked(self) -> tuple[str, ...]:
        """The names that are ticked, in their order."""
        return tuple(i.text() for i in self._items() if i.checkState() == Qt.CheckState.Checked)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._settle()

    def _settle(self) -> None:
        """Ask for as many rows as the names need in this width."""
        self.doItemsLayout()
        self.updateGeometry()

    def minimumSizeHint(self) -> QSize:
        return QSize(0, min(self.contentsSize().height() + SPARE, TALLEST))

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self.minimumSizeHint().height())

    def _items(self) -> list[QListWidgetItem]:
        return [self.item(row) for row in range(self.count())]

    def _changed(self, _item: QListWidgetItem) -> None:
        if not self._filling:
            self.ticks_changed.emit()
