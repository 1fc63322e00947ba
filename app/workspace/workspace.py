"""Workspace: the open document, its undo stack, its latest Trace and the playhead in it."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot
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
from app.document.planning import Planned, Problem, planned
from app.workspace.edit import Edit, State
from app.workspace.level import Level
from app.workspace.likeness import alike, cost, same_run
from app.workspace.playhead import Playhead, by_level
from app.workspace.worker import Worker
from engine.dtype import Array
from engine.run import run
from engine.tracing import Trace

INLINE_MS = 12.0  # a run that took longer goes to the worker the next time
BURST_S = 3.0  # a formula typed without longer rests is laid out anew as it grows
QUICK_LAYOUT = 200  # nodes
QUICK = 200_000  # a plan that costs less is run at once, though the machine stuttered over it
LIGHT = 2_000_000  # a plan that costs more than this is never run in the interface's thread


class Workspace(QObject):
    """The one place where the document changes.

    Attributes: state (text and graph); planned; trace (None while nothing ran); playhead; undo;
    selection (node ids); level (the open group); path (the file, or None); view (settings kept in
    the document).
    Signals: graph_changed, text_changed, trace_changed, selection_changed, running (a long run
    began or ended), path_changed, opened (another document is shown).
    """

    graph_changed = Signal(object)
    text_changed = Signal(str)
    trace_changed = Signal(object)
    selection_changed = Signal(object)
    running = Signal(bool)
    path_changed = Signal()
    opened = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.state = State()
        self.planned: Planned = planned(Graph())
        self.trace: Trace | None = None
        self.selection: frozenset[str] = frozenset()
        self.path: Path | None = None
        self.view: dict[str, Any] = {}
        self.failure: Problem | None = None
        self.overrides: dict[str, Array] = {}
        self.undo = QUndoStack(self)
        self.level = Level(self)
        self.graph_changed.connect(self.level.follow)
        self.playhead = Playhead(self)
        self._worker = Worker(self)
        self._worker.heard.connect(self._heard)
        self._wanted = self.planned  # the plan of the graph as it stands
        self._running: Planned | None = None  # the plan that the worker runs
        self._next: Planned | None = None  # the plan that it runs after that
        self._slow_cost = LIGHT
        self._typed: tuple[State, float] | None = None
        self.snaps = False  # cards that are moved go to the grid
        self._jumping = False  # undo steps are passed over and not shown
        self._by_hand = False  # the user has put a card somewhere: text edits leave all in place
        self._play_next = False

    @property
    def graph(self) -> Graph:
        """The graph as it stands."""
        return self.state.graph

    def value(self, node_id: str) -> Array | None:
        """The value of a node at the end of the latest run; None where it has none."""
        slot = self.planned.slots.get(node_id)
        return None if self.trace is None or slot is None else self.trace.value(slot)

    @property
    def folder(self) -> Path | None:
        """Where data files are looked for first."""
        return self.path.parent if self.path else None

    # editing ------------------------------------------------------------------------------------

    def edit(self, text: str, graph: Graph, *, merge: str = "") -> None:
        """Change the graph; the formula follows. `text` names the step in the undo list."""
        if graph is self.graph:
            return
        graph = placed(named(with_root_kept(self.graph, graph)))
        graph = settled(self.graph, graph, self.level.id)
        formula = rewrite(self.state.text, self.graph, graph)
        self.undo.push(Edit(self, State(formula, graph), text, merge))

    def edit_text(self, text: str) -> None:
        """Change the formula; the graph follows, keeping what did not change.

        Errors: FormulaError, and nothing changes.
        """
        if text == self.state.text:
            return
        with collecting_later():
            self._take_text(text)

    def _take_text(self, text: str) -> None:
        graph = reconcile(self.graph, parse(text).graph)
        fresh = not len(self.graph) or self._is_burst()
        anew = len(graph) <= QUICK_LAYOUT and (fresh or not (self._by_hand or graph.arrangement))
        tidy = placed(graph)
        graph = arranged(graph) if anew and (fresh or runs_back(tidy)) else tidy
        graph = settled(self.graph, graph, self.level.id)
        self.undo.push(Edit(self, State(text, graph), "Edit formula", "formula"))
        self._typed = (self.state, time.monotonic()) if fresh else None

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
        before, self.state = self.state, state
        same = same_run(state.graph, before.graph)
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
        with collecting_later():
            self.state = State(document.text, placed(document.graph))
            self._play_next = False
            self._plan()
        self.text_changed.emit(self.state.text)
        self.graph_changed.emit(self.state.graph)
        self.path_changed.emit()
        self.opened.emit()
        self._run()

    @property
    def document(self) -> Document:
        """What a file holds of this workspace."""
        return Document(self.state.text, self.state.graph, self.view)

    def saved(self, path: Path) -> None:
        """Remember that the document was written there."""
        self.path = path
        self.undo.setClean()
        self.path_changed.emit()

    # running ------------------------------------------------------------------------------------

    @Slot()
    def recompute(self) -> None:
        """Run the graph again: at once where that is quick, otherwise in the worker."""
        self._plan()
        self._run()

    def _plan(self) -> None:
        """Plan the graph. A trace of the same steps is shown until the next is there; another is
        put away before any view can read it against nodes that it does not know."""
        wanted = planned(self.graph, self.folder)
        plan = by_level(wanted.plan)
        if self.overrides:
            plan = plan.with_values(self.overrides)
        wanted = replace(wanted, plan=plan)
        self._wanted = wanted
        if self.trace is None or not alike(wanted, self.planned):
            self.planned, self.trace = wanted, None

    def _run(self) -> None:
        wanted, price = self._wanted, cost(self._wanted)
        self.failure = None
        if price < self._slow_cost:
            self._end_run()
            start = time.perf_counter()
            trace = run(wanted.plan)
            if (time.perf_counter() - start) * 1e3 > INLINE_MS:
                self._slow_cost = max(price, QUICK)
            self._take(wanted, trace)
        elif self._running is not None and alike(wanted, self._running):
            self._next = wanted
        else:
            self._end_run()
            self._send(wanted)
            if self.trace is None:
                self.playhead.show(None)
                self.trace_changed.emit(None)

    def override(self, values: Mapping[str, Array]) -> None:
        """Show other values in the leaves of these names, as a descent goes; {} ends it."""
        if values or self.overrides:
            self.overrides = dict(values)
            self.recompute()

    def keep_overrides(self) -> None:
        """Write the overridden values into their leaves: one undo step."""
        graph = self.graph
        for name, value in self.overrides.items():
            node = graph.named(name)
            if node is not None:
                graph = with_content(graph, node.id, Value(nested(value)))
        self.overrides = {}
        self.edit("Keep values", graph)

    @Slot()
    def run_and_play(self) -> None:
        """Run, and play the trace from its start."""
        self._play_next = True
        self.recompute()

    @Slot()
    def stop(self) -> None:
        """End a long run at once."""
        if self._running is not None:
            self._end_run()
            self._fail(Problem("the run was stopped", "press Run to start it again"))

    def close(self) -> None:
        """End the child process for good."""
        self._worker.close()

    def _take(self, plan: Planned, trace: Trace) -> None:
        same = self.trace is not None and alike(plan, self.planned)
        parked = same and self.playhead.position < self.playhead.end
        self.planned, self.trace = plan, trace
        plays = self._play_next and self._next is None
        self.playhead.show(trace, 0 if plays else self.playhead.position if parked else None)
        self.trace_changed.emit(trace)
        if plays:
            self._play_next = False
            QTimer.singleShot(0, self.playhead.play)

    def _fail(self, problem: Problem) -> None:
        self.failure, self._play_next = problem, False
        self.trace_changed.emit(self.trace)

    def _send(self, plan: Planned) -> None:
        was_running, self._running = self._running is not None, plan
        self._worker.send("run", plan.plan)
        if not was_running:
            self.running.emit(True)

    def _end_run(self) -> None:
        """Nothing is awaited from the worker any more."""
        self._next = None
        if self._running is not None:
            self._running = None
            self._worker.kill()
            self.running.emit(False)

    @Slot(object)
    def _heard(self, message: tuple[str, Any]) -> None:
        kind, payload = message
        plan = self._running
        if plan is None:
            return
        if kind == "trace":
            self._take(plan, Trace(plan.plan, *payload))
            following, self._next = self._next, None
            if following is not None:
                self._send(following)
                return
        self._running = self._next = None
        self.running.emit(False)
        if kind != "trace":
            words = payload or ("the run's process died", "it may have run out of memory")
            self._fail(Problem(*words))
