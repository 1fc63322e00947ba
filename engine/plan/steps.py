"""Plan: a computation as plain data, an ordered list of Steps over numbered slots."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from engine.dtype import Array
from engine.errors import ArgumentError
from engine.op import OPS


@dataclass(frozen=True, slots=True)
class Span:
    """Where a step stands in its source: 1-based lines, 0-based columns, end exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(frozen=True, slots=True)
class Leaf:
    """A slot that is given: its array, whether a gradient is wanted, and what it is called."""

    slot: int
    value: Array
    requires_grad: bool = False
    label: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A round of a loop, or a call of a function: where that stands, and which one it is.

    Attributes: span (of the loop, or of the call); round (from 0; None for a call); function (its
    name; "" for a loop).
    """

    span: Span
    round: int | None = None
    function: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One op applied to slots. `label` names it to whoever made the plan (a node, a variable).

    `scope` are the loops and calls of a program in which it was made, outermost first.
    """

    op: str
    inputs: tuple[int, ...]
    output: int
    static: Mapping[str, Any] = field(default_factory=dict)
    label: str = ""
    span: Span | None = None
    scope: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class Root:
    """A slot from which backward starts; its head gradient `seed` is ones where it is None."""

    slot: int
    seed: Array | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """Leaves, steps in an order in which they can run, and the slot to differentiate.

    `root` None means forward only; `seed` is the head gradient, ones where it is None. Backward
    starts from the roots in `also` at the same time, as torch.autograd.backward does from several.
    """

    leaves: tuple[Leaf, ...]
    steps: tuple[Step, ...]
    root: int | None = None
    seed: Array | None = None
    also: tuple[Root, ...] = ()

    @property
    def roots(self) -> tuple[Root, ...]:
        """Every root, the one to differentiate first."""
        return () if self.root is None else (Root(self.root, self.seed), *self.also)

    def check(self) -> Plan:
        """This plan. Errors: ArgumentError where a step reads what is not there, or its op is not
        one, or is given the wrong number of inputs."""
        known = {leaf.slot for leaf in self.leaves}
        for step in self.steps:
            if step.op not in OPS:
                raise ArgumentError(f"plan: no op is called '{step.op}'", "see engine.op.OPS")
            op, given = OPS[step.op], len(step.inputs)
            if not (op.variadic or op.arity - op.optional <= given <= op.arity):
                raise ArgumentError(
                    f"plan: {step.op} has {given} inputs, it takes {op.arity}",
                    f"call it as {op.signature()}",
                )
            missing = [slot for slot in step.inputs if slot not in known]
            if missing:
                raise ArgumentError(
                    f"plan: {step.op} reads slot {missing[0]} before it is written",
                    "order the steps so that inputs come first",
                )
            known.add(step.output)
        for root in self.roots:
            if root.slot not in known:
                raise ArgumentError(f"plan: the root {root.slot} is not a slot", "name a slot")
        return self

    def with_values(self, values: Mapping[str, Array]) -> Plan:
        """The same plan with other values in the leaves of these labels."""
        leaves = tuple(
            Leaf(leaf.slot, values[leaf.label], leaf.requires_grad, leaf.label)
            if leaf.label in values
            else leaf
            for leaf in self.leaves
        )
        return replace(self, leaves=leaves)

    def labels(self) -> dict[int, str]:
        """What each slot is called: the label of its leaf, or of the step that writes it."""
        named: Iterable[tuple[int, str]] = (
            *((leaf.slot, leaf.label) for leaf in self.leaves),
            *((step.output, step.label or step.op) for step in self.steps),
        )
        return dict(named)
