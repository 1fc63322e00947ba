"""Landscape: the loss of a plan over some single numbers of its leaves, in compiled code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import count
from typing import NamedTuple

import numpy as np

from engine.dtype import Array
from engine.errors import ArgumentError, GradientError, ShapeError
from engine.plan import Leaf, Plan, Step
from engine.plan.function import Rows
from engine.plan.loop import Loop
from engine.plan.lowering import Uncompilable, lower
from engine.plan.updating import Update
from engine.run import forward
from engine.tensor import from_array


class Number(NamedTuple):
    """One number of a leaf: the leaf's label, and the place in its array, row after row."""

    leaf: str
    place: int = 0


class Landscape:
    """The loss where a few numbers differ and all others stand as they are in the plan.

    Attributes: numbers; reason (why it is computed eagerly, or None); backend (of the latest
    losses: "eager", or as in engine.plan.loop.Loop).
    Errors: ArgumentError where a number is none of the plan's leaves, or the plan has no root;
    GradientError where the plan cannot run; ShapeError where its root is not one number.
    """

    def __init__(self, plan: Plan, numbers: Sequence[Number]) -> None:
        if plan.root is None:
            raise ArgumentError("landscape: the plan has no root", "name what to compute")
        self.numbers = tuple(numbers)
        self._plan, self._coordinates = _with_coordinates(plan, self.numbers)
        self._values = {leaf.slot: leaf.value for leaf in self._plan.leaves}
        self.backend = "eager"
        self.reason: str | None = None
        self._loop: Loop | None = None
        self._at([float(self._values[slot]) for slot in self._coordinates])
        try:
            self._loop = self._compiled()
        except Uncompilable as error:
            self.reason = error.message

    def losses(self, *coordinates: Array) -> Array:
        """The loss at some points: an array (points,) for each number → (points,)."""
        if self._loop is None:
            points = zip(*(array.tolist() for array in coordinates), strict=True)
            return np.array([self._at(point) for point in points], np.float64)
        columns = tuple(array.tolist() for array in coordinates)
        found = self._loop.run(Rows(columns, len(columns[0])), [])
        self.backend = self._loop.backend
        return found.losses

    def _compiled(self) -> Loop:
        """The loss as the only note of a loop whose numbers come from outside in each round."""
        fixed = {leaf.slot for leaf in self._plan.leaves} - set(self._coordinates)
        lowered = lower(self._plan, fixed)
        code = lowered.builder.code([lowered.roots[0]])
        return Loop(Update(code, 0, (), tuple(f"{leaf}[{place}]" for leaf, place in self.numbers)))

    def _at(self, point: Sequence[float]) -> float:
        """The loss at one point, computed eagerly."""
        tensors = {
            slot: from_array(np.asarray(value), False) for slot, value in self._values.items()
        }
        for slot, number in zip(self._coordinates, point, strict=True):
            tensors[slot] = from_array(np.asarray(number, self._values[slot].dtype), False)
        fault = forward(self._plan, tensors, lambda index, result: None)
        if fault is not None:
            raise GradientError(f"landscape: {fault.message}", fault.remedy)
        assert self._plan.root is not None
        root = tensors[self._plan.root]
        if root.numel() != 1:
            raise ShapeError(
                f"landscape: the root has shape {tuple(root.shape)}", "reduce it: sum or mean"
            )
        return float(root.item())


def _with_coordinates(plan: Plan, numbers: Sequence[Number]) -> tuple[Plan, tuple[int, ...]]:
    """A plan in which each number is a leaf of its own, and the slots of these leaves.

    What is left of an array gets its numbers back by steps in front of all others.
    """
    by_label = {leaf.label: leaf for leaf in plan.leaves if leaf.label}
    for label, place in numbers:
        if label not in by_label:
            known = ", ".join(by_label) or "none: it has no leaves"
            raise ArgumentError(f"landscape: '{label}' is not a leaf", f"choose from {known}")
        size = by_label[label].value.size
        if not 0 <= place < size:
            raise ArgumentError(
                f"landscape: '{label}' has {size} numbers, none at {place}",
                "count its places from 0",
            )
    leaves = [replace(leaf, requires_grad=False) for leaf in plan.leaves]
    free = count(1 + max([*(leaf.slot for leaf in leaves), *(s.output for s in plan.steps)]))
    now = {leaf.slot: leaf.slot for leaf in leaves}  # where the value of each leaf is found
    steps: list[Step] = []
    coordinates = []
    for label, place in numbers:
        leaf = by_label[label]
        value = leaf.value.reshape(-1)[place]
        coordinate = next(free)
        coordinates.append(coordinate)
        leaves.append(Leaf(coordinate, np.array(value), label=f"{label}[{place}]"))
        if not leaf.value.shape:
            now[leaf.slot] = coordinate
            continue
        rest = next(i for i, other in enumerate(leaves) if other.slot == leaf.slot)
        kept, direction = np.array(leaves[rest].value), np.zeros_like(leaf.value)
        kept.reshape(-1)[place], direction.reshape(-1)[place] = 0, 1
        leaves[rest] = replace(leaves[rest], value=kept)
        along, part, total = next(free), next(free), next(free)
        leaves.append(Leaf(along, direction))
        steps.append(Step("mul", (coordinate, along), part))
        steps.append(Step("add", (now[leaf.slot], part), total))
        now[leaf.slot] = total
    steps += [
        replace(s, inputs=tuple(now.get(slot, slot) for slot in s.inputs)) for s in plan.steps
    ]
    assert plan.root is not None
    root = now.get(plan.root, plan.root)
    return Plan(tuple(leaves), tuple(steps), root), tuple(coordinates)
