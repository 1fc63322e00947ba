"""Dead values: what no output needs is not computed."""

from __future__ import annotations

from engine.plan.code import Code


def living(code: Code) -> Code:
    """The code without the instructions that lead to no output."""
    needed = set(code.outputs)
    kept = []
    for step in reversed(code.instructions):
        if step.output in needed:
            needed.update(step.inputs)
            kept.append(step)
    return code.with_(instructions=tuple(reversed(kept)))
