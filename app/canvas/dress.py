"""Dress: what the cards and wires of a scene say and show at a position of the trace."""

from __future__ import annotations

import math
from functools import cached_property

import numpy as np

from app.canvas.flow import Face, Flow
from app.document.graph import Graph, Ref
from app.document.labels import glyph, number, preview, shape, title
from app.document.planning import Planned, Problem
from engine.dtype import Array
from engine.tracing import Arrival, Backward, Forward, Seed, Trace

DECADES = 6  # of gradient between the thinnest and the thickest wire
THINNEST, THICKEST = 0.75, 8.5  # px
PREVIEW = 11  # characters of a value on a card


def size_of(gradient: Array) -> float:
    """The magnitude that a wire's width shows: the root mean square."""
    if not gradient.size:
        return 0.0
    largest = float(np.max(np.abs(gradient)))
    if largest == 0 or not math.isfinite(largest):
        return largest
    return largest * float(np.sqrt(np.mean(np.square(gradient / largest))))  # nothing overflows


def wire_width(size: float, largest: float) -> float:
    """Width in px of a gradient of this magnitude, on a scale of decades below the largest."""
    if size <= 0 or largest <= 0:
        return THINNEST
    width = 1 + 1.25 * (math.log10(size) - (math.log10(largest) - DECADES))
    return min(max(width, THINNEST), THICKEST)


class Dress:
    """Faces and flows of a graph, given its plan, its trace and a position in it."""

    def __init__(
        self, graph: Graph, plan: Planned, trace: Trace | None, failure: Problem | None = None
    ) -> None:
        self.graph, self.planned = graph, plan
        self.trace = trace if trace is not None and trace.plan is plan.plan else None
        self.position = len(trace) if trace is not None else 0
        self.node_of = {slot: node_id for node_id, slot in plan.slots.items()}
        self._faces: dict[str, Face] = {}
        self._arrivals: dict[tuple[str, int], Arrival] = {}
        if self.trace is not None:
            steps = self.trace.plan.steps
            for found in self.trace.arrivals.values():
                for arrival in found:
                    target = self.node_of[steps[arrival.step].output]
                    self._arrivals[target, arrival.port] = arrival

    def seek(self, position: int) -> None:
        """Show another position."""
        if position != self.position:
            self.position = position
            self._faces.clear()

    # nodes --------------------------------------------------------------------------------------

    def face(self, node_id: str) -> Face:
        """What a card shows here."""
        if node_id not in self._faces:
            self._faces[node_id] = self._face(node_id)
        return self._faces[node_id]

    def _face(self, node_id: str) -> Face:
        node = self.graph[node_id]
        value = self.value(node_id)
        return Face(
            glyph=glyph(node),
            title=title(self.graph, node),
            shape="" if value is None else shape(value),
            value="–" if value is None else _short(value),
            gradient=self._gradient_text(node_id),
            leaf=node.is_leaf,
            trainable=node.trainable,
            root=node_id == self.graph.root,
            problem=self.problem(node_id),
        )

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
        gradient = self.gradient(node_id)
        if gradient is None:
            return "∂ ✂" if self._is_cut(node_id) else "∂ –"
        waiting = self.waiting(node_id)
        if waiting and self.trace is not None:
            total = len(self.trace.arrivals[self.planned.slots[node_id]])
            return f"∂ … ({total - waiting}/{total})"
        return f"∂ {_short(gradient)}"

    def _is_cut(self, node_id: str) -> bool:
        """Whether backward is over and no gradient came."""
        trace = self.trace
        return (
            trace is not None
            and trace.seed is not None
            and self.position >= len(trace)
            and node_id in self._upstream
        )

    @cached_property
    def _upstream(self) -> set[str]:
        return self.graph.ancestors([self.graph.root]) if self.graph.root else set()

    def problem(self, node_id: str) -> Problem | None:
        """What is wrong at a node: it cannot run, its step failed, or its value needs a word."""
        found = self.planned.problems.get(node_id)
        if found is not None:
            return found if found.remedy else None
        trace = self.trace
        if trace is None:
            return None
        fault = trace.fault
        if fault is not None:
            step = fault.step
            place = self.graph.root if step is None else self.node_of[trace.plan.steps[step].output]
            if place == node_id:
                return Problem(fault.message, fault.remedy)
        for note in trace.notes:
            if self.node_of[trace.plan.steps[note.step].output] == node_id:
                return Problem(note.message, note.remedy)
        return None

    # wires --------------------------------------------------------------------------------------

    @cached_property
    def largest(self) -> float:
        """The greatest finite gradient on any wire of the whole run: the scale is pinned to it."""
        sizes = [size_of(a.contribution) for a in self._arrivals.values()]
        return max((s for s in sizes if math.isfinite(s)), default=0.0)

    def arrival(self, node_id: str, port: int) -> Arrival | None:
        """The gradient that a wire has carried back by now."""
        found = self._arrivals.get((node_id, port))
        return found if found is not None and found.event < self.position else None

    def flow(self, node_id: str, port: int) -> tuple[Flow, float]:
        """The state of the wire into an input, and its width in px."""
        arrival = self.arrival(node_id, port)
        if arrival is not None:
            size = size_of(arrival.contribution)
            if not math.isfinite(size):
                return Flow.BROKEN, 3.0
            if size == 0:
                return Flow.ZERO, 1.0
            return Flow.GRADIENT, wire_width(size, self.largest)
        source = self.graph[node_id].inputs[port]
        if not isinstance(source, Ref) or self.value(source.node) is None:
            return Flow.IDLE, 1.2
        if self._no_gradient_passes(node_id, port):
            return Flow.CUT, 1.2
        return Flow.FORWARD, 1.6

    def _no_gradient_passes(self, node_id: str, port: int) -> bool:
        trace = self.trace
        return (
            trace is not None
            and trace.seed is not None
            and self.position >= len(trace)
            and (node_id, port) not in self._arrivals
            and node_id in self._upstream
        )

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


def _short(value: Array) -> str:
    if value.ndim == 0:
        return number(value.item())
    return preview(value, PREVIEW)
