"""Blocks: a Code on large arrays, run on a part of the leading axis at a time, within the cache.

What is added up over that axis is added up block by block: the last bit may differ.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from engine.dtype import Array
from engine.plan.checkpoints import peak
from engine.plan.code import Code, Instruction, Value
from engine.plan.dead import living

CACHE = 2_000_000  # bytes that are read and written while a block is computed
FEWEST = 4_096  # elements of a block, or the calls cost more than memory does
LARGE = 4 * CACHE  # bytes from which on blocks pay
JOINED = ("add", "maximum", "minimum")


@dataclass(frozen=True)
class Blocks:
    """A code in two parts.

    Attributes: length (of the leading axis); ndim (of the arrays that have it); body (for one
    block: its inputs are those of the code, then `constants`; its outputs are the `arrays` and
    what is `joined`); tail (from the inputs and what was joined to those outputs that are not
    arrays, in order); arrays, joined (values); constants (arrays that are cut too).
    """

    length: int
    ndim: int
    code: Code
    body: Code
    tail: Code
    arrays: tuple[int, ...]
    joined: tuple[int, ...]
    constants: tuple[Array, ...]

    def is_cut(self, number: int) -> bool:
        """Whether a block has a part of this value."""
        return _has_axis(self.code.values[number], self.length, self.ndim)

    @property
    def size(self) -> int:
        """How long a block is, so that all that it works on is in the cache: a part of the whole
        without a rest, where there is one."""
        row = max(value.size for value in self.body.values) // self.length
        fitting = self.length * CACHE // max(_traffic(self.body), 1)
        goal = min(max(fitting, FEWEST // max(row, 1), 1), self.length)
        return next((n for n in range(goal, goal // 2, -1) if self.length % n == 0), goal)

    def block(self, size: int) -> Code:
        """The body for a block of this length."""
        values = [
            replace(value, shape=(size, *value.shape[1:])) if self.is_cut(number) else value
            for number, value in enumerate(self.body.values)
        ]
        return self.body.with_(values=tuple(values))


def blocked(code: Code) -> Blocks | None:
    """The code in blocks, where it is elementwise over a leading axis and blocks pay."""
    largest = max(code.values, key=lambda value: value.size, default=None)
    if largest is None or largest.size < 2 * FEWEST or _traffic(code) < LARGE:
        return None
    return _parted(code, largest.shape[0], len(largest.shape))


def _traffic(code: Code) -> int:
    """The bytes that are live at once, with those of the inputs."""
    read = {n for step in code.instructions for n in step.inputs}
    given = {*code.inputs, *[n for n in read if code.values[n].constant is not None]}
    sizes = [code.values[n].size * code.values[n].dtype.itemsize for n in given]
    return peak(code).bytes + sum(sizes)


def _has_axis(value: Value, length: int, ndim: int) -> bool:
    return len(value.shape) == ndim and value.shape[0] == length


def _parted(code: Code, length: int, ndim: int) -> Blocks | None:
    """The body and the tail, or None where something is not elementwise over the axis."""
    values = code.values
    body: list[Instruction] = []
    tail: list[Instruction] = []
    late: set[int] = set()  # what is known after all blocks
    joined: list[int] = []
    for step in code.instructions:
        cut = [_has_axis(values[number], length, ndim) for number in step.inputs]
        makes = _has_axis(values[step.output], length, ndim)
        if not late.isdisjoint(step.inputs):
            if makes or any(cut):
                return None
            tail.append(step)
            late.add(step.output)
        elif not (makes or any(cut)):
            if step.kind in ("call", "part", "kernel", "noted"):
                return None
            body.append(step)
            tail.append(step)
        elif _is_join(step):
            body.append(step)
            joined.append(step.output)
            late.add(step.output)
        elif makes and _keeps_axis(step):
            body.append(step)
        else:
            return None
    arrays = tuple(dict.fromkeys(n for n in code.outputs if _has_axis(values[n], length, ndim)))
    read = {number for step in body for number in step.inputs}
    known = [
        number
        for number in sorted(read | set(arrays))
        if values[number].constant is not None and _has_axis(values[number], length, ndim)
    ]
    rest = tuple([number for number in code.outputs if number not in arrays])
    constants = tuple([_constant(values[number]) for number in known])
    bare = tuple([replace(v, constant=None) if n in known else v for n, v in enumerate(values)])
    whole = living(Code(bare, tuple(body), (*code.inputs, *known), (*arrays, *joined)))
    after = living(Code(values, tuple(tail), (*code.inputs, *joined), rest))
    return Blocks(length, ndim, code, whole, after, arrays, tuple(joined), constants)


def _constant(value: Value) -> Array:
    assert value.constant is not None
    return value.constant


def _is_join(step: Instruction) -> bool:
    """Whether a step adds up, or takes the largest of, everything along the axis."""
    return step.kind == "reduce" and step.name in JOINED and 0 in step.detail[0]


def _keeps_axis(step: Instruction) -> bool:
    """Whether each part of the result needs that part of the operands alone."""
    if step.kind in ("ufunc", "select", "cast"):
        return step.name != "matmul"
    if step.kind == "reduce":
        axes, keepdims = step.detail
        return 0 not in axes and keepdims
    return step.kind == "view" and step.name == "broadcast"
