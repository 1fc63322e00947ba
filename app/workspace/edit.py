"""Edit: one undo step, which swaps the workspace's text and graph for others."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PySide6.QtGui import QUndoCommand

from app.document.graph import Graph
from app.document.program import is_program, straight

if TYPE_CHECKING:
    from app.workspace.workspace import Workspace

MERGE_S = 2.0  # edits of one key that are further apart are two undo steps
HELD = "scrub "  # begins the key of a gesture, which is one step for as long as the hand holds


@dataclass(frozen=True, slots=True)
class State:
    """What undo brings back: the text as typed and the graph that it stands for.

    `drawn` where the run of a straight-line program has shown that its nodes compute otherwise.
    """

    text: str = ""
    graph: Graph = field(default_factory=Graph)
    drawn: bool = False

    @property
    def is_program(self) -> bool:
        """Whether the text is a program."""
        return is_program(self.text)

    @property
    def is_traced(self) -> bool:
        """Whether the graph is what the latest run of a program drew, and not to be edited."""
        return self.is_program and (self.drawn or straight(self.text) is None)


class Edit(QUndoCommand):
    """Swap the workspace's state for another; undo swaps it back. Edits of one `merge` key join."""

    def __init__(self, workspace: Workspace, after: State, text: str, merge: str = "") -> None:
        super().__init__(text)
        self._workspace, self._before, self._after = workspace, workspace.state, after
        self._merge, self._at = merge, time.monotonic()
        self._level = workspace.level.id

    def redo(self) -> None:
        self._workspace.show(self._after, self._level)

    def undo(self) -> None:
        self._workspace.show(self._before, self._level)

    def id(self) -> int:
        return hash(self._merge) % 2**31 if self._merge else -1

    def mergeWith(self, other: QUndoCommand) -> bool:
        if not isinstance(other, Edit) or other._merge != self._merge or not self._merge:
            return False
        if other._at - self._at > MERGE_S and not self._merge.startswith(HELD):
            return False
        self._after, self._at = other._after, other._at
        return True
