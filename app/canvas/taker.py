"""Taker: what is asked first when the hand is at something on the canvas that is no node."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QKeyEvent

if TYPE_CHECKING:
    from app.canvas.canvas import Canvas
    from app.canvas.gestures import Gesture

Modifiers = Qt.KeyboardModifier


class Taker:
    """Answers for one kind of thing. Points are `at` in px of the canvas, `world` of the plane;
    what returns True, or a gesture, has been taken and nobody else is asked."""

    def __init__(self, canvas: Canvas) -> None:
        self.canvas = canvas

    def begin(self, at: QPointF, world: QPointF, keys: Modifiers) -> Gesture | None:
        """What a press and drag begins."""
        return None

    def click(self, world: QPointF, keys: Modifiers) -> bool:
        """A press that did not move."""
        return False

    def double_click(self, world: QPointF) -> bool:
        """Two clicks at once."""
        return False

    def menu(self, at: QPoint, world: QPointF) -> bool:
        """A context menu is wanted at a place of the screen."""
        return False

    def key(self, event: QKeyEvent) -> bool:
        """A key was pressed."""
        return False

    def tip(self, world: QPointF) -> str:
        """What is said about the thing under a point."""
        return ""

    def cursor(self, world: QPointF) -> Qt.CursorShape | None:
        """How the pointer looks over the thing under a point."""
        return None
