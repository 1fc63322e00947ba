"""Block functions: a Code in blocks as one function: numpy calls on one block after the other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

import numpy as np

from engine.dtype import Array
from engine.plan import array_functions
from engine.plan.array_functions import quiet
from engine.plan.arrays import ArrayWriter
from engine.plan.blocks import Blocks
from engine.plan.code import Code
from engine.plan.function import Function, listed
from engine.plan.parts import straight
from engine.plan.scalars import names_of
from engine.plan.updating import Update


def function(blocks: Blocks, groups: Sequence[int]) -> Function:
    """The outputs of a code as a function of arrays of its shapes and dtypes.

    As engine.plan.array_functions.function; the source is that of one block.
    """
    runner = _runner(blocks)

    def call(*given: Array) -> Any:
        found = iter(runner.call(given, _room(blocks)))
        parts = [tuple(islice(found, count)) if count else next(found) for count in groups]
        return tuple(parts) if len(parts) > 1 else parts[0]

    return Function(quiet(call), runner.source)


def descent(update: Update, blocks: Blocks, *, path: bool) -> Function:
    """A whole descent: (changing, state) → (losses, path, state).

    As engine.plan.array_functions.descent; the source is that of one block of a step.
    """
    runner, rooms = _runner(blocks), (_room(blocks), _room(blocks))

    def descend(changing: Iterable[tuple[float, ...]], state: Sequence[Array]) -> Any:
        losses: list[Any] = []
        points = []
        for step, rates in enumerate(changing):
            if path:
                points.append(tuple([np.array(array) for array in state[: update.parameters]]))
            found = runner.call((*state, *rates), rooms[step % 2])
            noted, state = found[: update.notes], found[update.notes :]
            losses.append(float(noted[0]) if len(noted) == 1 else tuple(noted))
        return losses, points, tuple([np.array(array) for array in state])

    return Function(quiet(descend), runner.source)


def _room(blocks: Blocks) -> list[Array]:
    """Memory for the arrays among the outputs."""
    made = [blocks.code.values[number] for number in blocks.arrays]
    return [np.empty(value.shape, value.dtype) for value in made]


def _runner(blocks: Blocks) -> Function:
    """The outputs from the inputs and the memory that the arrays among them are written to."""
    size, length = blocks.size, blocks.length
    rest = length % size
    main = _block(blocks, size)
    last = _block(blocks, rest) if rest else main
    tail = array_functions.function(blocks.tail, [0] * len(blocks.tail.outputs), "tail")
    body = blocks.body
    cut = [blocks.is_cut(number) for number in body.inputs]
    joins = [getattr(np, _joiner(body, number)) for number in blocks.joined]
    order = [*blocks.arrays, *blocks.tail.outputs]
    places = [order.index(number) for number in blocks.code.outputs]

    def run(given: Sequence[Any], room: Sequence[Array]) -> list[Any]:
        whole = (*given, *blocks.constants)
        totals: Sequence[Any] = ()
        for start in range(0, length, size):
            stop = min(start + size, length)
            parts = [a[start:stop] if c else a for a, c in zip(whole, cut, strict=True)]
            parts += [array[start:stop] for array in room]
            found = (main if stop - start == size else last).call(*parts)
            pairs = zip(joins, totals, found, strict=True) if start else ()
            totals = [join(one, other) for join, one, other in pairs] if start else found
        after = tail.call(*given, *[np.asarray(total) for total in totals])
        ready = [*room, *(after if len(blocks.tail.outputs) > 1 else (after,))]
        return [ready[place] for place in places]

    return Function(run, f"{main.source}\n{tail.source}")


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
