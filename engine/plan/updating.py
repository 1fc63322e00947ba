"""Updating: one step of a descent, from parameters and the optimizer's state to the next ones.

The rule of the optimizer runs on Symbols too, so that its arithmetic stands in the compiled loop.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.dtype import Array
from engine.optim.optimizer import Optimizer
from engine.optim.settings import plain
from engine.plan.code import Code
from engine.plan.lowering import Lowered, Uncompilable
from engine.plan.symbol import Symbol

FAILURES = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)


class Unready(Uncompilable):
    """A step that makes buffers: the next one can be compiled."""


@dataclass(frozen=True)
class Update:
    """One step as Code.

    The inputs are the parameters, the optimizer's buffers, and the hyperparameters that change from
    step to step; of these `step` counts from 1. The outputs are the loss, or other numbers that are
    noted in each step, the new parameters and the new buffers.

    Attributes: code; parameters (how many); buffers (parameter and name of each); varying (names
    of the last inputs).
    """

    code: Code
    parameters: int
    buffers: tuple[tuple[int, str], ...]
    varying: tuple[str, ...]

    @property
    def state(self) -> int:
        """How many inputs are carried from one step to the next."""
        return self.parameters + len(self.buffers)

    @property
    def notes(self) -> int:
        """How many numbers are noted in each step: one as itself, several as a tuple."""
        return len(self.code.outputs) - self.state


def update(
    lowered: Lowered,
    parameters: Sequence[tuple[int, str]],
    optimizer: Optimizer,
    states: Sequence[Mapping[str, Array]],
    varying: Sequence[str] = ("lr",),
) -> Update:
    """One step of `optimizer` on the inputs of these keys, called by these labels.

    Hyperparameters are those of the optimizer's first group; the `varying` ones are inputs.
    Errors: Uncompilable where the optimizer only runs eagerly, Unready where it does once.
    """
    if not hasattr(type(optimizer), "rule"):
        raise Uncompilable(f"{type(optimizer).__name__} calls its closure", "it runs eagerly")
    group, builder = optimizer.param_groups[0], lowered.builder
    names = [name for name in optimizer.buffers if any(name in state for state in states)]
    held: list[dict[str, Symbol]] = [
        {name: builder.input(state[name], f"{label}_{name}") for name in names if name in state}
        for (_, label), state in zip(parameters, states, strict=True)
    ]
    wanted = [name for name in optimizer._wanted if name in varying or name == "step"]
    given = {name: builder.input(float(group.get(name, 1.0)), name) for name in wanted}
    hyper = {name: plain(group[name]) for name in optimizer._wanted if name not in given} | given
    moved: list[Any] = []
    kept: list[Any] = []
    for (key, _), buffers in zip(parameters, held, strict=True):
        gradient = lowered.gradients.get(key)
        if gradient is None:
            moved.append(lowered.inputs[key])
            kept += buffers.values()
            continue
        gradient = -gradient if group.get("maximize") else gradient
        new, after = _moved(optimizer, lowered.inputs[key], gradient, buffers, hyper)
        if any(part is not None and name not in buffers for name, part in after.items()):
            raise Unready("the optimizer has no buffers yet", "take one step eagerly")
        moved.append(new)
        kept += [after[name] for name in buffers]
    order = [lowered.inputs[key].number for key, _ in parameters]
    builder.inputs = order + [number for number in builder.inputs if number not in order]
    code = builder.code([lowered.roots[0], *moved, *kept])
    buffered = [(place, name) for place, buffers in enumerate(held) for name in buffers]
    return Update(code, len(parameters), tuple(buffered), tuple(wanted))


def _moved(
    optimizer: Optimizer,
    x: Symbol,
    gradient: Any,
    buffers: Mapping[str, Symbol],
    hyper: Mapping[str, Any],
) -> tuple[Any, dict[str, Any]]:
    """The new parameter and buffers; a rule that asks for numbers is kept whole."""
    held = [buffers.get(name) for name in optimizer.buffers]
    try:
        new, *after = optimizer.rule(x, gradient, *held, **hyper)
    except FAILURES:
        symbols = {name: value for name, value in hyper.items() if isinstance(value, Symbol)}
        given = [part for part in held if part is not None]

        def call(x: Array, gradient: Array, *arrays: Array) -> tuple[Any, ...]:
            found = iter(arrays)
            own = [None if part is None else np.asarray(next(found)) for part in held]
            numbers = {name: _number(name, next(found)) for name in symbols}
            return tuple(optimizer.rule(x, np.asarray(gradient), *own, **{**hyper, **numbers}))

        name = f"{type(optimizer).__name__} step"
        new, *after = x.kept(name, call, [x, gradient, *given, *symbols.values()])
    return new, dict(zip(optimizer.buffers, after, strict=True))


def _number(name: str, value: Any) -> Any:
    return int(value) if name == "step" else float(value)
