"""Hoisting: what a loop does not change is computed before it."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from engine.plan.code import Code


class Parted(NamedTuple):
    """A code in two: `before` runs once, and its outputs are the last inputs of `loop`."""

    before: Code
    loop: Code


def hoisted(code: Code, changing: Collection[int]) -> Parted:
    """The code parted into what depends on none of the `changing` inputs, and the rest."""
    moves = set(changing)
    inside, outside = [], []
    for step in code.instructions:
        if any(number in moves for number in step.inputs) or step.kind == "call":
            moves.add(step.output)
            inside.append(step)
        else:
            outside.append(step)
    fixed = [number for number in code.inputs if number not in moves]
    made = {step.output for step in outside}
    read = {number for step in inside for number in step.inputs} | set(code.outputs)
    carried = sorted(made & read)
    before = code.with_(instructions=tuple(outside), inputs=tuple(fixed), outputs=tuple(carried))
    loop = code.with_(instructions=tuple(inside), inputs=(*code.inputs, *carried))
    return Parted(before, loop)
