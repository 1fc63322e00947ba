"""Lowering: a Plan, forward and backward, written down as numpy's operations.

The engine itself runs the plan, on tensors whose memory are Symbols; so the compiled code does what
the eager engine does, in the same order.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.errors import ArgumentError, EngineError, Stopped
from engine.generator import repeated
from engine.grad_mode import enable_grad
from engine.plan.code import Code
from engine.plan.steps import Plan
from engine.plan.symbol import Builder, Symbol
from engine.run import forward
from engine.tape import Paths, backward, seed_for
from engine.tensor import Tensor, from_array, stand_on


class Uncompilable(ArgumentError):
    """What only the eager engine can run, and why."""


@dataclass(frozen=True)
class Lowered:
    """What was written down.

    Attributes: builder; inputs (a Symbol for each tensor that may change, by its key: the slot of
    a leaf, the place of an argument); roots; gradients (by the keys of the leaves they reach).
    """

    builder: Builder
    inputs: Mapping[int, Symbol]
    roots: tuple[Any, ...]
    gradients: Mapping[int, Any]

    def code(self) -> Code:
        """From the inputs to the roots, then the gradients."""
        return self.builder.code([*self.roots, *self.gradients.values()])


def lower(plan: Plan, fixed: Collection[int] = ()) -> Lowered:
    """The plan as numpy's operations, forward and, from its roots, backward.

    What depends on the `fixed` slots alone is computed here and now: those leaves keep the values
    that they have. Errors: Uncompilable where only the eager engine can run it, saying why.
    """
    builder = Builder()
    inputs = {
        leaf.slot: builder.input(leaf.value, leaf.label)
        for leaf in plan.leaves
        if leaf.slot not in fixed
    }
    tensors = {
        leaf.slot: from_array(inputs.get(leaf.slot, leaf.value), leaf.requires_grad)
        for leaf in plan.leaves
    }
    leaves = {leaf.slot: tensors[leaf.slot] for leaf in plan.leaves}
    with _recorded():
        fault = forward(plan, tensors, lambda index, result: None)
        if fault is not None:
            raise Uncompilable(fault.message, fault.remedy)
        roots = [tensors[root.slot] for root in plan.roots]
        heads = [root.seed for root in plan.roots]
        gradients = _gradients(roots, heads, leaves) if roots else {}
    return Lowered(builder, inputs, tuple(root._array for root in roots), gradients)


def traced(
    function: Callable[..., Any],
    tensors: Sequence[Tensor],
    names: Sequence[str],
    given: int,
    *,
    with_heads: bool = False,
) -> Lowered:
    """A function of the first `given` tensors as numpy's operations, forward and backward.

    The function may read the other tensors too, as the parameters of a module. Its result, or each
    of a tuple of results, is a root. With heads, the last inputs are the head gradients of the
    roots; else backward starts from a root that is one number, and nowhere from others.
    Errors: Uncompilable where it asks for the numbers of a tensor, or changes one in place.
    """
    builder = Builder()
    memory = [tensor._array for tensor in tensors]
    inputs = {}
    for i, (array, name) in enumerate(zip(memory, names, strict=True)):
        inputs[i] = builder.input(array, name)
    arguments = [
        from_array(inputs[i], tensor.requires_grad) for i, tensor in enumerate(tensors[:given])
    ]
    leaves = dict(enumerate([*arguments, *tensors[given:]]))
    try:
        for i in range(given, len(tensors)):
            stand_on(tensors[i], inputs[i])
        with _recorded():
            found = function(*arguments)
            results = list(found) if isinstance(found, (tuple, list)) else [found]
            if not all(isinstance(result, Tensor) for result in results):
                raise Uncompilable(f"the function returns {found!r}", "return tensors")
            _check_leaves(results, leaves.values())
            values = tuple(result._array for result in results)
            heads: list[Any] = [None] * len(results)
            if with_heads:
                heads = [builder.input(np.ones(r.shape, r.dtype.numpy)) for r in results]
            is_number = all(result.numel() == 1 for result in results)
            gradients = _gradients(results, heads, leaves) if with_heads or is_number else {}
    finally:
        for tensor, array in zip(tensors[given:], memory[given:], strict=True):
            tensor._data = array
    return Lowered(builder, inputs, values, gradients)


def _check_leaves(results: Sequence[Tensor], leaves: Collection[Tensor]) -> None:
    """Errors: Uncompilable where a gradient flows to a tensor that is none of the leaves."""
    known = {id(leaf) for leaf in leaves}
    paths = Paths(result for result in results if result.requires_grad)
    goals = [*paths.starts, *(goal for goals in paths.goals.values() for goal in goals)]
    if any(isinstance(goal, Tensor) and id(goal) not in known for goal in goals):
        raise Uncompilable(
            "the function reads a tensor that wants a gradient and is no argument of it",
            "hand it over as an argument",
        )


def _gradients(
    roots: Sequence[Tensor], heads: Sequence[Any], leaves: Mapping[int, Tensor]
) -> dict[int, Any]:
    """The gradients of the leaves by their keys, from those roots that have a history."""
    pairs = [
        (root, seed_for(root, None) if head is None else head)
        for root, head in zip(roots, heads, strict=True)
        if root.requires_grad
    ]
    totals = backward(pairs) if pairs else {}
    return {key: totals[leaf] for key, leaf in leaves.items() if leaf in totals}


@contextmanager
def _recorded() -> Iterator[None]:
    """Records inside; errors are Uncompilable: the eager engine tells the user, if it fails too."""
    token = repeated.set(True)
    try:
        with enable_grad():
            yield
    except (Stopped, Uncompilable):
        raise
    except Exception as error:  # whatever asks a Symbol for what only arrays have
        text = str(error) if isinstance(error, EngineError) else f"{type(error).__name__}: {error}"
        raise Uncompilable(text, "run it eagerly") from error
    finally:
        repeated.reset(token)
