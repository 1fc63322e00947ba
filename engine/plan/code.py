"""Code: what a Plan comes down to, numpy's own operations on numbered values."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from engine.dtype import Array


@dataclass(frozen=True, slots=True)
class Value:
    """What a number of a Code stands for.

    Attributes: shape; dtype; weak (a Python number: it takes the dtype of what it meets); constant
    (its array, where it is known); name (of an input).
    """

    shape: tuple[int, ...]
    dtype: np.dtype[Any]
    weak: bool = False
    constant: Array | None = None
    name: str = ""

    @property
    def size(self) -> int:
        """How many elements it has."""
        return math.prod(self.shape)


@dataclass(frozen=True, slots=True)
class Instruction:
    """One operation on values.

    Attributes: kind; name; inputs and output (numbers of values); detail. By kind:
    - ufunc: numpy's ufunc of this name, detail is None;
    - reduce: the same ufunc's reduction, detail is (axes, keepdims);
    - select: numpy's where;
    - cast: to the output's dtype;
    - view: "reshape", "transpose" (detail: axes), "index" (detail: a key), "broadcast";
    - join: the inputs, one after the other along axis `detail`;
    - put: zeros with the input at the index `detail`;
    - kernel: the function `detail` of the inputs and of memory that it writes, with a number as its
      result; - noted: that number;
    - call: the function `detail` of arrays, a tuple of arrays; - part: number `detail` of those.
    """

    kind: str
    name: str
    inputs: tuple[int, ...]
    output: int
    detail: Any = None


@dataclass(frozen=True)
class Code:
    """Instructions in an order in which they can run.

    Attributes: values; instructions; inputs (numbers of the values that are given); outputs.
    """

    values: tuple[Value, ...]
    instructions: tuple[Instruction, ...]
    inputs: tuple[int, ...]
    outputs: tuple[int, ...]

    def with_(self, **changes: Any) -> Code:
        """The same code but for these parts."""
        return replace(self, **changes)

    def uses(self) -> dict[int, int]:
        """How often each value is read, by instructions or as an output."""
        found: dict[int, int] = {}
        for instruction in self.instructions:
            for number in instruction.inputs:
                found[number] = found.get(number, 0) + 1
        for number in self.outputs:
            found[number] = found.get(number, 0) + 1
        return found


def renamed(code: Code, names: dict[int, int], kept: Iterable[Instruction]) -> Code:
    """The code with `kept` as its instructions, and values replaced by others."""
    if not names:
        return code.with_(instructions=tuple(kept))
    instructions = []
    for step in kept:
        if not names.keys().isdisjoint(step.inputs):
            step = replace(step, inputs=tuple([names.get(n, n) for n in step.inputs]))
        instructions.append(step)
    outputs = tuple(names.get(number, number) for number in code.outputs)
    return code.with_(instructions=tuple(instructions), outputs=outputs)


def evaluate(code: Code, given: Iterable[Array]) -> list[Array]:
    """The outputs, computed by numpy one instruction after the other: what every back end means."""
    held: dict[int, Any] = dict(zip(code.inputs, given, strict=True))
    notes: dict[int, Any] = {}
    for number, value in enumerate(code.values):
        if value.constant is not None:
            held[number] = value.constant
    with np.errstate(all="ignore"):
        for step in code.instructions:
            value = code.values[step.output]
            if step.kind == "noted":
                held[step.output] = np.asarray(notes[step.inputs[0]], value.dtype)
                continue
            found = run(step, value, [held[number] for number in step.inputs])
            if step.kind == "kernel":
                notes[step.output], found = found
            held[step.output] = found if step.kind == "call" else np.asarray(found, value.dtype)
    return [held[number] for number in code.outputs]


def run(step: Instruction, value: Value, inputs: list[Any]) -> Any:
    """The result of one instruction on arrays."""
    if step.kind == "ufunc":
        return getattr(np, step.name)(*inputs)
    if step.kind == "reduce":
        axes, keepdims = step.detail
        return getattr(np, step.name).reduce(inputs[0], axes, keepdims=keepdims)
    if step.kind == "select":
        return np.where(*inputs)
    if step.kind == "cast":
        return inputs[0].astype(value.dtype)
    if step.kind == "call":
        call: Callable[..., Any] = step.detail
        return call(*inputs)
    if step.kind == "part":
        return inputs[0][step.detail]
    if step.kind == "kernel":
        out = np.empty(value.shape, value.dtype)
        return step.detail(*inputs, out), out
    if step.kind == "join":
        return np.concatenate(inputs, step.detail)
    if step.kind == "put":
        result = np.zeros(value.shape, value.dtype)
        result[step.detail] = inputs[0]
        return result
    return view(step, value, inputs[0])


def view(step: Instruction, value: Value, array: Array) -> Array:
    """The view of an array that an instruction of this kind gives."""
    if step.name == "reshape":
        return array.reshape(value.shape)
    if step.name == "transpose":
        return array.transpose(step.detail)
    if step.name == "index":
        return array[step.detail]
    return np.broadcast_to(array, value.shape)
