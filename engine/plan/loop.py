"""Loop: the steps of a descent as one compiled function, by the back end that suits them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np

from engine.dtype import Array
from engine.plan import array_functions, scalar_functions
from engine.plan.passes import shortened
from engine.plan.scalars import is_scalar
from engine.plan.updating import Update


class Travelled(NamedTuple):
    """What some steps went through.

    Attributes: losses and path (before each step; the path has the parameters as a tuple, and is
    empty unless it was asked for); state (parameters and buffers after the last step).
    """

    losses: Sequence[float]
    path: Sequence[tuple[Any, ...]]
    state: tuple[Array, ...]


class Loop:
    """Takes the steps of an Update. Attributes: update; backend; source (of what was generated)."""

    def __init__(self, update: Update, *, path: bool = False) -> None:
        self.update = update
        code = shortened(update.code)
        self._values = [code.values[number] for number in code.inputs[: update.state]]
        self.backend = "scalars" if is_scalar(code) else "arrays"
        make = scalar_functions.descent if self.backend == "scalars" else array_functions.descent
        function = make(update, code, path=path)
        self._call, self.source = function.call, function.source

    def run(self, changing: Iterable[tuple[float, ...]], state: Sequence[Array]) -> Travelled:
        """One step for each tuple of what varies (see Update), from `state`."""
        if self.backend == "arrays":
            return Travelled(*self._call(changing, state))
        numbers = [array.item() for array in state]
        losses, path, after = self._call(changing, numbers)
        arrays = [
            np.full(value.shape, number, value.dtype)
            for value, number in zip(self._values, after, strict=True)
        ]
        return Travelled(losses, path, tuple(arrays))
