"""OpMenu: the ops that fit a place of the canvas, found by typing."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from app.chooser import Chooser, Row
from app.document.edits import LEAVES
from app.ranking import score
from engine.op import OPS

WIDTH = 340
WORDS = "Add a node"


class OpMenu(Chooser):
    """Choose an op to add. Signals: chosen (the op's name).

    `ops` are those that fit, the likeliest first; leaves are offered where `leaves` is set.
    """

    def __init__(self, ops: Sequence[str], leaves: bool, parent: QWidget) -> None:
        super().__init__(WORDS, "Ops", WIDTH, parent)
        offered = [Row(OPS[name].name, name, OPS[name].family) for name in ops]
        if leaves:
            offered[4:4] = [Row(name, name, about) for name, (_, about, _, _) in LEAVES.items()]
        self._offered = offered

    def rows(self, typed: str) -> Sequence[Row]:
        if not typed.strip():
            return self._offered
        found = []
        for place, row in enumerate(self._offered):
            earned = [score(typed, row.text), score(typed, f"{row.aside} {row.text}")]
            best = max((s for s in earned if s is not None), default=None)
            if best is not None:
                exact = row.text.lower() == typed.strip().lower()
                found.append((not exact, -best, place, row))
        return [row for _, _, _, row in sorted(found, key=lambda f: f[:3])]
