"""Loop: the steps of a descent as one compiled function, by the back end that suits them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from engine.dtype import Array
from engine.plan import array_functions, level_functions, native, scalar_functions
from engine.plan.background import Native
from engine.plan.clusters import Unsuited
from engine.plan.code import Code
from engine.plan.function import Function, Rows
from engine.plan.levels import wide
from engine.plan.passes import shortened, simplified
from engine.plan.scalars import is_scalar
from engine.plan.updating import Update

FEW, MANY = 100, 2_000  # steps: from here on native code pays, and is waited for


class Travelled(NamedTuple):
    """What some steps went through.

    Attributes: losses (steps,) and path (an array for each parameter, (steps, *shape); none unless
    it was asked for), both before each step; state (parameters and buffers after the last step).
    """

    losses: Array
    path: tuple[Array, ...]
    state: tuple[Array, ...]


class Loop:
    """Takes the steps of an Update, in Python at first, in native code once many were asked for.

    Attributes: update; backend (of the run before: "scalars", "levels", "arrays" or "native");
    source (of what was generated for it); python_source (of the same steps in Python).
    """

    def __init__(self, update: Update, *, path: bool = False) -> None:
        self.update, self._has_path = update, path
        plain = simplified(update.code)
        self._of_floats = is_scalar(plain)
        code = plain if self._of_floats else shortened(plain)
        self._values = [code.values[number] for number in code.inputs[: update.state]]
        levels = wide(plain) if self._of_floats else None
        if levels is not None:
            self._first, self._python = "levels", level_functions.descent(update, levels, path=path)
        elif self._of_floats:
            self._first, self._python = "scalars", scalar_functions.descent(update, code, path=path)
        else:
            self._first, self._python = "arrays", array_functions.descent(update, code, path=path)
        self.backend = self._first
        self.source = self.python_source = self._python.source
        self._native = Native(plain, lambda: _native(update, plain, path))
        self._taken = 0

    def run(self, changing: Rows, state: Sequence[Array]) -> Travelled:
        """One step for each row of what varies (see Update), from `state`."""
        steps = changing.steps
        self._taken += steps
        if self._taken >= FEW:
            self._native.begin()
        function = self._native.ready(wait=steps >= MANY and self._native.is_quick)
        self.backend = self._first if function is None else "native"
        self.source = (function or self._python).source
        if function is not None or not self._of_floats:
            losses, path, after = (function or self._python).call(changing, state)
            return Travelled(np.asarray(losses, np.float64), self._shaped(path), after)
        numbers = [array.item() for array in state]
        losses, path, after = self._python.call(changing, numbers)
        arrays = [
            np.full(value.shape, number, value.dtype)
            for value, number in zip(self._values, after, strict=True)
        ]
        return Travelled(np.array(losses, np.float64), self._shaped(path), tuple(arrays))

    def _shaped(self, path: Any) -> tuple[Array, ...]:
        """A path as an array per parameter: native code gives all numbers of a step in a row, the
        others a tuple of the parameters."""
        if not self._has_path:
            return ()
        values = self._values[: self.update.parameters]
        if isinstance(path, np.ndarray):
            ends = np.cumsum([value.size for value in values])
            columns = np.split(path[:, : ends[-1]], ends[:-1], axis=1)
        else:
            columns = [np.array([point[place] for point in path]) for place in range(len(values))]
        return tuple(
            column.reshape(len(path), *value.shape).astype(value.dtype, copy=False)
            for column, value in zip(columns, values, strict=True)
        )


def _native(update: Update, code: Code, path: bool) -> Function:
    """All in native code, or all that stands between products and calls."""
    try:
        return native.descent(update, code, path=path)
    except Unsuited:
        return array_functions.descent(update, code, path=path, fused=True)
