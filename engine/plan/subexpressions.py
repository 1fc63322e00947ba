"""Common subexpressions: what is computed twice is computed once."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.plan.code import Code, renamed

COMMUTATIVE = frozenset({"add", "multiply", "equal", "not_equal"})  # a maximum of zeros is not


def common(code: Code) -> Code:
    """The code in which equal instructions on equal inputs stand once."""
    same: dict[int, int] = {}
    known: dict[Any, int] = {}
    kept = []
    for step in code.instructions:
        if step.kind == "call":
            kept.append(step)
            continue
        inputs = step.inputs
        if not same.keys().isdisjoint(inputs):
            inputs = tuple([same.get(number, number) for number in inputs])
        if step.kind == "ufunc" and step.name in COMMUTATIVE:
            inputs = tuple(sorted(inputs))
        value = code.values[step.output]
        detail = None if step.detail is None else hashable(step.detail)
        key = (step.kind, step.name, inputs, detail, value.shape, value.dtype.char)
        if key in known:
            same[step.output] = known[key]
        else:
            known[key] = step.output
            kept.append(step)
    return renamed(code, same, kept)


def hashable(detail: Any) -> Any:
    """A key that is equal for equal details."""
    if isinstance(detail, slice):
        return "slice", detail.start, detail.stop, detail.step
    if isinstance(detail, (tuple, list)):
        return tuple([hashable(part) for part in detail])
    return id(detail) if isinstance(detail, np.ndarray) else detail
