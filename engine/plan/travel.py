"""Travel: the compiled steps of an optimizer, between the tensors that it moves.

It reads the parameters and the optimizer's state, takes steps in a Loop, and writes them back, so
that compiled steps and those of `optimizer.step()` may follow each other.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import deepcopy
from typing import Any

import numpy as np

from engine.dtype import Array
from engine.inplace import overwrite
from engine.optim.lr_scheduler import ReduceLROnPlateau
from engine.optim.optimizer import Optimizer, scalar_dtype
from engine.optim.settings import plain
from engine.plan.function import Column, Rows
from engine.plan.loop import Loop, Travelled
from engine.plan.lowering import Lowered, Uncompilable
from engine.plan.updating import Update, update
from engine.tensor import Tensor, from_array

Plain = (int, float)


class Travel:
    """Compiled steps of one optimizer on one objective.

    `lower` writes the objective down; `parameters` are its keys and labels, one for each tensor of
    the optimizer's only group. Options of the group may be changed between runs.

    Attributes: loop (the one that ran last, or None).
    """

    def __init__(
        self,
        lower: Callable[[], Lowered],
        parameters: Sequence[tuple[int, str]],
        optimizer: Optimizer,
        scheduler: Any = None,
        *,
        path: bool = False,
    ) -> None:
        self.loop: Loop | None = None
        self._before: dict[str, Any] | None = None  # options and buffers of the latest loop
        self._lower, self._parameters, self._path = lower, parameters, path
        self._optimizer, self._scheduler = optimizer, scheduler
        self._loops: dict[Any, Loop] = {}

    @property
    def tensors(self) -> Sequence[Tensor]:
        """The parameters."""
        tensors: Sequence[Tensor] = self._optimizer.param_groups[0]["params"]
        return tensors

    def run(self, steps: int) -> Travelled:
        """Take this many steps.

        Errors: Uncompilable where they can only be taken eagerly, Unready where the first must be.
        """
        if len(self._optimizer.param_groups) > 1:
            raise Uncompilable("the optimizer has several groups", "it runs eagerly")
        if isinstance(self._scheduler, ReduceLROnPlateau):
            raise Uncompilable("the schedule asks for the loss", "it runs eagerly")
        before = self._options()
        states = [self._state(tensor) for tensor in self.tensors]
        if self._scheduler is None:
            rows = [before]
            now = before | {"buffers": [sorted(state) for state in states]}
            if self.loop is None or now != self._before:
                self.loop = self._made(before, _changed(rows), states)
            self._before, loop = now, self.loop
        else:
            standing = deepcopy(self._scheduler.state_dict())
            rows = self._scheduled(steps)
            try:
                self.loop = loop = self._made(before, _changed([*rows, before]), states)
            except Uncompilable:  # the step is taken eagerly: it finds the schedule as it was
                self._scheduler.load_state_dict(standing)
                self._optimizer.param_groups[0].update(before)
                raise
        first = self._optimizer.steps_taken + 1
        columns: list[Column] = [
            range(first, first + steps)
            if name == "step"
            else [float(row[name]) for row in rows]
            if self._scheduler is not None
            else float(before[name])
            for name in loop.update.varying
        ]
        start = [tensor._array for tensor in self.tensors]
        buffers = [states[place][name] for place, name in loop.update.buffers]
        found = loop.run(Rows(tuple(columns), steps), [*start, *buffers])
        self._write(found.state, loop.update, steps)
        return found

    def _options(self) -> dict[str, Any]:
        """The group's options as Python numbers."""
        group = self._optimizer.param_groups[0]
        return {name: plain(value) for name, value in group.items() if name != "params"}

    def _scheduled(self, steps: int) -> list[dict[str, Any]]:
        """The options at each of the next steps, as the scheduler sets them."""
        rows = []
        taken, self._optimizer.steps_taken = self._optimizer.steps_taken, 1  # or it would warn
        for _ in range(steps):
            rows.append(self._options())
            self._scheduler.step()
        self._optimizer.steps_taken = taken
        return rows

    def _made(
        self, options: dict[str, Any], varying: tuple[str, ...], states: list[dict[str, Array]]
    ) -> Loop:
        """The loop for these options, compiled if there is none."""
        fixed = {name: value for name, value in options.items() if name not in varying}
        buffers = tuple(tuple(sorted(state)) for state in states)
        key = (varying, buffers, repr(sorted(fixed.items(), key=lambda item: item[0])))
        if key not in self._loops:
            group = self._optimizer.param_groups[0]
            after = dict(group)
            group.update(options)
            try:
                made = update(self._lower(), self._parameters, self._optimizer, states, varying)
            finally:
                group.update(after)
            self._loops[key] = Loop(made, path=self._path)
        return self._loops[key]

    def _state(self, tensor: Tensor) -> dict[str, Array]:
        """The buffers of a parameter, those of its first step where it has none."""
        state = self._optimizer.state.get(tensor) or {}
        if state:
            return {n: state[n]._array for n in self._optimizer.buffers if n in state}
        group = self._optimizer.param_groups[0]
        return {n: np.asarray(a) for n, a in self._optimizer.start(tensor._array, group).items()}

    def _write(self, after: Sequence[Array], update: Update, steps: int) -> None:
        optimizer = self._optimizer
        optimizer.steps_taken += steps
        for tensor, array in zip(self.tensors, after, strict=False):
            overwrite(tensor, array, f"{type(optimizer).__name__}.step")
        for (place, name), array in zip(update.buffers, after[update.parameters :], strict=True):
            optimizer.state[self.tensors[place]][name] = from_array(np.array(array))
        if optimizer.counted:
            for tensor in self.tensors:
                count = np.full((), optimizer.steps_taken, scalar_dtype())
                optimizer.state[tensor]["step"] = from_array(count)


def _changed(rows: Sequence[dict[str, Any]]) -> tuple[str, ...]:
    """The rate, and the other numbers that differ between rows."""
    found = {"lr"}
    for name, value in rows[0].items():
        if any(row[name] != value for row in rows):
            if not isinstance(value, Plain):
                raise Uncompilable(f"the schedule changes {name}", "it runs eagerly")
            found.add(name)
    return tuple(sorted(found))
