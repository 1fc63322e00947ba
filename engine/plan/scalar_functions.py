"""Scalar functions: a Code of single numbers as one function of Python, or as a whole loop."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import Any

import numpy as np

from engine.plan.code import Code, evaluate
from engine.plan.function import Function, grouped, indented, listed
from engine.plan.scalars import Writer, compiled, names_of
from engine.plan.updating import Update

FAILURES = "(ArithmeticError, ValueError)"  # Python's, where numpy would give inf or NaN


def function(code: Code, groups: Sequence[int], name: str = "step") -> Function:
    """The outputs of `code` as a function of its inputs, floats in and floats out.

    `groups` are the lengths of the tuples in which the outputs come; one alone comes as itself.
    """
    names = names_of(code, code.inputs)
    writer = Writer(code, names).write()
    given = ", ".join(names[number] for number in code.inputs)
    results = [writer.text[number] for number in code.outputs]
    body = indented(writer.lines, 8)
    source = (
        f"def {name}({given}):\n    try:\n{body}        return {grouped(results, groups)}\n"
        f"    except {FAILURES}:\n        return by_steps({given})\n"
    )

    def by_steps(*numbers: float) -> Any:
        found = iter(_by_numpy(code, numbers))
        parts = [tuple(islice(found, count)) if count else next(found) for count in groups]
        return tuple(parts) if len(parts) > 1 else parts[0]

    return Function(compiled(source, name, {"by_steps": by_steps}), source)


def descent(update: Update, code: Code, *, path: bool) -> Function:
    """A whole descent in one loop: (changing, state) → (losses, path, state).

    `code` is the update's, simplified. `changing` gives each step a tuple of what varies (see
    Update), `state` are the parameters and buffers. Entry k of the losses, and of the path of the
    parameters, which is empty unless asked for, is from before step k.
    """
    names = names_of(code, code.inputs)
    writer = Writer(code, names).write()
    held = [names[number] for number in code.inputs[: update.state]]
    varying = [names[number] for number in code.inputs[update.state :]]
    texts = [writer.text[number] for number in code.outputs]
    noted, results = texts[: update.notes], texts[update.notes :]
    moves = [(t, r) for t, r in zip(held, results, strict=True) if t != r]
    walk = [f"walk(({listed(held[: update.parameters])}))"] if path else []
    row = noted[0] if len(noted) == 1 else f"({listed(noted)})"
    lines = [*writer.lines, f"keep({row})", *walk]
    if moves:
        lines.append(f"{', '.join(t for t, _ in moves)} = {', '.join(r for _, r in moves)}")
    state = listed(held)
    source = (
        "def descend(changing, state):\n"
        f"    ({state}) = state\n"
        "    losses, path = [], []\n    keep, walk = losses.append, path.append\n"
        "    changing = iter(changing)\n    while True:\n        try:\n"
        f"            for {listed(varying) if varying else '_'} in changing:\n"
        f"{indented(lines, 16)}"
        f"            return losses, path, ({state})\n"
        f"        except {FAILURES}:  # nothing has changed yet in this step\n"
        f"{indented(walk, 12)}"
        f"            loss, ({state}) = by_steps({', '.join((*held, *varying))})\n"
        "            keep(loss)\n"
    )

    def by_steps(*numbers: float) -> tuple[Any, tuple[float, ...]]:
        found = _by_numpy(code, numbers)
        noted = tuple(found[: update.notes])
        return noted[0] if len(noted) == 1 else noted, tuple(found[update.notes :])

    return Function(compiled(source, "descend", {"by_steps": by_steps}), source)


def _by_numpy(code: Code, numbers: Sequence[float]) -> list[float]:
    """What numpy makes of the same code: infinities and NaN instead of errors."""
    values = [code.values[number] for number in code.inputs]
    given = [
        np.full(value.shape, number, value.dtype)
        for value, number in zip(values, numbers, strict=True)
    ]
    return [float(np.asarray(found).reshape(-1)[0]) for found in evaluate(code, given)]
