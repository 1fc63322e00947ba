"""Lowering: a Plan, forward and backward, written down as numpy's operations.

The engine itself runs the plan, on tensors whose memory are Symbols; so the compiled code does what
the eager engine does, in the same order.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from engine.errors import ArgumentError, EngineError
from engine.plan.code import Code
from engine.plan.steps import Plan
from engine.plan.symbol import Builder, Symbol, Untraceable
from engine.run import forward
from engine.tape import backward, seed_for
from engine.tensor import from_array


class Uncompilable(ArgumentError):
    """What only the eager engine can run, and why."""


@dataclass(frozen=True)
class Lowered:
    """What was written down for a plan.

    Attributes: builder; leaves (a Symbol per leaf that may change, by slot); roots; gradients (by
    the slot of each leaf that one reaches).
    """

    builder: Builder
    leaves: Mapping[int, Symbol]
    roots: tuple[Any, ...]
    gradients: Mapping[int, Any]

    def code(self) -> Code:
        """From the leaves to the roots, then the gradients."""
        return self.builder.code([*self.roots, *self.gradients.values()])


def lower(plan: Plan, fixed: Collection[int] = ()) -> Lowered:
    """The plan as numpy's operations, forward and, from its roots, backward.

    What depends on the `fixed` slots alone is computed here and now: those leaves keep the values
    that they have. Errors: Uncompilable where only the eager engine can run it, saying why.
    """
    builder = Builder()
    leaves = {
        leaf.slot: builder.input(leaf.value, leaf.label)
        for leaf in plan.leaves
        if leaf.slot not in fixed
    }
    tensors = {
        leaf.slot: from_array(leaves.get(leaf.slot, leaf.value), leaf.requires_grad)
        for leaf in plan.leaves
    }
    try:
        fault = forward(plan, tensors, lambda index, result: None)
        if fault is not None:
            raise Uncompilable(fault.message, fault.remedy)
        roots = [tensors[root.slot] for root in plan.roots]
        totals = {}
        if any(root.requires_grad for root in roots):
            seeds = [seed_for(tensors[root.slot], root.seed) for root in plan.roots]
            totals = backward(list(zip(roots, seeds, strict=True)))
    except (EngineError, Untraceable) as error:
        raise Uncompilable(str(error), "run it eagerly") from error
    gradients = {
        leaf.slot: totals[tensors[leaf.slot]]
        for leaf in plan.leaves
        if tensors[leaf.slot] in totals
    }
    return Lowered(builder, leaves, tuple(root._data for root in roots), gradients)
