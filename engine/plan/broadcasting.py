"""Broadcasting: what is repeated to a larger shape is not written out.

Elementwise operations repeat it themselves, and work on the smaller shape where every input is a
repetition. Powers are left alone: numpy's power by one number has other last bits.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from engine.plan.code import Code, Instruction, Value, renamed


def unbroadcast(code: Code) -> Code:
    """The code in which elementwise operations read what is repeated before it is."""
    values = list(code.values)
    source: dict[int, int] = {}  # of a broadcast: what it repeats
    for number, value in enumerate(values):
        if value.constant is not None and value.size > 1:
            source |= _uniform(values, number, value)
    kept: list[Instruction] = []
    for step in code.instructions:
        value = values[step.output]
        if step.kind == "view" and step.name == "broadcast":
            source[step.output] = source.get(step.inputs[0], step.inputs[0])
        elif not source.keys().isdisjoint(step.inputs) and _is_elementwise(step):
            inputs = tuple([source.get(number, number) for number in step.inputs])
            shape = np.broadcast_shapes(*[values[number].shape for number in inputs])
            step = replace(step, inputs=inputs)
            if shape != value.shape:
                values.append(replace(value, shape=shape))
                small = len(values) - 1
                kept.append(replace(step, output=small))
                source[step.output] = small
                step = Instruction("view", "broadcast", (small,), step.output)
        kept.append(step)
    return renamed(code.with_(values=tuple(values)), {}, kept)


def _is_elementwise(step: Instruction) -> bool:
    return step.kind == "select" or (step.kind == "ufunc" and step.name not in ("matmul", "power"))


def _uniform(values: list[Value], number: int, value: Value) -> dict[int, int]:
    """A constant whose elements are one number, as that number repeated."""
    array = value.constant
    assert array is not None
    first = array.reshape(-1)[:1]
    if array.tobytes() != first.tobytes() * array.size:
        return {}
    values.append(Value((), value.dtype, value.weak, first.reshape(()).copy()))
    return {number: len(values) - 1}
