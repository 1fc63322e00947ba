"""Clusters: which elementwise operations and sums run together in one loop over their shape.

Instructions fall into phases: a loop may read what an earlier phase wrote to memory, and single
numbers once they are known; within a phase, operations of one shape share a loop, in registers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.lib.stride_tricks import as_strided

from engine.plan.code import Code, Instruction, view

Shape = tuple[int, ...]
KEPT = frozenset({"call", "part", "join", "kernel", "noted"})


class Unsuited(TypeError):
    """A code that cannot be written as loops, and why."""


@dataclass(frozen=True)
class Access:
    """Where the elements of a value lie: in the memory of `root`, strides in elements."""

    root: int
    offset: int
    strides: tuple[int, ...]


@dataclass
class Cluster:
    """A loop over `shape`. Attributes: phase; shape; steps (elementwise, in order); sums."""

    phase: int
    shape: Shape
    steps: list[Instruction] = field(default_factory=list)
    sums: list[Instruction] = field(default_factory=list)


@dataclass
class Phases:
    """A code as loops.

    Attributes: numbers (by phase, the instructions on single numbers that come first in it);
    clusters (in order); access (of each array value, where it lies); stored (values that need
    memory of their own).
    """

    numbers: dict[int, list[Instruction]]
    clusters: list[Cluster]
    access: dict[int, Access]
    stored: set[int]

    @property
    def last(self) -> int:
        """The last phase in which something happens."""
        return max([*self.numbers, *(cluster.phase for cluster in self.clusters)], default=0)


def contiguous(shape: Shape) -> tuple[int, ...]:
    """The strides of an array whose elements lie in order."""
    strides = []
    size = 1
    for n in reversed(shape):
        strides.append(size)
        size *= max(n, 1)
    return tuple(reversed(strides))


def phases(code: Code) -> Phases:
    """The code as loops in phases. Errors: Unsuited where an instruction has no elements."""
    values = code.values
    ready: dict[int, int] = {}  # the phase from which on a number, or memory, can be read
    inside: dict[int, tuple[int, Shape]] = {}  # the cluster in whose registers a value is
    access: dict[int, Access] = {}
    stored: set[int] = set()
    numbers: dict[int, list[Instruction]] = {}
    clusters: dict[tuple[int, Shape], Cluster] = {}
    for number, value in enumerate(values):
        if value.constant is not None or number in code.inputs:
            ready[number] = 0
            if value.shape:
                access[number] = Access(number, 0, contiguous(value.shape))
    for step in code.instructions:
        value = values[step.output]
        if step.kind in KEPT or step.name == "matmul":
            raise Unsuited(f"{step.name} is no loop over elements")
        if step.kind == "view" and not values[step.inputs[0]].shape:
            step = Instruction("cast", value.dtype.char, step.inputs, step.output)  # written out
        if step.kind == "view":
            _view(code, step, ready, inside, access, stored)
            if not value.shape:
                numbers.setdefault(ready[step.output], []).append(step)
            continue
        iterated = values[step.inputs[0]].shape if step.kind in ("reduce", "put") else value.shape
        if step.kind == "put" and not iterated:
            iterated = (1,)  # a loop that puts one number into zeros
        if not iterated:
            phase = max((ready[n] for n in step.inputs), default=0)
            ready[step.output] = phase
            numbers.setdefault(phase, []).append(step)
            continue
        phase = 0
        for n in step.inputs:
            if not values[n].shape or n not in inside:
                phase = max(phase, ready[n])
            elif inside[n][1] == iterated:
                phase = max(phase, inside[n][0])
            else:
                stored.add(n)
                phase = max(phase, inside[n][0] + 1)
        for n in step.inputs:  # registers of an earlier phase are read from memory
            if n in inside and inside[n] != (phase, iterated):
                stored.add(n)
        cluster = clusters.setdefault((phase, iterated), Cluster(phase, iterated))
        if step.kind in ("reduce", "put"):
            cluster.sums.append(step)
            ready[step.output] = phase + 1
            if value.shape:
                stored.add(step.output)
                access[step.output] = Access(step.output, 0, contiguous(value.shape))
        else:
            cluster.steps.append(step)
            inside[step.output] = (phase, iterated)
            access[step.output] = Access(step.output, 0, contiguous(value.shape))
    for number in code.outputs:
        if number in inside:
            stored.add(number)
    return Phases(numbers, sorted(clusters.values(), key=lambda c: c.phase), access, stored)


def _view(
    code: Code,
    step: Instruction,
    ready: dict[int, int],
    inside: Mapping[int, tuple[int, Shape]],
    access: dict[int, Access],
    stored: set[int],
) -> None:
    """Where a view's elements lie; what it shows must be in memory."""
    source = step.inputs[0]
    value = code.values[step.output]
    if source in inside:
        stored.add(source)
        ready[step.output] = inside[source][0] + 1
    else:
        ready[step.output] = ready[source]
    held = access[source]
    base = np.empty(1, np.int8)
    shown = as_strided(base, code.values[source].shape, held.strides)
    if step.name == "reshape" and not shown.flags.c_contiguous:
        raise Unsuited("a reshape that copies")
    seen = view(step, value, shown)
    moved = seen.__array_interface__["data"][0] - base.__array_interface__["data"][0]
    access[step.output] = Access(held.root, held.offset + moved, seen.strides)


def along(access: Access, own: Shape, shape: Shape) -> Access:
    """How a value of its `own` shape is read in a loop over `shape`, to which it broadcasts."""
    lead = len(shape) - len(own)
    strides = [0] * lead + [
        0 if n == 1 and shape[lead + i] != 1 else s
        for i, (n, s) in enumerate(zip(own, access.strides, strict=True))
    ]
    return Access(access.root, access.offset, tuple(strides))


def is_flat(shape: Shape, accesses: list[Access]) -> bool:
    """Whether one loop over all elements in order meets the elements of all of these in order."""
    plain = contiguous(shape)
    return all(
        s == p for a in accesses for s, p, n in zip(a.strides, plain, shape, strict=True) if n != 1
    )
