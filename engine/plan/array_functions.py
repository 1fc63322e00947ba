"""Array functions: a Code on arrays as one function of numpy calls, or as a whole loop of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from engine.dtype import Array
from engine.grad_mode import QUIET
from engine.plan.arrays import ArrayWriter
from engine.plan.code import Code
from engine.plan.function import Function, grouped, indented, listed
from engine.plan.parts import straight
from engine.plan.scalars import compiled, names_of
from engine.plan.segments import segmented
from engine.plan.updating import Update


def function(
    code: Code, groups: Sequence[int], name: str = "step", *, fused: bool = False
) -> Function:
    """The outputs of `code` as a function of arrays of its shapes and dtypes.

    `groups` are the lengths of the tuples in which the outputs come; one alone comes as itself. It
    writes into buffers of its own: one thread at a time may call it.
    """
    names = names_of(code, code.inputs)
    if fused:
        code = segmented(code, {})
    writer = ArrayWriter(code, names, {}, {}).write()
    results = [writer.result(number) for number in code.outputs]
    given = [names[number] for number in code.inputs]
    made = straight(name, given, writer.lines, grouped(results, groups), writer.scope)
    return Function(quiet(made.call), made.source)


def quiet(call: Callable[..., Any]) -> Callable[..., Any]:
    """The function, told to numpy to be silent of infinities and NaN."""
    copy = QUIET.copy
    return lambda *given: copy().run(call, *given)


def descent(update: Update, code: Code, *, path: bool, fused: bool = False) -> Function:
    """A whole descent in one loop: (changing, state) → (losses, path, state).

    `code` is the update's, simplified. `changing` gives each step a tuple of what varies (see
    Update), `state` are the parameters and buffers. Entry k of the losses, and of the path of the
    parameters, which is empty unless asked for, is from before step k.
    """
    held, varying = code.inputs[: update.state], code.inputs[update.state :]
    values = [code.values[number] for number in held]
    memory = [np.empty(value.shape, value.dtype) for value in values]
    names = names_of(code, code.inputs)
    targets = dict(zip(code.outputs[update.notes :], held, strict=True))
    if fused:
        code = segmented(code, targets)
    writer = ArrayWriter(code, names, dict(zip(held, memory, strict=True)), targets).write()
    scope = {names[number]: array for number, array in zip(held, memory, strict=True)}
    walked = listed(f"{names[number]}.copy()" for number in held[: update.parameters])
    walk = [f"walk(({walked}))"] if path else []
    noted = [writer.result(number) for number in code.outputs[: update.notes]]
    kept = f"keep({noted[0]})" if len(noted) == 1 else f"keep(({listed(noted)}))"
    rates = listed(names[number] for number in varying) if varying else "_"
    made = [
        f"{names[number]} = {code.values[number].dtype}({names[number]})"
        for number in varying
        if not code.values[number].weak
    ]
    moves = _moves(writer, code.outputs[update.notes :], held, names)
    lines = [*made, *walk, *writer.lines, kept, *moves]
    source = (
        "def descend(changing):\n    losses, path = [], []\n"
        "    keep, walk = losses.append, path.append\n"
        f"    for {rates} in changing:\n{indented(lines, 8)}"
        "    return losses, path\n"
    )
    call = quiet(compiled(source, "descend", {**scope, **writer.scope}))

    def descend(changing: Iterable[tuple[float, ...]], state: Sequence[Array]) -> Any:
        for array, given in zip(memory, state, strict=True):
            array[...] = given
        losses, path = call(changing)
        if update.notes == 1:
            losses = [float(loss) for loss in losses]
        return losses, path, tuple([array.copy() for array in memory])

    return Function(descend, source)


def _moves(
    writer: ArrayWriter, made_values: Sequence[int], held: Sequence[int], names: Mapping[int, str]
) -> list[str]:
    """The lines that bring what a step made to where the next one reads it."""
    copied, moved = [], []
    for made, goal in zip(made_values, held, strict=True):
        name = names[goal]
        if made in writer.scalar:
            moved.append(f"{name}[()] = {writer.scalar[made]}")
        elif writer.operand(made) != name:
            copied.append(f"n{goal} = {writer.operand(made)}.copy()")
            moved.append(f"{name}[...] = n{goal}")
    return copied + moved
