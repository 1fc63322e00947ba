"""Editing: the window's comforts: finder, shortcuts, find bar, and the commands that edit cards."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Slot

from app.actions import Entry
from app.canvas import clipboard
from app.canvas.marks import Marks
from app.document.aligning import Places, aligned, distributed
from app.document.graph import Graph
from app.document.healing import healed
from app.document.selecting import downstream, inverse, linked, neighbour, upstream
from app.finder import Finder, Recent
from app.panels.find_bar import FindBar
from app.shortcuts import Shortcuts
from app.shortcuts_dialog import ShortcutsDialog
from app.workspace.search import Search

if TYPE_CHECKING:
    from app.window import MainWindow

SNAP = "Snap to grid"
NONE_SELECTED = "select a node first"
Picking = Callable[[Graph, Collection[str]], Collection[str]]


class Editing(QObject):
    """What a user edits with besides the hand. Attributes: search, find_bar, shortcuts."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._actions, self._workspace = window.actions_, window.workspace
        self._canvas = window.canvas
        self._recent = Recent(window.settings)
        self.search = Search(self._workspace, self)
        self.marks = Marks(self._canvas, self.search)
        self.find_bar = FindBar(self.search, self._canvas)

    def begin(self) -> None:
        """Add the commands to the registry, where all others are by now; give all of them the
        user's keys, and keep them up to date."""
        for entry in self._entries():
            self._actions.add(entry)
        self.shortcuts = Shortcuts(self._actions, self._window.settings)
        workspace, refresh = self._workspace, self._actions.refresh
        workspace.snaps = bool(self._window.settings.value("snap", False, type=bool))
        self._actions.by_text[SNAP].setChecked(workspace.snaps)
        for signal in (
            workspace.selection_changed,
            workspace.graph_changed,
            workspace.undo.indexChanged,
        ):
            signal.connect(refresh)
        refresh()
        self._actions.used.connect(self._recent.remember)
        workspace.undo.undoTextChanged.connect(self._name_undo)
        workspace.undo.redoTextChanged.connect(self._name_redo)
        self.find_bar.ended.connect(self._canvas.setFocus)
        self.find_bar.asked_for_all.connect(lambda: workspace.select(self.search.found))
        self._canvas.escaped.connect(self.find_bar.end)
        workspace.opened.connect(self.find_bar.end)

    # the window's own ---------------------------------------------------------------------------

    @Slot()
    def find_action(self) -> None:
        """Open the finder under the bar."""
        window = self._window
        finder = Finder(self._actions, self._recent, window)
        finder.chosen.connect(lambda action: action.trigger())
        at = QPoint((window.width() - finder.width()) // 2, window.bar.height() + 8)
        finder.open_at(window.mapToGlobal(at))

    @Slot()
    def edit_shortcuts(self) -> None:
        """Open the list of all actions with their keys."""
        ShortcutsDialog(self._actions, self.shortcuts, self._window).open()

    @Slot()
    def find(self) -> None:
        """Open the field that finds nodes."""
        self._window.show_canvas()
        self.find_bar.begin()

    def restyle(self) -> None:
        """Draw anew what does not follow the palette by itself."""
        self.find_bar.restyle()

    @Slot(str)
    def _name_undo(self, step: str) -> None:
        self._name("Undo", step)

    @Slot(str)
    def _name_redo(self, step: str) -> None:
        self._name("Redo", step)

    def _name(self, verb: str, step: str) -> None:
        """Say in the menu what would be undone or redone."""
        self._actions.by_text[verb].setText(f"{verb} {step}".strip())

    # commands -----------------------------------------------------------------------------------

    def _entries(self) -> list[Entry]:
        canvas, selected, there = self._canvas, self._without_selection, self._without_nodes
        anything = self._without_anything

        def on_canvas(
            menu: str, text: str, then: Callable[[], object], keys: str = "", unless: object = None
        ) -> Entry:
            reason = unless if callable(unless) else None
            return Entry(menu, text, then, keys, on_canvas=True, unless=reason)

        def pick(text: str, choose: Picking, keys: str) -> Entry:
            return on_canvas("Select", text, partial(self._pick, choose), keys, selected)

        def walk(way: str, what: str) -> Entry:
            then = partial(self._walk, way)
            return on_canvas("Select", f"Go to {what}", then, way.title(), there)

        def line(text: str, edge: str) -> Entry:
            then = partial(self._arrange, text, partial(aligned, edge=edge))
            return Entry("Arrange", text, then, unless=partial(self._fewer_than, 2))

        def spread(text: str, axis: int) -> Entry:
            then = partial(self._arrange, text, partial(distributed, axis=axis))
            return Entry("Arrange", text, then, unless=partial(self._fewer_than, 3))

        return [
            on_canvas("Edit", "Cut", partial(clipboard.cut, canvas), "Ctrl+X", anything),
            on_canvas("Edit", "Copy", partial(clipboard.copy, canvas), "Ctrl+C", anything),
            on_canvas("Edit", "Paste", self._paste, "Ctrl+V"),
            on_canvas("Edit", "Paste with wires", partial(self._paste, wired=True), "Ctrl+Shift+V"),
            on_canvas(
                "Edit", "Duplicate", partial(clipboard.duplicate, canvas), "Shift+D", anything
            ),
            on_canvas(
                "Edit",
                "Delete and join wires",
                self._heal,
                "Ctrl+Delete|Ctrl+Backspace",
                selected,
            ),
            Entry("Edit", "Find…", self.find, "Ctrl+F", unless=there),
            Entry("Edit", "Keyboard shortcuts…", self.edit_shortcuts, "Ctrl+,"),
            on_canvas("Select", "Select all", canvas.select_all, "Ctrl+A", there),
            on_canvas(
                "Select",
                "Select none",
                partial(self._workspace.select, ()),
                "Ctrl+Shift+A",
                selected,
            ),
            on_canvas("Select", "Select inverse", partial(self._pick, inverse), "Ctrl+I", there),
            pick("Select upstream", upstream, "Ctrl+Left"),
            pick("Select downstream", downstream, "Ctrl+Right"),
            pick("Select connected", linked, "L"),
            walk("left", "input"),
            walk("right", "consumer"),
            walk("up", "node above"),
            walk("down", "node below"),
            line("Align left", "left"),
            line("Align centres", "centre"),
            line("Align right", "right"),
            line("Align top", "top"),
            line("Align middles", "middle"),
            line("Align bottom", "bottom"),
            spread("Space evenly across", 0),
            spread("Space evenly down", 1),
            Entry("Arrange", SNAP, self._snap, "Ctrl+G", checkable=True),
        ]

    def _without_selection(self) -> str:
        return "" if self._workspace.selection else NONE_SELECTED

    def _without_anything(self) -> str:
        return "" if self._canvas.hand.picked else self._without_selection()

    def _without_nodes(self) -> str:
        return "" if len(self._workspace.graph) else "there are no nodes yet"

    def _fewer_than(self, count: int) -> str:
        few = len(self._workspace.selection) < count
        return f"select {'two' if count == 2 else 'three'} or more nodes first" if few else ""

    def _paste(self, *, wired: bool = False) -> None:
        wrong = clipboard.paste(self._canvas, wired=wired)
        if wrong:
            self._window.show_canvas()
        self._canvas.notify(wrong)

    def _heal(self) -> None:
        workspace = self._workspace
        count = len(workspace.selection)
        name = f"Delete {'node' if count == 1 else f'{count} nodes'} and join wires"
        workspace.edit(name, healed(workspace.graph, workspace.selection))

    def _pick(self, choose: Picking) -> None:
        self._workspace.select(choose(self._workspace.graph, self._workspace.selection))

    def _walk(self, way: str) -> None:
        """Go from the selected node along a wire; from none to the root."""
        workspace = self._workspace
        graph, chosen = workspace.graph, workspace.selection
        start = next((i for i in graph.nodes if i in chosen), None)
        end = graph.root if start is None else neighbour(graph, start, way)
        if end is not None:
            workspace.select([end])
            self._canvas.reveal(end)

    def _arrange(self, text: str, places: Callable[[Graph, Collection[str]], Places]) -> None:
        workspace = self._workspace
        found = places(workspace.graph, workspace.selection)
        if any(workspace.graph.positions[i] != at for i, at in found.items()):
            workspace.move(found, text)

    def _snap(self) -> None:
        workspace = self._workspace
        workspace.snaps = not workspace.snaps
        self._window.settings.setValue("snap", workspace.snaps)
