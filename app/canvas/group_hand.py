"""Group hand: cards of groups and stubs under the user's hands; levels entered and left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, QPointF, Qt, Signal
from PySide6.QtGui import QKeyEvent

from app.canvas.gestures import DragNodes, Gesture
from app.canvas.taker import Modifiers, Taker
from app.document.grouping import cards, renamed

if TYPE_CHECKING:
    from app.canvas.canvas import Canvas


class GroupSignals(QObject):
    """Signals: asked_for_menu (global position and the id of the group)."""

    asked_for_menu = Signal(object, str)


class GroupHand(Taker):
    """Select, move, enter and rename groups; go where stubs lead. Attributes: signals."""

    def __init__(self, canvas: Canvas) -> None:
        super().__init__(canvas)
        self.signals = GroupSignals(canvas)

    # commands -----------------------------------------------------------------------------------

    @property
    def chosen(self) -> str | None:
        """The one group that is selected on this level, and nothing else."""
        workspace = self.canvas.workspace
        groups = workspace.graph.arrangement.groups
        if not groups or not workspace.selection:
            return None
        found = cards(workspace.graph, workspace.selection, workspace.level.id)
        return found[0] if len(found) == 1 and found[0] in groups else None

    def enter(self, group: str) -> None:
        """Show what is inside a group."""
        self.canvas.workspace.select(())
        self.canvas.workspace.level.enter(group)

    def rename(self, group: str) -> None:
        """Type another title for a group in place."""
        canvas = self.canvas
        title = canvas.workspace.graph.arrangement.groups[group].title

        def take(text: str) -> str:
            try:
                graph = renamed(canvas.workspace.graph, group, text)
            except ValueError as error:
                return str(error)
            if text.strip() != title:
                canvas.workspace.rearrange(graph, "Rename group")
            return ""

        canvas.in_place.write_on_card("Group title", title, take, group)

    # the hand -----------------------------------------------------------------------------------

    def _card(self, world: QPointF) -> str | None:
        """The group or stub under a point."""
        card = self.canvas.scene.card_at(world)
        return None if card in self.canvas.workspace.graph.nodes else card

    def begin(self, at: QPointF, world: QPointF, keys: Modifiers) -> Gesture | None:
        card = self._card(world)
        if card is None:
            return None
        held = self.canvas.scene.held(card)
        if not held:
            return Gesture(self.canvas, at)
        if not self.canvas.workspace.selection.issuperset(held):
            self.click(world, keys)
        return DragNodes(self.canvas, at)

    def click(self, world: QPointF, keys: Modifiers) -> bool:
        card, workspace = self._card(world), self.canvas.workspace
        if card is None:
            return False
        held = frozenset(self.canvas.scene.held(card))
        if not held:
            outer = self.canvas.scene.outer(card)
            workspace.select([outer])
            self.canvas.reveal(outer)
        elif keys & Qt.KeyboardModifier.ControlModifier:
            whole = workspace.selection >= held
            workspace.select(workspace.selection - held if whole else workspace.selection | held)
        elif keys & Qt.KeyboardModifier.ShiftModifier:
            workspace.select(workspace.selection | held)
        else:
            workspace.select(held)
        return True

    def double_click(self, world: QPointF) -> bool:
        card = self._card(world)
        if card in self.canvas.workspace.graph.arrangement.groups:
            self.enter(str(card))
        return card is not None

    def menu(self, at: QPoint, world: QPointF) -> bool:
        card = self._card(world)
        if card in self.canvas.workspace.graph.arrangement.groups:
            held = self.canvas.scene.held(str(card))
            if not self.canvas.workspace.selection.issuperset(held):
                self.canvas.workspace.select(held)
            self.signals.asked_for_menu.emit(at, card)
        return card is not None

    def key(self, event: QKeyEvent) -> bool:
        group = self.chosen
        if group is None or event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            return False
        self.enter(group)
        return True

    def tip(self, world: QPointF) -> str:
        card = self._card(world)
        if card is None:
            return ""
        if not self.canvas.scene.held(card):
            return f"{self.canvas.dress.face(card).title}: click to go there"
        return ""
