"""Arranging: the window's commands that group, frame, note and lay out what is selected."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Slot
from PySide6.QtWidgets import QMenu

from app.actions import Entry
from app.canvas.breadcrumb import Breadcrumb
from app.document.arrangement import TOP
from app.document.collecting import collecting_later
from app.document.grouping import cards, grouped, members, ungrouped

if TYPE_CHECKING:
    from app.window import MainWindow

NONE_SELECTED = "select a node first"


class Arranging(QObject):
    """What orders a graph for the eye. Attributes: breadcrumb."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._actions, self._workspace = window.actions_, window.workspace
        self._canvas = window.canvas
        self.breadcrumb = Breadcrumb(window.canvas)
        for entry in self._entries():
            self._actions.add(entry)
        self._canvas.groups.signals.asked_for_menu.connect(self._group_menu)
        self._workspace.level.changed.connect(self._actions.refresh)

    def _entries(self) -> list[Entry]:
        selected, group = self._without_selection, self._without_group

        def arrange(
            text: str, then: Callable[[], object], keys: str, unless: Callable[[], str]
        ) -> Entry:
            return Entry("Arrange", text, then, keys, on_canvas=True, unless=unless)

        return [
            arrange("Group", self.group, "Ctrl+Alt+G", selected),
            arrange("Ungroup", self.ungroup, "Ctrl+Alt+Shift+G", group),
            arrange("Enter group", self.enter, "", group),
            arrange("Leave group", self.leave, "Alt+Up", self._at_the_top),
        ]

    def _without_selection(self) -> str:
        return "" if self._workspace.selection else NONE_SELECTED

    def _without_group(self) -> str:
        return "" if self._canvas.groups.chosen is not None else "select one group first"

    def _at_the_top(self) -> str:
        return "" if self._workspace.level.id != TOP else "no group is open"

    # groups -------------------------------------------------------------------------------------

    @Slot()
    def group(self) -> None:
        """Put the selected cards into a new group."""
        workspace = self._workspace
        level = workspace.level.id
        if not cards(workspace.graph, workspace.selection, level):
            self._canvas.notify("what is selected is not on this level; select what you see")
            return
        with collecting_later():
            graph, made = grouped(workspace.graph, workspace.selection, level)
            workspace.rearrange(graph, f"Group {_nodes(len(members(graph, made)))}")
            workspace.select(members(graph, made))

    @Slot()
    def ungroup(self) -> None:
        """Take the selected group apart."""
        group = self._canvas.groups.chosen
        if group is not None:
            with collecting_later():
                self._workspace.rearrange(ungrouped(self._workspace.graph, group), "Ungroup")

    @Slot()
    def enter(self) -> None:
        """Show what is inside the selected group."""
        group = self._canvas.groups.chosen
        if group is not None:
            self._canvas.groups.enter(group)

    @Slot()
    def leave(self) -> None:
        """Show the level above, and select the group that was open."""
        workspace = self._workspace
        left = workspace.level.id
        workspace.level.leave()
        if left != TOP:
            workspace.select(members(workspace.graph, left))

    @Slot(object, str)
    def _group_menu(self, at: QPoint, _group: str) -> None:
        self._menu(at, "Enter group", "Rename", "Ungroup", "", "Copy", "Delete")

    def _menu(self, at: QPoint, *words: str) -> QMenu:
        menu = QMenu(self._window)
        for text in words:
            if text:
                menu.addAction(self._actions.by_text[text])
            else:
                menu.addSeparator()
        menu.popup(at)
        return menu


def _nodes(count: int) -> str:
    return "node" if count == 1 else f"{count} nodes"
