"""Calls: a lowered computation as one function from arrays to its values and gradients."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from engine.dtype import Array
from engine.plan import (
    array_functions,
    block_functions,
    level_functions,
    native,
    native_scalars,
    scalar_functions,
)
from engine.plan.background import Native
from engine.plan.blocks import blocked
from engine.plan.checkpoints import checkpointed
from engine.plan.clusters import Unsuited
from engine.plan.code import Code
from engine.plan.function import Function
from engine.plan.levels import wide
from engine.plan.lowering import Lowered, lower
from engine.plan.passes import shortened, simplified
from engine.plan.scalars import is_scalar
from engine.plan.steps import Plan

LARGE = 256  # elements of an input from which on native code pays for its call
MANY = 200  # calls on single numbers after which native code is compiled


class Compiled:
    """Values and gradients in one call.

    Called with an array, or a number, for each input, it gives the roots, or the one root, and a
    tuple of gradients: one per key in `reached`. `step` is the generated function itself: of floats
    where `of_floats`, else of arrays of the shapes and dtypes that were compiled.

    Attributes: backend ("scalars", "levels", "arrays", "blocks" or "native"); source; step;
    reached (keys of the inputs that a gradient reaches); of_floats (whether all is single numbers).
    """

    def __init__(self, lowered: Lowered) -> None:
        plain = simplified(lowered.code())
        self.reached = tuple(lowered.gradients)
        roots = len(lowered.roots)
        values = 0 if roots == 1 else roots
        groups = (values, len(self.reached)) if self.reached else (values,)
        self.of_floats = is_scalar(plain)
        self.backend, function = _python(plain, groups)
        self.step, self.source = function.call, function.source
        self._length, self._calls = len(plain.instructions), 0
        self._native = Native(plain, lambda: _native(plain, groups))
        self._inputs = [plain.values[number] for number in plain.inputs]
        self._outputs = [plain.values[number] for number in plain.outputs]

    def prepare(self, *, wait: bool = True) -> Compiled:
        """Let native code take over where it is faster, once it is compiled or at once; itself."""
        if self._is_worth_it:
            self._native.begin()
            function = self._native.ready(wait=wait)
            if function is not None:
                self.backend, self.step, self.source = "native", function.call, function.source
        return self

    @property
    def _is_worth_it(self) -> bool:
        """Whether native code would be faster, and is not there yet."""
        if self.backend in ("scalars", "levels"):
            return self._length >= native_scalars.LONG
        largest = max((value.size for value in self._inputs), default=0)
        return self.backend in ("arrays", "blocks") and largest >= LARGE

    def __call__(self, *given: Any) -> tuple[Any, tuple[Array, ...]]:
        arrays = [
            np.asarray(array, value.dtype) for array, value in zip(given, self._inputs, strict=True)
        ]
        if self.of_floats:
            self._calls += 1
            if self._calls >= MANY:
                self.prepare(wait=False)
            found = self.step(*[array.item() for array in arrays])
        else:
            self.prepare(wait=False)
            found = self.step(*arrays)
        values, gradients = found if self.reached else (found, ())
        several = isinstance(values, tuple)
        flat = [*(values if several else (values,)), *gradients]
        made = [
            np.asarray(part, value.dtype).reshape(value.shape)
            for part, value in zip(flat, self._outputs, strict=True)
        ]
        count = len(made) - len(self.reached)
        return (tuple(made[:count]) if several else made[0]), tuple(made[count:])


def _python(code: Code, groups: Sequence[int]) -> tuple[str, Function]:
    """The back end in Python and numpy that suits a code, and its function."""
    if is_scalar(code):
        levels = wide(code)
        if levels is not None:
            return "levels", level_functions.function(levels, groups)
        return "scalars", scalar_functions.function(code, groups)
    lean = checkpointed(code)
    blocks = blocked(lean)
    if blocks is not None:
        return "blocks", block_functions.function(blocks, groups)
    return "arrays", array_functions.function(shortened(lean), groups)


def _native(code: Code, groups: Sequence[int]) -> Function:
    """All in native code, or all that stands between products and calls."""
    if is_scalar(code):
        return native_scalars.function(code, groups)
    try:
        return native.function(code, groups)
    except Unsuited:
        return array_functions.function(code, groups, fused=True)


def compiled_plan(plan: Plan, fixed: Sequence[int] = ()) -> Compiled:
    """The plan as one function of the leaves that are not `fixed`, in order.

    Errors: Uncompilable where only the eager engine can run it, saying why.
    """
    return Compiled(lower(plan, fixed))
