"""Traces of sections: the graph of one backward as a Plan, and what happened in it as events."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from engine.autograd.function import FunctionNode
from engine.dtype import Array
from engine.history import Kind
from engine.node import ScalarNode
from engine.plan import Leaf, Place, Plan, Root, Span, Step
from engine.program.recording import Passed, Section
from engine.tape import Paths
from engine.tensor import Tensor
from engine.tracing import Backward, Event, Forward, Seed, Trace

Names = Callable[[Tensor], str]
Labels = Mapping[Span, str]  # of the expression that a statement gives a name: the name


class _Maker:
    """Numbers slots for leaves and results as they are met."""

    def __init__(self, section: Section, names: Names, labels: Labels) -> None:
        self._section, self._names, self._labels = section, names, labels
        self._slots: dict[Any, int] = {}
        self._count = 0
        self.leaves: list[Leaf] = []
        self.steps: list[Step] = []
        self.values: list[Array] = []  # of the steps
        self.kept: dict[Any, list[int]] = {}  # which inputs of a Node are inputs of its step

    def new(self) -> int:
        self._count += 1
        return self._count - 1

    def slot(self, goal: Any) -> int:
        """Of a Node's result, or of a leaf that requires a gradient."""
        if goal not in self._slots:
            number = self._slots[goal] = self.new()
            value = self._section.leaves.get(goal)
            value = goal._array if value is None else value
            self.leaves.append(Leaf(number, value, True, self._names(goal)))
        return self._slots[goal]

    def constant(self, value: Any) -> int:
        """Of what no gradient flows to: one slot for a tensor, another for each number."""
        if isinstance(value, Tensor):
            if value not in self._slots:
                number = self._slots[value] = self.new()
                self.leaves.append(Leaf(number, value._array, False, self._names(value)))
            return self._slots[value]
        number = self.new()
        self.leaves.append(Leaf(number, np.asarray(value), False, ""))
        return number

    def step(self, node: Any, goals: Sequence[Any], trail: tuple[Any, ...]) -> None:
        """Enter a Node: its inputs, where it stands, its result."""
        inputs, result, span, scope = trail
        slots = []
        kept = self.kept[node] = _numbers(node, inputs)
        for i in kept:
            goal = goals[i]
            slots.append(self.constant(inputs[i]) if goal is None else self.slot(goal))
        number = self._slots[node] = self.new()
        if isinstance(result, tuple):
            result = result[node.output]
        self.steps.append(
            Step(
                node.function.__name__ if isinstance(node, FunctionNode) else node.op.name,
                tuple(slots),
                number,
                dict(node.static),
                self._labels.get(span, ""),
                span,
                places(scope),
            )
        )
        self.values.append(result._array if isinstance(result, Tensor) else np.asarray(result))


def _numbers(node: Any, inputs: Sequence[Any]) -> list[int]:
    """Which inputs are shown: all of an op, and of a Function its tensors and numbers."""
    if not isinstance(node, FunctionNode):
        return list(range(min(len(inputs), len(node.edges))))
    return [i for i, given in enumerate(inputs) if isinstance(given, (Tensor, int, float))]


def places(scope: Any) -> tuple[Place, ...]:
    """A scope as Places, outermost first."""
    found = []
    while scope is not None:
        scope, span, which = scope
        is_loop = isinstance(which, int)
        found.append(Place(span, which if is_loop else None, "" if is_loop else which))
    return tuple(reversed(found))


def trace_of(section: Section, names: Names, labels: Labels) -> Trace:
    """The Trace of a section: what was computed, the heads, and what was passed along."""
    nodes, goals, passed, starts = section.nodes, section.goals, section.passed, section.starts
    if not nodes:
        paths = Paths([root for root, _ in section.roots])
        nodes, goals, starts = paths.nodes, paths.goals, paths.starts
        passed = _passed(section, paths)
    maker = _Maker(section, names, labels)
    for node in nodes:
        if node.trail is not None:
            maker.step(node, goals[node], node.trail)
    index = {node: i for i, node in enumerate(n for n in nodes if n.trail is not None)}
    events: list[Event] = [Forward(i, value) for i, value in enumerate(maker.values)]
    roots = []
    totals: dict[int, Array] = {}
    for start, (_, seed) in zip(starts, section.roots, strict=True):
        if seed is None:
            continue
        gradient = np.asarray(getattr(seed, "_array", seed))
        slot = maker.slot(start)
        roots.append(Root(slot, gradient))
        totals[slot] = gradient
        events.append(Seed(slot, gradient))
    for node, z_bar, parts in passed:
        if node not in index:
            continue
        step = maker.steps[index[node]]
        contributions, sums = [], []
        for slot, i in zip(step.inputs, maker.kept[node], strict=True):
            part = parts[i]
            array = None if part is None else np.asarray(getattr(part, "_array", part))
            if array is not None:
                totals[slot] = np.asarray(totals[slot] + array) if slot in totals else array
            contributions.append(array)
            sums.append(None if array is None else totals[slot])
        upstream = np.asarray(getattr(z_bar, "_array", z_bar))
        events.append(Backward(index[node], upstream, tuple(contributions), tuple(sums)))
    plan = Plan(tuple(maker.leaves), tuple(maker.steps))
    if roots:
        plan = replace(plan, root=roots[0].slot, seed=roots[0].seed, also=tuple(roots[1:]))
    return Trace(plan, tuple(events))


def _passed(section: Section, paths: Paths) -> list[Passed]:
    """What a backward over scalar records passed along: their local derivatives times upstream."""
    totals: dict[Any, float] = {}
    for start, (_, seed) in zip(paths.starts, section.roots, strict=True):
        if isinstance(start, ScalarNode):  # and not a leaf, which may be an array
            totals[start] = float(seed)
    found: list[Passed] = []
    for node in reversed(paths.nodes):
        z_bar = totals.pop(node, None)
        if z_bar is None or not isinstance(node, ScalarNode):
            continue
        record = node.record
        kind: Kind = record._made
        partials = {"a": record.da, "b": record.db, "n": None}
        parts: list[Any] = []
        for order, goal in zip(kind.order, paths.goals[node], strict=True):
            partial = None if goal is None else partials[order]
            part = None if partial is None else z_bar * partial
            parts.append(part)
            if part is not None:
                totals[goal] = totals.get(goal, 0.0) + part
        found.append((node, z_bar, parts))
    return found
