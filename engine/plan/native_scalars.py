"""Native scalars: a Code of single numbers in native code, floats in and floats out."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import Any

import numpy as np

from engine.plan.clusters import Unsuited
from engine.plan.code import Code
from engine.plan.function import Function
from engine.plan.native import Program
from engine.plan.native_text import native_text

LONG = 300  # instructions from which on native code pays for its call


def function(code: Code, groups: Sequence[int]) -> Function:
    """The outputs of `code` as a function of its inputs, as engine.plan.scalar_functions.function.

    It works in memory of its own: one thread at a time may call it. Errors: Unsuited where it has
    no native form, or its inputs and outputs are not all single float64 numbers.
    """
    for number in (*code.inputs, *code.outputs):
        value = code.values[number]
        if value.shape or value.dtype.char != "d":
            raise Unsuited(f"a value of shape {value.shape} and {value.dtype}")
    program = Program(code, native_text(code, 0, len(code.inputs)))
    row, found = np.empty(max(len(code.inputs), 1)), np.empty(len(code.outputs))
    given, made = row.ctypes.data, found.ctypes.data
    table = program.table.ctypes.data

    def call(*numbers: float) -> Any:
        row[:] = numbers
        program.run(1, given, made, None, table)
        results = found.tolist()
        if len(groups) == 1 and not groups[0]:
            return results[0]
        left = iter(results)
        parts = [tuple(islice(left, count)) if count else next(left) for count in groups]
        return tuple(parts) if len(parts) > 1 else parts[0]

    return Function(call, program.text)
