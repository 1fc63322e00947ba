"""Block functions: a Code in blocks as one function: numpy calls on one block after the other."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import Any

import numpy as np

from engine.dtype import Array
from engine.grad_mode import QUIET
from engine.plan import array_functions
from engine.plan.arrays import ArrayWriter
from engine.plan.blocks import Blocks
from engine.plan.code import Code
from engine.plan.function import Function, listed
from engine.plan.parts import straight
from engine.plan.scalars import names_of


def function(blocks: Blocks, groups: Sequence[int]) -> Function:
    """The outputs of a code as a function of arrays of its shapes and dtypes.

    As engine.plan.array_functions.function; the source is that of one block.
    """
    size, length = blocks.size, blocks.length
    rest = length % size
    main = _block(blocks, size)
    last = _block(blocks, rest) if rest else main
    tail = array_functions.function(blocks.tail, [len(blocks.tail.outputs)], "tail")
    body, code = blocks.body, blocks.code
    cut = [blocks.is_cut(number) for number in body.inputs]
    made = [code.values[number] for number in blocks.arrays]
    joins = [getattr(np, _joiner(body, number)) for number in blocks.joined]
    order = [*blocks.arrays, *blocks.tail.outputs]
    places = [order.index(number) for number in code.outputs]

    def run(*given: Array) -> Any:
        whole = (*given, *blocks.constants)
        arrays = [np.empty(value.shape, value.dtype) for value in made]
        totals: Sequence[Any] = ()
        for start in range(0, length, size):
            stop = min(start + size, length)
            parts = [a[start:stop] if c else a for a, c in zip(whole, cut, strict=True)]
            parts += [array[start:stop] for array in arrays]
            found = (main if stop - start == size else last).call(*parts)
            pairs = zip(joins, totals, found, strict=True) if start else ()
            totals = [join(one, other) for join, one, other in pairs] if start else found
        after = tail.call(*given, *[np.asarray(total) for total in totals])
        ready = [*arrays, *after]
        results = iter([ready[place] for place in places])
        several = [tuple(islice(results, n)) if n else next(results) for n in groups]
        return tuple(several) if len(several) > 1 else several[0]

    copy = QUIET.copy
    return Function(lambda *given: copy().run(run, *given), f"{main.source}\n{tail.source}")


def _joiner(body: Code, number: int) -> str:
    """The ufunc that puts together what the blocks made of a value."""
    return next(step.name for step in body.instructions if step.output == number)


def _block(blocks: Blocks, size: int) -> Function:
    """A function of the parts of the inputs, and of the arrays that it writes, for one block.

    It gives what is joined, as a tuple.
    """
    code, arrays = blocks.block(size), blocks.arrays
    goals = tuple(range(len(code.values), len(code.values) + len(arrays)))
    values = (*code.values, *[code.values[number] for number in arrays])
    code = code.with_(values=values, inputs=(*code.inputs, *goals))
    names = names_of(code, code.inputs)
    writer = ArrayWriter(code, names, {}, dict(zip(arrays, goals, strict=True))).write()
    for number, goal in zip(arrays, goals, strict=True):
        if writer.operand(number) != names[goal]:
            writer.lines.append(f"{names[goal]}[...] = {writer.operand(number)}")
    results = listed(writer.result(number) for number in blocks.joined)
    given = [names[number] for number in code.inputs]
    return straight("block", given, writer.lines, f"({results})", writer.scope)
