"""Workspace: the open document, its undo stack and what is selected in it."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoStack

from app.document.aligning import snapped
from app.document.arguments import with_argument
from app.document.arrangement import TOP, Arrangement
from app.document.collecting import collecting_later
from app.document.edits import (
    content_text,
    nested,
    typed,
    with_content,
    with_name,
    with_op,
    with_root_kept,
)
from app.document.file import Document
from app.document.formula import parse, reconcile, rewrite
from app.document.formula.unparse import named
from app.document.graph import Content, Graph, Point, Value
from app.document.grouping import settled
from app.document.placing import arranged, placed, runs_back
from app.document.program import Unwritable, akin, is_program, mistake, restated, straight
from app.workspace.edit import Edit, State
from app.workspace.level import Level
from app.workspace.likeness import same_run
from app.workspace.running import Runs
from engine.dtype import Array

OF_A_PROGRAM = "This graph was drawn by a program: change its text, or make the graph editable"
BURST_S = 3.0  # a formula typed without longer rests is laid out anew as it grows
QUICK_LAYOUT = 200  # nodes


class Workspace(Runs):
    """The one place where the document changes.

    Attributes, besides those of its runs: undo; selection (node ids); level (the open group); view
    (settings kept in the document).
    Signals: text_changed, selection_changed, path_changed, opened (another document is shown).
    """

    text_changed = Signal(str)
    selection_changed = Signal(object)
    path_changed = Signal()
    opened = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.selection: frozenset[str] = frozenset()
        self.view: dict[str, Any] = {}
        self.undo = QUndoStack(self)
        self.level = Level(self)
        self.graph_changed.connect(self.level.follow)
        self._typed: tuple[State, float] | None = None
        self.snaps = False  # cards that are moved go to the grid
        self._jumping = False  # undo steps are passed over and not shown
        self._by_hand = False  # the user has put a card somewhere: text edits leave all in place

    # editing ------------------------------------------------------------------------------------

    def edit(self, text: str, graph: Graph, *, merge: str = "") -> None:
        """Change the graph; the formula follows. `text` names the step in the undo list."""
        if graph is self.graph:
            return
        if self.state.is_traced:
            self.refused.emit(OF_A_PROGRAM)
            return
        graph = placed(named(with_root_kept(self.graph, graph)))
        graph = settled(self.graph, graph, self.level.id)
        if self.state.is_program:
            try:
                written, graph = restated(self.state.text, self.graph, graph)
            except Unwritable as error:
                self.refused.emit(str(error))
                return
        else:
            written = rewrite(self.state.text, self.graph, graph)
        self.undo.push(Edit(self, State(written, graph), text, merge))

    def edit_text(self, text: str) -> None:
        """Change the formula; the graph follows, keeping what did not change.

        Errors: FormulaError, and nothing changes.
        """
        if text == self.state.text:
            return
        merge = f"program {self.program.runs}"  # what was run can be gone back to
        line = straight(text) if is_program(text) else None
        with collecting_later():
            if line is not None:
                self._take_text(text, line.graph, "Edit program", f"straight {merge}")
            elif is_program(text):
                wrong = None if self.state.is_traced or not self.state.is_program else mistake(text)
                if wrong is not None:
                    raise wrong
                is_other = not self.state.is_program or not akin(text, self.state.text)
                graph = Graph() if is_other else self.graph
                self.undo.push(Edit(self, State(text, graph), "Edit program", merge))
            else:
                self._take_text(text, parse(text).graph, "Edit formula", "formula")

    def _take_text(self, text: str, said: Graph, words: str, merge: str) -> None:
        graph = reconcile(self.graph, said)
        fresh = not len(self.graph) or self._is_burst()
        anew = len(graph) <= QUICK_LAYOUT and (fresh or not (self._by_hand or graph.arrangement))
        tidy = placed(graph)
        graph = arranged(graph) if anew and (fresh or runs_back(tidy)) else tidy
        graph = settled(self.graph, graph, self.level.id)
        self.undo.push(Edit(self, State(text, graph), words, merge))
        self._typed = (self.state, time.monotonic()) if fresh else None

    def take_over(self, graph: Graph) -> None:
        """Put a graph and its formula in place of a program."""
        plain = settled(Graph(), placed(named(graph)), TOP)
        state = State(rewrite("", Graph(), plain), plain)
        self.undo.push(Edit(self, state, "Make editable"))

    def _is_burst(self) -> bool:
        """Whether a formula is still being typed that began on an empty canvas."""
        if self._typed is None:
            return False
        state, at = self._typed
        return state is self.state and time.monotonic() - at < BURST_S

    def add_op(self, op: str, at: Point | None = None, sources: Sequence[str] = ()) -> None:
        """A new node, selected."""
        self._by_hand = self._by_hand or at is not None
        graph, node_id = with_op(self.graph, op, at, sources)
        self.edit(f"Add {op}", graph)
        self.select([node_id])

    def set_content(
        self, node_id: str, content: Content, trainable: bool | None = None, merge: str = ""
    ) -> None:
        """Another content for a leaf; edits of one `merge` key are one undo step."""
        graph = with_content(self.graph, node_id, content, trainable)
        name = self.graph[node_id].name or "leaf"
        self.edit(f"Change {name}", graph, merge=merge)

    def content_text(self, node_id: str) -> str:
        """A leaf's content as it is typed."""
        return content_text(self.graph[node_id])

    def type_content(self, node_id: str, text: str) -> str:
        """Take what was typed for a leaf; what is wrong with it, or nothing."""
        try:
            content, trainable = typed(text, self.graph[node_id])
        except ValueError as error:
            return str(error)
        self.set_content(node_id, content, trainable)
        return ""

    def set_argument(self, node_id: str, name: str, text: str) -> str:
        """Take what was typed for a static argument; what is wrong with it, or nothing."""
        try:
            graph = with_argument(self.graph, node_id, name, text)
        except ValueError as error:
            return str(error)
        self.edit(f"Change {name}", graph)
        return ""

    def rename(self, node_id: str, name: str) -> str:
        """Give a node a name; what is wrong with it, or nothing."""
        try:
            graph = with_name(self.graph, node_id, name)
        except ValueError as error:
            return str(error)
        self.edit("Rename", graph)
        return ""

    def set_root(self, node_id: str) -> None:
        """Choose the node to differentiate."""
        self.edit("Set root", replace(self.graph, chosen_root=node_id))

    def rearrange(self, graph: Graph, text: str = "Arrange", merge: str = "") -> None:
        """The same nodes in other places, or under other groups, frames and comments."""
        self.undo.push(Edit(self, replace(self.state, graph=graph), text, merge))

    def move(
        self, positions: Mapping[str, Point], text: str = "Move", order: Arrangement | None = None
    ) -> None:
        """Put nodes elsewhere, perhaps into other frames; nothing is run again."""
        self._by_hand = True
        if self.snaps:
            positions = snapped(self.graph, positions)
        graph = self.graph.moved(positions)
        if order is not None and order is not self.graph.arrangement:
            graph = graph.arranged_as(order)
        self.undo.push(Edit(self, replace(self.state, graph=graph), text))

    def show(self, state: State, level: str | None = None) -> None:
        """Take a state without an undo step, and open the group of its step: what Edit calls."""
        if self._jumping:
            self.state = state
            return
        before = self.state
        if state.is_traced and before.is_traced and state.text != before.text:
            drawn = before.graph if akin(state.text, before.text) else Graph()
            state = replace(state, graph=drawn)  # what the latest run drew
        self.state = state
        if not state.is_traced:
            self._find_spans()
        elif not before.is_traced or not len(state.graph):
            self._put_away()
        elif state.text != before.text and self.failure is not None:
            self.failure = None  # it was of another text
            self.running.emit(self.busy)
        if before.is_program and not state.is_program:
            self.program.forget()
        same = same_run(state.graph, before.graph) and state.is_traced == before.is_traced
        if not same:
            self.overrides = {
                name: value
                for name, value in self.overrides.items()
                if state.graph.named(name) == before.graph.named(name)
            }
            self._plan()
        if state.text != before.text:
            self.text_changed.emit(state.text)
        if state.graph is not before.graph:
            kept = self.selection & state.graph.nodes.keys()
            if kept != self.selection:
                self.select(kept)
            self.graph_changed.emit(state.graph)
        if level is not None:
            self.level.enter(level)
        if not same:
            self._run()

    def go_to(self, index: int) -> None:
        """Undo or redo up to so many steps, and show only where that ends."""
        shown, self._jumping = self.state, True
        try:
            self.undo.setIndex(index)
        finally:
            self._jumping = False
            state, self.state = self.state, shown
        self.show(state)

    def select(self, node_ids: Iterable[str]) -> None:
        """Select these nodes and no others."""
        chosen = frozenset(node_ids)
        if chosen != self.selection:
            self.selection = chosen
            self.selection_changed.emit(chosen)

    # documents ----------------------------------------------------------------------------------

    def open(self, document: Document, path: Path | None = None) -> None:
        """Show another document; its undo list starts empty."""
        self.undo.clear()
        self.overrides = {}
        self.path, self.view = path, dict(document.view)
        self._by_hand = bool(document.graph.positions)
        self.select(())
        self.level.enter(TOP)
        self.program.forget()
        with collecting_later():
            self.state = State(document.text, placed(_graph_of(document)))
            self._find_spans()
            if self.state.is_traced:
                self._put_away()
            self._play_next = False
            self._plan()
        self.text_changed.emit(self.state.text)
        self.graph_changed.emit(self.state.graph)
        self.path_changed.emit()
        self.opened.emit()
        self._run()

    @property
    def document(self) -> Document:
        """What a file holds of this workspace; of a program the text, whose run draws the graph."""
        if self.state.is_traced:
            return Document(self.state.text, Graph(), self.view)
        return Document(self.state.text, self.state.graph, self.view)

    def saved(self, path: Path) -> None:
        """Remember that the document was written there."""
        self.path = path
        self.undo.setClean()
        self.path_changed.emit()

    def keep_overrides(self) -> None:
        """Write the overridden values into their leaves: one undo step."""
        values, self.overrides = self.overrides, {}
        self.set_values("Keep values", values)

    def set_values(self, text: str, values: Mapping[str, Array]) -> None:
        """Other values in the leaves of these names: one undo step, called `text`."""
        graph = self.graph
        for name, value in values.items():
            node = graph.named(name)
            if node is not None:
                graph = with_content(graph, node.id, Value(nested(value)))
        self.edit(text, graph)


def _graph_of(document: Document) -> Graph:
    """The graph of a document; of a straight-line program that has none, what its lines say."""
    if len(document.graph) or not is_program(document.text):
        return document.graph
    found = straight(document.text)
    return Graph() if found is None else found.graph
