"""Powers: in native loops x³ and x⁴ are products, and not calls of `pow`.

Results differ from numpy's by an ulp.
"""

from __future__ import annotations

from dataclasses import replace

from engine.plan.code import Code, Instruction


def multiplied(code: Code) -> Code:
    """The code with third and fourth powers as products."""
    values = list(code.values)
    kept: list[Instruction] = []
    for step in code.instructions:
        exponent = values[step.inputs[1]].constant if step.name == "power" else None
        whole = None if exponent is None or exponent.size != 1 else float(exponent.reshape(-1)[0])
        if whole not in (3.0, 4.0) or values[step.inputs[0]].shape != values[step.output].shape:
            kept.append(step)
            continue
        values.append(values[step.output])
        square = len(values) - 1
        x = step.inputs[0]
        kept.append(Instruction("ufunc", "square", (x,), square))
        if whole == 3.0:
            kept.append(replace(step, name="multiply", inputs=(square, x)))
        else:
            kept.append(replace(step, name="square", inputs=(square,)))
    return code.with_(values=tuple(values), instructions=tuple(kept))
