"""Lifetimes: when the memory of each value may be used for another."""

from __future__ import annotations

from collections.abc import Mapping

from engine.plan.code import Code

NEVER = 1 << 60


def roots(code: Code) -> dict[int, int]:
    """Of each value that is a view, the value whose memory it shows."""
    found: dict[int, int] = {}
    for step in code.instructions:
        if step.kind == "view":
            source = step.inputs[0]
            found[step.output] = found.get(source, source)
    return found


def last_reads(code: Code, roots: Mapping[int, int]) -> dict[int, int]:
    """Of each value's memory, where the last instruction reads it; NEVER for that of outputs."""
    found: dict[int, int] = {}
    for place, step in enumerate(code.instructions):
        for number in step.inputs:
            found[roots.get(number, number)] = place
    for number in code.outputs:
        found[roots.get(number, number)] = NEVER
    return found
