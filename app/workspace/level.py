"""Level: which group of the document is open; the canvas shows what is inside it."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from app.document.arrangement import TOP, Arrangement
from app.document.graph import Graph


class Level(QObject):
    """The open group. Attributes: id (TOP where none is). Signals: changed (its id)."""

    changed = Signal(str)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.id = TOP
        self._order = Arrangement()

    @property
    def path(self) -> tuple[str, ...]:
        """The groups from the top down to the open one."""
        return self._order.path(self.id)

    def enter(self, group: str) -> None:
        """Open a group, or go to the top."""
        if group != self.id and (group == TOP or group in self._order.groups):
            self.id = group
            self.changed.emit(group)

    @Slot()
    def leave(self) -> None:
        """Go to the group that holds the open one."""
        self.enter(self._order.within.get(self.id, TOP))

    @Slot(object)
    def follow(self, graph: Graph) -> None:
        """Leave groups that are gone from the graph."""
        before, self._order = self._order, graph.arrangement
        if self.id not in self._order.groups:
            kept = [group for group in before.path(self.id) if group in self._order.groups]
            self.enter(kept[-1] if kept else TOP)
