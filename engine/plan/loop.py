"""Loop: the steps of a descent as one compiled function, by the back end that suits them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np

from engine.dtype import Array
from engine.plan import array_functions, block_functions, level_functions, native, scalar_functions
from engine.plan.background import Native
from engine.plan.blocks import blocked
from engine.plan.checkpoints import checkpointed
from engine.plan.clusters import Unsuited
from engine.plan.code import Code
from engine.plan.function import Function
from engine.plan.levels import wide
from engine.plan.passes import shortened, simplified
from engine.plan.scalars import is_scalar
from engine.plan.updating import Update

FEW, MANY = 100, 2_000  # steps: from here on native code pays, and is waited for


class Travelled(NamedTuple):
    """What some steps went through.

    Attributes: losses and path (before each step; the path has the parameters as a tuple, and is
    empty unless it was asked for); state (parameters and buffers after the last step).
    """

    losses: Sequence[float]
    path: Sequence[tuple[Any, ...]]
    state: tuple[Array, ...]


class Loop:
    """Takes the steps of an Update, in Python at first, in native code once many were asked for.

    Attributes: update; backend (of the run before: "scalars", "levels", "arrays", "blocks"
    or "native"); source (of what was generated for it).
    """

    def __init__(self, update: Update, *, path: bool = False) -> None:
        self.update = update
        plain = simplified(update.code)
        self._of_floats = is_scalar(plain)
        self._values = [plain.values[number] for number in plain.inputs[: update.state]]
        self._first, self._python = _python(update, plain, path)
        self.backend = self._first
        self.source = self._python.source
        self._native = Native(plain, lambda: _native(update, plain, path))
        self._taken = 0

    def run(
        self, changing: Iterable[tuple[float, ...]], steps: int, state: Sequence[Array]
    ) -> Travelled:
        """One step for each of the `steps` tuples of what varies (see Update), from `state`."""
        self._taken += steps
        if self._taken >= FEW:
            self._native.begin()
        function = self._native.ready(wait=steps >= MANY and self._native.is_quick)
        self.backend = self._first if function is None else "native"
        self.source = (function or self._python).source
        if function is not None or not self._of_floats:
            return Travelled(*(function or self._python).call(changing, state))
        numbers = [array.item() for array in state]
        losses, path, after = self._python.call(changing, numbers)
        arrays = [
            np.full(value.shape, number, value.dtype)
            for value, number in zip(self._values, after, strict=True)
        ]
        return Travelled(losses, path, tuple(arrays))


def _python(update: Update, code: Code, path: bool) -> tuple[str, Function]:
    """The back end in Python and numpy that suits a code, and its loop."""
    if is_scalar(code):
        levels = wide(code)
        if levels is not None:
            return "levels", level_functions.descent(update, levels, path=path)
        return "scalars", scalar_functions.descent(update, code, path=path)
    lean = checkpointed(code)
    blocks = blocked(lean)
    if blocks is not None:
        return "blocks", block_functions.descent(update, blocks, path=path)
    return "arrays", array_functions.descent(update, shortened(lean), path=path)


def _native(update: Update, code: Code, path: bool) -> Function:
    """All in native code, or all that stands between products and calls."""
    try:
        return native.descent(update, code, path=path)
    except Unsuited:
        return array_functions.descent(update, code, path=path, fused=True)
