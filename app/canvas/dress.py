"""Dress: what the cards and wires of a scene say and show at a position of the trace."""

from __future__ import annotations

from collections.abc import Collection
from functools import cached_property

import numpy as np

from app.canvas.badges import Badge, gradient_badges, value_badges
from app.canvas.flow import Face, Flow, Flows
from app.canvas.moments import Moments
from app.canvas.preview_strokes import Picture, picture_of
from app.canvas.previews import remembered
from app.document.graph import Graph, Ref
from app.document.labels import glyph, preview, shape, title
from app.document.planning import Planned, Problem
from engine.dtype import Array
from engine.tracing import Arrival, Backward, Forward, Seed, Trace

Still = tuple[str, str, bool, bool, bool, Problem | None]  # the first and last fields of a Face
VALUE_LETTERS, GRADIENT_LETTERS = 10, 8  # for which a card has room


class Dress:
    """Faces and flows of a graph, given its plan, its trace and a position in it."""

    def __init__(
        self, graph: Graph, plan: Planned, trace: Trace | None, *, previews: bool = True
    ) -> None:
        self.previews = previews
        self.graph, self.planned, self.number = graph, plan, graph.number
        self.trace = trace if trace is not None and trace.plan is plan.plan else None
        self.position = len(trace) if trace is not None else 0
        self._faces: dict[tuple[str, int], Face] = {}
        self._now: list[int] | None = None
        self._still: dict[str, Still] = {}
        self._values: dict[str, tuple[str, str]] = {}
        self._gradients: dict[tuple[str, int], str] = {}
        self._drawn: dict[tuple[str, str], tuple[Picture, ...]] = {}
        self._worded: dict[tuple[str, str, str], tuple[Badge, ...]] = {}
        self._arrivals: dict[tuple[str, int], Arrival] = {}
        if self.trace is not None:
            steps = self.trace.plan.steps
            for found in self.trace.arrivals.values():
                for arrival in found:
                    target = self.node_of[steps[arrival.step].output]
                    self._arrivals[target, arrival.port] = arrival

    @cached_property
    def node_of(self) -> dict[int, str]:
        """The node of each slot of the plan."""
        return {slot: node_id for node_id, slot in self.planned.slots.items()}

    def seek(self, position: int) -> None:
        """Show another position."""
        if position != self.position:
            self.position = position
            self._now = None

    # nodes --------------------------------------------------------------------------------------

    def face(self, node_id: str) -> Face:
        """What a card shows here."""
        key = node_id, self.moments[self.number[node_id]]
        if key not in self._faces:
            self._faces[key] = self._face(node_id)
        return self._faces[key]

    @property
    def moments(self) -> list[int]:
        """In the order of the nodes, a number for each that changes when its face does."""
        if self._now is None:
            self._now = self._moments.at(self.position)
        return self._now

    @cached_property
    def _moments(self) -> Moments:
        slots = self.planned.slots
        return Moments([slots.get(node_id, -1) for node_id in self.graph.nodes], self.trace)

    def _face(self, node_id: str) -> Face:
        still = self._still.get(node_id)
        if still is None:
            still = self._still[node_id] = self._still_of(node_id)
        glyph, title, leaf, trainable, root, problem = still
        shape, value = self._value_text(node_id)
        gradient = self._gradient_text(node_id)
        pictures = self._pictures(node_id, value, gradient) if shape and self.previews else ()
        badges = self._badges(node_id, value, gradient)
        return Face(
            *(glyph, title, shape, value, gradient, leaf, trainable, root, problem),
            pictures=pictures,
            badges=badges,
        )

    def _badges(self, node_id: str, shown: str, gradient: str) -> tuple[Badge, ...]:
        """What deserves a word here, of the value and of the gathered gradient of a node."""
        key = (node_id, shown, gradient)
        found = self._worded.get(key)
        if found is None:
            node, value = self.graph[node_id], self.value(node_id)
            badges: list[Badge] = []
            if value is not None:
                inputs = (
                    self.value(i.node) if isinstance(i, Ref) else np.asarray(i.value)
                    for i in node.inputs
                    if i is not None
                )
                badges += value_badges(node.op, inputs, dict(node.static), value)
                if not self.waiting(node_id):
                    lost = node.trainable and self._is_cut(node_id)
                    badges += gradient_badges(
                        self.gradient(node_id),
                        lambda: node.name or title(self.graph, node),
                        lost=lost,
                    )
            found = self._worded[key] = tuple(badges)
        return found

    def _pictures(self, node_id: str, value: str, gradient: str) -> tuple[Picture, ...]:
        """The value and the gathered gradient of a node as small pictures."""
        key = (node_id, gradient)
        found = self._drawn.get(key)
        if found is None:
            arrays = [(self.value(node_id), value, False)]
            if not self.waiting(node_id):
                arrays.append((self.gradient(node_id), gradient, True))
            found = self._drawn[key] = tuple(
                picture_of(preview, text, backward)
                for array, text, backward in arrays
                if array is not None and (preview := remembered(array)) is not None
            )
        return found

    def _still_of(self, node_id: str) -> Still:
        node = self.graph[node_id]
        return (
            glyph(node),
            title(self.graph, node),
            node.is_leaf,
            node.trainable,
            node_id in self.graph.roots,
            self._problems.get(node_id),
        )

    def _value_text(self, node_id: str) -> tuple[str, str]:
        """The shape of a node's value here, and the value in few characters."""
        value = self.value(node_id)
        if value is None:
            return "", "…" if node_id in self.planned.waiting else "–"
        found = self._values.get(node_id)
        if found is None:
            found = self._values[node_id] = shape(value), preview(value, VALUE_LETTERS)
        return found

    def value(self, node_id: str) -> Array | None:
        """The value of a node here, None while it is not computed."""
        slot = self.planned.slots.get(node_id)
        if self.trace is None or slot is None:
            return None
        return self.trace.value_at(slot, max(self.position, 0))

    def gradient(self, node_id: str) -> Array | None:
        """The gradient gathered in a node here, None before any arrived."""
        slot = self.planned.slots.get(node_id)
        if self.trace is None or slot is None:
            return None
        return self.trace.gradient_at(slot, self.position)

    def waiting(self, node_id: str) -> int:
        """How many contributions to a node's gradient are still to come."""
        slot = self.planned.slots.get(node_id)
        if self.trace is None or slot is None:
            return 0
        return len(self.trace.arrivals.get(slot, ())) - len(self.trace.arrived(slot, self.position))

    def _gradient_text(self, node_id: str) -> str:
        slot = self.planned.slots.get(node_id)
        if self.trace is None or slot is None:
            return "∂ –"
        arrived = len(self.trace.arrived(slot, self.position))
        if not arrived:
            gradient = self.trace.gradient_at(slot, self.position)
            if gradient is None:
                return "∂ ✂" if self._is_cut(node_id) else "∂ –"
            return f"∂ {preview(gradient, GRADIENT_LETTERS)}"
        text = self._gradients.get((node_id, arrived))
        if text is None:
            text = self._gradients[node_id, arrived] = self._gathered(slot, arrived)
        return text

    def _gathered(self, slot: int, arrived: int) -> str:
        """The sum of the first contributions to a slot, or how many of them there are."""
        assert self.trace is not None
        total = self.trace.arrivals[slot]
        if arrived < len(total):
            return f"∂ … ({arrived}/{len(total)})"
        return f"∂ {preview(total[-1].total, GRADIENT_LETTERS)}"

    def _is_cut(self, node_id: str) -> bool:
        """Whether backward is over and no gradient came."""
        trace = self.trace
        return (
            trace is not None
            and bool(trace.seeds)
            and self.position >= len(trace)
            and node_id in self._upstream
        )

    @cached_property
    def _upstream(self) -> set[str]:
        return self.graph.ancestors(self.graph.roots)

    def problem(self, node_id: str) -> Problem | None:
        """What is wrong at a node: it cannot run, its step failed, or its value needs a word."""
        return self._problems.get(node_id)

    @cached_property
    def _problems(self) -> dict[str, Problem]:
        found: dict[str, Problem] = {}
        trace = self.trace
        if trace is not None:
            for note in reversed(trace.notes):
                node_id = self.node_of[trace.plan.steps[note.step].output]
                found[node_id] = Problem(note.message, note.remedy)
            if trace.fault is not None:
                fault = trace.fault
                place = (
                    self.graph.root
                    if fault.step is None
                    else self.node_of[trace.plan.steps[fault.step].output]
                )
                if place is not None:
                    found[place] = Problem(fault.message, fault.remedy)
        waiting = self.planned.problems
        kept = {node_id: problem for node_id, problem in found.items() if node_id not in waiting}
        return kept | {node_id: problem for node_id, problem in waiting.items() if problem.remedy}

    @property
    def troubled(self) -> Collection[str]:
        """The nodes that have a problem."""
        return self._problems.keys()

    # wires --------------------------------------------------------------------------------------

    @cached_property
    def _flows(self) -> Flows:
        return Flows(self.graph, self.planned, self.trace, self._arrivals, lambda: self._upstream)

    @cached_property
    def wire_number(self) -> dict[tuple[str, int], int]:
        """The number of the wire into each (target id, port)."""
        return {(wire.target, wire.port): k for k, wire in enumerate(self.graph.wires)}

    @property
    def largest(self) -> float:
        """The greatest finite gradient on any wire of the whole run: the scale is pinned to it."""
        return self._flows.largest

    @property
    def flows(self) -> tuple[Array, Array]:
        """(m,) the state of every wire here, and its width in px."""
        return self._flows.at(self.position)

    @property
    def fates_at(self) -> int:
        """What changes when `fates` do."""
        return 0

    @property
    def fates(self) -> tuple[Array, Array]:
        """(m,) the state of every wire at the end of the run, and its width in px."""
        return self._flows.fates

    def arrival(self, node_id: str, port: int) -> Arrival | None:
        """The gradient that a wire has carried back by now."""
        found = self._arrivals.get((node_id, port))
        return found if found is not None and found.event < self.position else None

    def flow(self, node_id: str, port: int) -> tuple[Flow, float]:
        """The state of the wire into an input, and its width in px."""
        states, widths = self.flows
        k = self.wire_number.get((node_id, port))
        return (Flow.IDLE, 1.2) if k is None else (Flow(int(states[k])), float(widths[k]))

    # motion -------------------------------------------------------------------------------------

    def under_way(self, until: int) -> tuple[set[str], list[tuple[str, int, bool]]]:
        """Nodes at work and wires that carry something in the beat that ends at `until`.

        A wire is (target id, port, whether it runs backward).
        """
        nodes: set[str] = set()
        wires: list[tuple[str, int, bool]] = []
        if self.trace is None:
            return nodes, wires
        for event in self.trace.events[self.position : until]:
            if isinstance(event, Seed):
                nodes.add(self.node_of[event.slot])
                continue
            assert isinstance(event, (Forward, Backward))
            node_id = self.node_of[self.trace.plan.steps[event.step].output]
            nodes.add(node_id)
            for port, source in enumerate(self.graph[node_id].inputs):
                if not isinstance(source, Ref):
                    continue
                if isinstance(event, Forward):
                    wires.append((node_id, port, False))
                elif port < len(event.contributions) and event.contributions[port] is not None:
                    wires.append((node_id, port, True))
        return nodes, wires
