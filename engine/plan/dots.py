"""Dots: a sum of products is one inner product, which writes no products out.

BLAS adds in another order than numpy's sums: results differ by a few ulp of the largest term.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from engine.plan.code import Code, Instruction, Value, renamed

SMALL = 2048  # elements up to which a plain sum is an inner product with ones


def dotted(code: Code) -> Code:
    """The code with sums of everything as inner products of vectors."""
    values = list(code.values)
    uses = code.uses()
    made = {step.output: step for step in code.instructions}
    kept: list[Instruction] = []

    def flat(number: int) -> int:
        value = values[number]
        if len(value.shape) == 1:
            return number
        values.append(replace(value, shape=(value.size,), constant=_flat(value), name=""))
        if value.constant is None:
            kept.append(Instruction("view", "reshape", (number,), len(values) - 1))
        return len(values) - 1

    for step in code.instructions:
        if _is_whole_sum(step, values):
            terms = step.inputs[0]
            product = made.get(terms)
            pair = _factors(product, values) if uses[terms] == 1 else None
            if pair is None and values[terms].size <= SMALL and _is_laid_out(terms, made):
                ones = np.ones(values[terms].size, values[terms].dtype)
                values.append(Value(ones.shape, ones.dtype, False, ones))
                pair = (terms, len(values) - 1)
            if pair is not None and all(_is_laid_out(number, made) for number in pair):
                step = Instruction("ufunc", "vdot", (flat(pair[0]), flat(pair[1])), step.output)
        kept.append(step)
    return renamed(code.with_(values=tuple(values)), {}, kept)


def _flat(value: Value) -> np.ndarray | None:
    return None if value.constant is None else np.ascontiguousarray(value.constant).reshape(-1)


def _is_whole_sum(step: Instruction, values: list[Value]) -> bool:
    value, source = values[step.output], values[step.inputs[0]] if step.inputs else None
    return (
        step.kind == "reduce"
        and step.name == "add"
        and source is not None
        and source.size > 1
        and value.shape == ()
        and source.dtype.char in "fd"
    )


def _factors(step: Instruction | None, values: list[Value]) -> tuple[int, int] | None:
    """The two factors of a product of equal shapes."""
    if step is None or step.kind != "ufunc":
        return None
    if step.name == "square":
        return step.inputs[0], step.inputs[0]
    if step.name != "multiply":
        return None
    x, y = step.inputs
    return (x, y) if values[x].shape == values[y].shape else None


def _is_laid_out(number: int, made: dict[int, Instruction]) -> bool:
    """Whether the elements of a value lie in order, so that its flat view costs nothing."""
    step = made.get(number)
    return step is None or step.kind != "view" or step.name == "reshape"
