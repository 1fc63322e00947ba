"""What a card shows and in which state a wire is: what the strokes are told."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from app.canvas.badges import Badge
from app.canvas.preview_strokes import Picture
from app.document.graph import Graph
from app.document.planning import Planned, Problem
from engine.dtype import Array
from engine.tracing import Arrival, Forward, Trace

DECADES = 6  # of gradient between the thinnest and the thickest wire
THINNEST, THICKEST = 0.75, 8.5  # px
NEVER = np.iinfo(np.int64).max


class Flow(IntEnum):
    """The state of a wire, each drawn so that it cannot be taken for another."""

    IDLE = 0  # its source is not computed
    FORWARD = 1  # it has carried a value
    GRADIENT = 2  # it has carried a gradient back
    ZERO = 3  # it has carried exactly zero
    CUT = 4  # no gradient can pass: detach, or nothing behind wants one
    BROKEN = 5  # it has carried NaN or infinity


WIDTHS = np.array([1.2, 1.6, 0.0, 1.0, 1.2, 3.0])  # px, by state; a gradient has its own


@dataclass(frozen=True, slots=True)
class Face:
    """What a card shows.

    A group has a `note` under its glyph and names its inputs in `inlets`; `outlets` has a name, or
    "", for each output; a `stub` stands for a node outside the level.
    """

    glyph: str
    title: str
    shape: str
    value: str
    gradient: str
    leaf: bool
    trainable: bool
    root: bool
    problem: Problem | None
    pictures: tuple[Picture, ...] = ()
    badges: tuple[Badge, ...] = ()
    note: str = ""
    inlets: tuple[str, ...] = ()
    outlets: tuple[str, ...] = ("",)
    stub: bool = False

    @property
    def rows(self) -> tuple[str, str]:
        """Value and gradient as they are written where their pictures leave them room."""
        alone = [picture.backward for picture in self.pictures if picture.alone]
        return "" if False in alone else self.value, "∂" if True in alone else self.gradient


def size_of(gradient: Array) -> float:
    """The magnitude that a wire's width shows: the root mean square."""
    if not gradient.size:
        return 0.0
    if gradient.ndim == 0:
        return abs(float(gradient))
    largest = float(np.max(np.abs(gradient)))
    if largest == 0 or not math.isfinite(largest):
        return largest
    return largest * float(np.sqrt(np.mean(np.square(gradient / largest))))  # nothing overflows


def wire_width(size: float, largest: float) -> float:
    """Width in px of a gradient of this magnitude, on a scale of decades below the largest."""
    return float(wire_widths(np.array([size]), largest)[0])


def wire_widths(sizes: Array, largest: float) -> Array:
    """(n,) the widths in px of gradients of these magnitudes."""
    widths = np.full(len(sizes), THINNEST)
    shown = (sizes > 0) & (largest > 0)
    decades = np.log10(sizes, where=shown, out=np.zeros(len(sizes)))
    grown = 1 + 1.25 * (decades - (math.log10(largest) - DECADES)) if largest > 0 else widths
    return np.where(shown, np.clip(grown, THINNEST, THICKEST), widths)


class Flows:
    """When each wire of a graph (in the order of its wires) carries what in one trace.

    Attributes: largest (the greatest finite gradient on any wire of the whole run).
    """

    def __init__(
        self,
        graph: Graph,
        plan: Planned,
        trace: Trace | None,
        arrivals: Mapping[tuple[str, int], Arrival],
        upstream: Callable[[], set[str]],
    ) -> None:
        wires = graph.wires
        count = len(wires)
        self._arrived, self._ready = np.full(count, NEVER), np.full(count, NEVER)
        self._cut = np.zeros(count, bool)
        self._end = NEVER
        sizes = np.zeros(count)
        if trace is not None:
            computed = {leaf.slot: -1 for leaf in trace.plan.leaves}
            for i, event in enumerate(trace.events):
                if isinstance(event, Forward):
                    computed[trace.plan.steps[event.step].output] = i
            ready = {node_id: computed.get(slot, NEVER) for node_id, slot in plan.slots.items()}
            self._ready = np.array([ready.get(w.source, NEVER) for w in wires], np.int64)
            for k, wire in enumerate(wires):
                arrival = arrivals.get((wire.target, wire.port))
                if arrival is not None:
                    self._arrived[k] = arrival.event
                    sizes[k] = size_of(arrival.contribution)
            missed = np.flatnonzero(self._arrived == NEVER)
            if trace.seeds and len(missed):
                self._end = len(trace)
                behind = upstream()
                self._cut[missed] = [wires[k].target in behind for k in missed.tolist()]
        finite = np.isfinite(sizes)
        self.largest = float(sizes.max(initial=0.0, where=finite))
        self._state = np.where(finite, np.where(sizes == 0, Flow.ZERO, Flow.GRADIENT), Flow.BROKEN)
        self._widths = np.where(
            self._state == Flow.GRADIENT,
            wire_widths(np.where(finite, sizes, 0.0), self.largest),
            WIDTHS[self._state],
        )
        self._at: tuple[int, Array, Array] | None = None

    def at(self, position: int) -> tuple[Array, Array]:
        """(m,) the state of every wire once `position` events have happened, and its width."""
        if self._at is None or self._at[0] != position:
            arrived = self._arrived < position
            states = np.where(self._ready < max(position, 0), Flow.FORWARD, Flow.IDLE)
            if position >= self._end:
                states[self._cut & (states == Flow.FORWARD)] = Flow.CUT
            states = np.where(arrived, self._state, states)
            self._at = position, states, np.where(arrived, self._widths, WIDTHS[states])
        return self._at[1:]
