"""Arranging: the window's commands that group, frame, note and lay out what is selected."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, QPointF, Slot
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QMenu

from app.actions import Entry
from app.canvas.breadcrumb import Breadcrumb
from app.document.arrangement import TOP
from app.document.collecting import collecting_later
from app.document.framing import framed, recolored, taken_out, unframed
from app.document.grouping import cards, grouped, members, ungrouped
from app.folding import Folding

if TYPE_CHECKING:
    from app.window import MainWindow

NONE_SELECTED = "select a node first"
LASSO = "Draw lassos"
COLOR_WORDS = {"mute": "Grey", "forward": "Teal", "backward": "Orange", "hand": "Blue"}


class Arranging(QObject):
    """What orders a graph for the eye. Attributes: breadcrumb, folding."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._actions, self._workspace = window.actions_, window.workspace
        self._canvas = window.canvas
        self.breadcrumb, self.folding = Breadcrumb(window.canvas), Folding(window)
        for entry in self._entries():
            self._actions.add(entry)
        self._canvas.asked_for_thing_menu.connect(self._thing_menu)
        self._workspace.level.changed.connect(self._actions.refresh)
        self._canvas.picked_changed.connect(self._actions.refresh)

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
            Entry("Select", LASSO, self._lasso, checkable=True),
            arrange("Frame", self.frame, "Ctrl+Shift+F", selected),
            Entry("Edit", "Edit comment", self.edit_comment, unless=self._without_comment),
            Entry("Edit", "Add comment", self.comment, "C", on_canvas=True),
            arrange("Take out of frame", self.take_out, "", self._without_framed),
            arrange("Select cards in frame", self.select_framed, "", self._without_frame),
            arrange("Remove frame", self.unframe, "", self._without_frame),
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
        chosen = workspace.selection | self._canvas.hand.picked
        if not cards(workspace.graph, workspace.selection, level):
            self._canvas.notify("what is selected is not on this level; select what you see")
            return
        with collecting_later():
            graph, made = grouped(workspace.graph, chosen, level)
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

    def _lasso(self) -> None:
        self._canvas.lasso.always = not self._canvas.lasso.always

    # frames -------------------------------------------------------------------------------------

    def _without_frame(self) -> str:
        return "" if self._canvas.frames.chosen is not None else "select one frame first"

    def _framed(self) -> list[str]:
        """The selected cards that are in a frame."""
        workspace = self._workspace
        held = workspace.graph.arrangement.framed
        chosen = cards(workspace.graph, workspace.selection, workspace.level.id) if held else ()
        return [i for i in chosen if i in held]

    def _without_framed(self) -> str:
        return "" if self._framed() else "select a card in a frame first"

    @Slot()
    def frame(self) -> None:
        """Draw a frame round the selected cards, and type its title."""
        workspace = self._workspace
        try:
            graph, frame = framed(workspace.graph, workspace.selection, workspace.level.id)
        except ValueError as error:
            self._canvas.notify(str(error))
            return
        workspace.rearrange(graph, "Frame")
        self._canvas.pick({frame})
        self._canvas.frames.retitle(frame)

    @Slot()
    def take_out(self) -> None:
        """Take the selected cards out of their frames."""
        graph = taken_out(self._workspace.graph, self._framed())
        self._workspace.rearrange(graph, "Take out of frame")

    @Slot()
    def select_framed(self) -> None:
        """Select what is in the selected frame."""
        frame, scene = self._canvas.frames.chosen, self._canvas.scene
        inside = self._workspace.graph.arrangement.framed.items()
        found = [i for i, holder in inside if holder == frame and i in scene.graph.nodes]
        self._workspace.select(i for card in found for i in scene.held(card))

    @Slot()
    def unframe(self) -> None:
        """Take the selected frame away; its cards stay."""
        frame = self._canvas.frames.chosen
        if frame is not None:
            self._workspace.rearrange(unframed(self._workspace.graph, [frame]), "Remove frame")

    def _color(self, frame: str, color: str) -> None:
        self._workspace.rearrange(recolored(self._workspace.graph, frame, color), "Colour frame")

    # comments -----------------------------------------------------------------------------------

    @Slot()
    def comment(self) -> None:
        """Type a comment where the pointer is, or in the middle of the canvas."""
        canvas = self._canvas
        self._window.show_canvas()
        at = QPointF(canvas.mapFromGlobal(QCursor.pos()))
        if not canvas.rect().contains(at.toPoint()):
            at = QPointF(canvas.rect().center())
        canvas.comments.add(canvas.camera.to_world(at))

    def _without_comment(self) -> str:
        picked = self._canvas.hand.picked & self._workspace.graph.arrangement.comments.keys()
        return "" if len(picked) == 1 else "select one comment first"

    @Slot()
    def edit_comment(self) -> None:
        """Type another text for the selected comment."""
        comments = self._workspace.graph.arrangement.comments
        for comment in self._canvas.hand.picked & comments.keys():
            self._canvas.comments.edit(comments[comment])

    # menus --------------------------------------------------------------------------------------

    def words(self, node_id: str) -> tuple[str, ...]:
        """What the menu of a node, or of the empty canvas, offers besides."""
        if node_id:
            return ("Group", "Frame", *(("Take out of frame",) if self._framed() else ()))
        return ("Add comment", *(() if self._at_the_top() else ("Leave group",)))

    @Slot(object, str)
    def _thing_menu(self, at: QPoint, thing: str) -> None:
        self._actions.refresh()
        if thing in self._workspace.graph.arrangement.groups:
            folds = self._workspace.graph.arrangement.groups[thing].copies > 1
            words = ["Enter group", "Rename", "Unfold repeats" if folds else "Ungroup"]
            words += ["", "Copy", "Duplicate", "Delete"]
            words += ["", "Take out of frame"] if self._framed() else []
            self._menu(at, *words)
            return
        if thing in self._workspace.graph.arrangement.comments:
            self._menu(at, "Edit comment", "", "Copy", "Duplicate", "Delete")
            return
        menu = self._menu(at, "Rename", "Select cards in frame", "", "Remove frame", "")
        now = self._workspace.graph.arrangement.frames[thing].color
        for color, word in COLOR_WORDS.items():
            action = menu.addAction(word, partial(self._color, thing, color))
            action.setCheckable(True)
            action.setChecked(color == now)

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
