"""Search: the nodes that match what is typed, found a slice at a time as values move."""

from __future__ import annotations

import time
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.document.graph import Node
from app.document.search import Condition, Facts, QueryError, holds, query
from app.workspace.workspace import Workspace
from engine.dtype import Array

SLICE_MS = 8.0  # after which the event loop has its turn


class Search(QObject):
    """Which nodes match. Attributes: text; wrong (what cannot be searched for, or ""); found (ids,
    from left to right); current (the id that was gone to, or ""). Signals: changed (any of them),
    reached (the id of a match that should be brought into view)."""

    changed = Signal()
    reached = Signal(str)

    def __init__(self, workspace: Workspace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self.text, self.wrong, self.current = "", "", ""
        self.found: tuple[str, ...] = ()
        self._conditions: tuple[Condition, ...] = ()
        self._left: list[Node] = []
        self._matches: list[str] = []
        self._again = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._go_on)
        workspace.graph_changed.connect(self._refresh)
        workspace.trace_changed.connect(self._refresh)
        workspace.playhead.moved.connect(self._refresh)

    @property
    def busy(self) -> bool:
        """Whether nodes are still being looked at."""
        return self._timer.isActive()

    @Slot(str)
    def look_for(self, text: str) -> None:
        """Search for something else; "" ends it."""
        self.text, self.wrong, self.current = text, "", ""
        try:
            self._conditions = query(text)
        except QueryError as error:
            self._conditions, self.wrong = (), str(error)
        self._begin()

    def step(self, by: int) -> None:
        """Go to the next match (1) or the one before (-1), round at the ends."""
        if not self.found:
            return
        if self.current in self.found:
            place = self.found.index(self.current) + by
        else:
            place = 0 if by > 0 else -1
        self.current = self.found[place % len(self.found)]
        self.changed.emit()
        self.reached.emit(self.current)

    @Slot()
    def _refresh(self, _value: object = None) -> None:
        """The graph or its values changed; a search under way is finished first."""
        if self._conditions and self.busy:
            self._again = True
        elif self._conditions:
            self._begin()

    def _begin(self) -> None:
        self._timer.stop()
        self._again, self._matches = False, []
        self._left = list(self._workspace.graph)[::-1] if self._conditions else []
        self._go_on()

    @Slot()
    def _go_on(self) -> None:
        end = time.perf_counter() + SLICE_MS / 1e3
        workspace = self._workspace
        graph, planned = workspace.graph, workspace.planned
        while self._left and time.perf_counter() < end:
            node = self._left.pop()
            slot = planned.slots.get(node.id)
            problem = planned.problems.get(node.id)
            fails = problem is not None and bool(problem.remedy)
            if holds(self._conditions, Facts(graph, node, partial(self._read, slot), fails)):
                self._matches.append(node.id)
        if self._left:
            self._timer.start(0)
            return
        at = graph.positions
        known = (i for i in self._matches if i in graph.nodes)
        self.found = tuple(sorted(known, key=lambda i: at.get(i, (0.0, 0.0))))
        self.changed.emit()
        if self._again:
            self._begin()

    def _read(self, slot: int | None, which: str) -> Array | None:
        workspace = self._workspace
        if workspace.trace is None or slot is None:
            return None
        position = max(workspace.playhead.position, 0)
        read = workspace.trace.value_at if which == "value" else workspace.trace.gradient_at
        return read(slot, position)
