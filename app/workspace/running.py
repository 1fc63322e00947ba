"""Runs: the plan of a graph, its latest Trace and the playhead in it; run here or elsewhere."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.document.arranging import arranged_in_levels
from app.document.formula.reconcile import matched
from app.document.graph import Graph, Node
from app.document.planning import Planned, Problem, planned
from app.document.program import Traced, difference, straight
from app.document.program.iterations import Way
from app.document.stock import Key, Made, Stock, key_of
from app.workspace.edit import State
from app.workspace.likeness import alike, cost, same_run
from app.workspace.making import Maker
from app.workspace.playhead import Playhead, by_level
from app.workspace.program_run import ProgramRun
from app.workspace.worker import Worker
from engine.dtype import Array
from engine.plan import Span
from engine.run import run
from engine.tracing import Trace

OTHERWISE = "The run came to another value than the nodes, so what it drew is shown"
RELATIVE, ABSOLUTE = 1e-2, 1e-5  # a program computes in single precision
INLINE_MS = 12.0  # a run that took longer goes to the worker the next time
QUICK = 200_000  # a plan that costs less is run at once, though the machine stuttered over it
LIGHT = 2_000_000  # a plan that costs more than this is never run in the interface's thread


class Runs(QObject):
    """What has run of a graph, and what is under way.

    Attributes: state (text and graph); path (the file, or None); planned; trace (None while nothing
    ran); playhead; failure (of the latest run); overrides; stock (the large leaves); doing (what a
    long run is at, in a sentence); program (the run of a text that is a program); spans (where
    nodes of its graph stand in the text); paths (the loops and calls in which they were made).
    Signals: graph_changed, trace_changed, running (a long run began or ended), doing_changed,
    differed (how the graph of a program is another than that of the run before), refused (what
    cannot be done, in a sentence).
    """

    graph_changed = Signal(object)
    trace_changed = Signal(object)
    running = Signal(bool)
    doing_changed = Signal()
    differed = Signal(object)
    refused = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.state = State()
        self.path: Path | None = None
        self.planned: Planned = planned(Graph())
        self.trace: Trace | None = None
        self.failure: Problem | None = None
        self.overrides: dict[str, Array] = {}
        self.playhead = Playhead(self)
        self.stock = Stock()
        self.program = ProgramRun(self)
        self.program.section.connect(self._take_section)
        self.program.state_changed.connect(self._tell_of_program)
        self.spans: Mapping[str, Span] = {}
        self.paths: Mapping[str, Way] = {}
        self._compared = 0  # the run of the program whose graph was last compared
        self._maker = Maker(self)
        self._maker.made.connect(self._stow)
        self._maker.changed.connect(self.doing_changed)
        self._worker = Worker(self)
        self._worker.heard.connect(self._heard)
        self._plain = self.state.graph, self.planned  # a graph, and its plan as it stands
        self._wanted = self.planned  # that plan, with the values that leaves have for the moment
        self._running: Planned | None = None  # the plan that the worker runs
        self._next: Planned | None = None  # the plan that it runs after that
        self._slow_cost = LIGHT
        self._play_next = False
        self._told = False  # whether a long run was last said to be under way

    @property
    def graph(self) -> Graph:
        """The graph as it stands."""
        return self.state.graph

    def value(self, node_id: str) -> Array | None:
        """The value of a node at the end of the latest run; None where it has none."""
        slot = self.planned.slots.get(node_id)
        return None if self.trace is None or slot is None else self.trace.value(slot)

    @property
    def is_current(self) -> bool:
        """Whether the graph and its spans are those of the text as it stands."""
        return not self.state.is_traced or self.state.text == self.program.drawn

    @property
    def busy(self) -> bool:
        """Whether a long run is under way; those for the values of a descent are not told of."""
        runs = self._running is not None and not self.overrides
        return runs or bool(self._maker.doing) or self.program.running

    @property
    def doing(self) -> str:
        """What a long run is at, in a sentence."""
        return f"{self._maker.doing or 'Running'}… press Stop to end it"

    @property
    def folder(self) -> Path | None:
        """Where data files are looked for first."""
        return self.path.parent if self.path else None

    @Slot()
    def recompute(self) -> None:
        """Run the graph again: at once where that is quick, otherwise in the worker. Leaves whose
        making was stopped or failed are made after all. A program runs in a process of its own; so
        does one whose nodes run here, for what it prints."""
        if self.state.is_program:
            self.program.start(self.state.text, self.folder)
        if self.state.is_traced:
            return
        self.stock.retry()
        self._plan()
        self._run()

    def _plan(self) -> None:
        """Plan the graph. A trace of the same steps is shown until the next is there; another is
        put away before any view can read it against nodes that it does not know."""
        if self.state.is_traced:
            return
        found = planned(self.graph, self.folder, self.stock)
        self._plain = self.graph, replace(found, plan=by_level(found.plan))
        self._want()
        if not found.unmade:
            self.stock.clear_out()

    def _want(self) -> None:
        """Want a run of the plan with the values that leaves have for the moment."""
        _, wanted = self._plain
        if self.overrides:
            wanted = replace(wanted, plan=wanted.plan.with_values(self.overrides))
        self._wanted = wanted
        if self.trace is None or not alike(wanted, self.planned):
            self.planned, self.trace = wanted, None

    def _find_spans(self) -> None:
        """Where the nodes of a straight-line program stand in its text."""
        self.spans, self.paths = {}, {}
        found = straight(self.state.text) if self.state.is_program else None
        if found is not None:
            match = matched(self.graph, found.graph)
            self.spans = {match[i]: span for i, span in found.spans.items() if i in match}

    def _run(self) -> None:
        if self.state.is_traced:
            return
        wanted, price = self._wanted, cost(self._wanted)
        self.failure = None
        self._maker.make(self._unmade(), self.folder)
        if wanted.unmade:
            self._end_run()
            self._show_nothing()
        elif price < self._slow_cost:
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
            self._show_nothing()
        self._tell()

    def _unmade(self) -> dict[Key, Node]:
        """The large leaves that the plan of the graph waits for."""
        nodes = [self.graph[node_id] for node_id in self._wanted.unmade]
        return {key_of(node, self.folder): node for node in nodes}

    def _show_nothing(self) -> None:
        """Let the views know that there is no trace, if there is none."""
        if self.trace is None:
            self.playhead.show(None)
            self.trace_changed.emit(None)

    def _tell(self) -> None:
        """Say whether a long run is under way, if that is news."""
        if self.busy != self._told:
            self._told = self.busy
            self.running.emit(self.busy)

    @Slot(object, object)
    def _stow(self, key: Key, found: Made) -> None:
        """Keep a large leaf that was made; with the last of them the graph runs."""
        self.stock.put(key, found)
        self._plan()
        self._run()

    def override(self, values: Mapping[str, Array]) -> None:
        """Show other values in the leaves of these names, as a descent goes; {} ends it."""
        if values or self.overrides:
            self.overrides = dict(values)
            if values and self._plain[0] is self.graph:
                self._want()
            else:
                self._plan()
            self._run()

    @Slot()
    def run_and_play(self) -> None:
        """Run, and play the trace from its start."""
        self._play_next = True
        self.recompute()

    @Slot()
    def stop(self) -> None:
        """End a long run at once; large leaves that are not made stay so until the next Run."""
        self.program.stop()
        if self._maker.doing:
            self._play_next = False
            for key in self._unmade():
                self.stock.stop(key)
            self._plan()
            self._run()
        elif self._running is not None:
            self._end_run()
            self._tell()
        else:
            return
        self._fail(Problem("the run was stopped", "press Run to start it again"))

    def close(self) -> None:
        """End the child process and the making of leaves for good."""
        self._maker.stop()
        self._worker.close()
        self.program.close()

    def _put_away(self) -> None:
        """Show nothing of a run: the text has become a program, which was not run yet."""
        self._maker.stop()
        self._end_run()
        self.overrides, self.spans, self.paths, self.failure = {}, {}, {}, None
        self.planned = self._wanted = planned(Graph())
        self._plain = Graph(), self.planned
        self.trace = None
        self._show_nothing()
        self._tell()

    @Slot(object)
    def _take_section(self, section: Traced) -> None:
        """Show the graph of a program's backward, which is no undo step. A straight-line program
        keeps its own, if it has computed the same."""
        if not self.state.is_program:
            return
        if not self.state.is_traced:
            if self._agrees(section):
                return
            self.refused.emit(OTHERWISE)
            self.state = replace(self.state, drawn=True)
        before = self.state.graph
        self._compare(before, section.graph)
        graph = section.graph
        is_known = same_run(before, graph) or before.nodes.keys() == graph.nodes.keys()
        if is_known and before.arrangement.groups == graph.arrangement.groups:
            graph = graph.standing(before.positions, before.routes, graph.arrangement)
        else:
            graph = arranged_in_levels(graph)
        self.state = replace(self.state, graph=graph)
        self.spans, self.paths = section.spans, section.paths
        self.planned = self._wanted = section.planned
        self.trace = None
        self.graph_changed.emit(graph)
        self._take(section.planned, section.trace)

    def _agrees(self, section: Traced) -> bool:
        """Whether the run of a straight-line program has computed what its nodes have."""
        trace, slot, root = self.trace, self._wanted.plan.root, section.trace.plan.root
        if self.state.text != self.program.source or self.overrides or trace is None:
            return True
        if slot is None or root is None or trace.fault is not None:
            return True
        ours, theirs = trace.value(slot), section.trace.value(root)
        if ours is None or theirs is None:
            return True
        return ours.shape == theirs.shape and bool(
            np.allclose(ours, theirs, RELATIVE, ABSOLUTE, equal_nan=True)
        )

    def _compare(self, before: Graph, after: Graph) -> None:
        """Tell what another run has changed in the graph, once a run."""
        if self.program.runs != self._compared:
            first, self._compared = self._compared == 0, self.program.runs
            changed = difference(before, after)
            if changed and not first and len(before):
                self.differed.emit(changed)

    @Slot()
    def _tell_of_program(self) -> None:
        complaint = self.program.told.complaint
        self.failure = None if complaint is None else Problem(complaint.message, complaint.remedy)
        self._tell()

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
        self._running = plan
        self._worker.send("run", plan.plan)
        self.doing_changed.emit()

    def _end_run(self) -> None:
        """Nothing is awaited from the worker any more."""
        self._next = None
        if self._running is not None:
            self._running = None
            self._worker.kill()

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
        self._tell()
        if kind != "trace":
            words = payload or ("the run's process died", "it may have run out of memory")
            self._fail(Problem(*words))
