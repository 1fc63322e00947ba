"""Scalar functions: a Code of single numbers as one function of Python, or as a whole loop."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np

from engine.plan.code import Code, evaluate
from engine.plan.scalars import Writer, compiled, names_of
from engine.plan.updating import Update

FAILURES = "(ArithmeticError, ValueError)"  # Python's, where numpy would give inf or NaN


@dataclass(frozen=True)
class Function:
    """Generated code. Attributes: call; source."""

    call: Callable[..., Any]
    source: str


def function(code: Code, groups: Sequence[int], name: str = "step") -> Function:
    """The outputs of `code` as a function of its inputs, floats in and floats out.

    `groups` are the lengths of the tuples in which the outputs come; one alone comes as itself.
    """
    names = names_of(code, code.inputs)
    writer = Writer(code, names).write()
    given = ", ".join(names[number] for number in code.inputs)
    results = [writer.text[number] for number in code.outputs]
    body = _indented(writer.lines, 8)
    source = (
        f"def {name}({given}):\n    try:\n{body}        return {_grouped(results, groups)}\n"
        f"    except {FAILURES}:\n        return by_steps({given})\n"
    )

    def by_steps(*numbers: float) -> Any:
        found = iter(_by_numpy(code, numbers))
        parts = [tuple(islice(found, count)) if count else next(found) for count in groups]
        return tuple(parts) if len(parts) > 1 else parts[0]

    return Function(compiled(source, name, {"by_steps": by_steps}), source)


def descent(update: Update, code: Code) -> Function:
    """`steps` of a descent in one loop: (changing, state) → (losses, path, state).

    `code` is the update's, simplified. `changing` gives each step a tuple of what varies (see
    Update), `state` the leaves and buffers. Entry k of the losses, and of the path of the
    parameters, is from before step k.
    """
    names = names_of(code, code.inputs)
    writer = Writer(code, names).write()
    held = [names[n] for n in code.inputs[: len(code.inputs) - len(update.varying)]]
    varying = [names[n] for n in code.inputs[len(held) :]]
    leaves = len(held) - len(update.buffers)
    targets = [held[i] for i in update.moved] + held[leaves:]
    loss, *results = [writer.text[number] for number in code.outputs]
    moves = [(t, r) for t, r in zip(targets, results, strict=True) if t != r]
    walked = _listed(held[i] for i in update.moved)
    lines = [*writer.lines, f"keep({loss})", f"walk(({walked}))"]
    if moves:
        lines.append(f"{', '.join(t for t, _ in moves)} = {', '.join(r for _, r in moves)}")
    state = _listed(held)
    source = (
        "def descend(changing, state):\n"
        f"    {state} = state\n"
        "    losses, path = [], []\n    keep, walk = losses.append, path.append\n"
        "    changing = iter(changing)\n    while True:\n        try:\n"
        f"            for {_listed(varying) if varying else '_'} in changing:\n"
        f"{_indented(lines, 16)}"
        f"            return losses, path, ({state})\n"
        f"        except {FAILURES}:\n"
        f"            walk(({walked}))  # nothing has changed yet in this step\n"
        f"            loss, ({_listed(targets)}) = by_steps({', '.join((*held, *varying))})\n"
        "            keep(loss)\n"
    )

    def by_steps(*numbers: float) -> tuple[float, tuple[float, ...]]:
        loss, *rest = _by_numpy(code, numbers)
        return loss, tuple(rest)

    return Function(compiled(source, "descend", {"by_steps": by_steps}), source)


def _by_numpy(code: Code, numbers: Sequence[float]) -> list[float]:
    """What numpy makes of the same code: infinities and NaN instead of errors."""
    values = [code.values[number] for number in code.inputs]
    given = [
        np.full(value.shape, number, value.dtype)
        for value, number in zip(values, numbers, strict=True)
    ]
    return [float(np.asarray(found).reshape(-1)[0]) for found in evaluate(code, given)]


def _grouped(results: Sequence[str], groups: Sequence[int]) -> str:
    texts, found = [], iter(results)
    for count in groups:
        texts.append(f"({_listed(next(found) for _ in range(count))})" if count else next(found))
    return ", ".join(texts)


def _listed(names: Iterable[str]) -> str:
    """Names as the inside of a tuple."""
    return "".join(f"{name}, " for name in names).rstrip(" ")


def _indented(lines: Iterable[str], blanks: int) -> str:
    return "".join(f"{' ' * blanks}{line}\n" for line in lines)
