"""Symbol: stands for an array that is not there yet; numpy's functions write themselves down on it.

What asks a Symbol for its numbers raises Untraceable; the operation is then kept whole, as a call.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin

from engine.plan.code import Code, Instruction, Value, run
from engine.plan.shapes import Shaped
from engine.plan.shapes import Untraceable as Untraceable

NUMBER = (bool, int, float)
FLOAT = np.dtype(np.float64)
SHAPED_BY_NUMBERS = frozenset({"argwhere", "bincount", "distinct"})


class Builder:
    """Gathers values and instructions."""

    def __init__(self) -> None:
        self.values: list[Value] = []
        self.instructions: list[Instruction] = []
        self.inputs: list[int] = []
        self._known: dict[Any, int] = {}
        self._makers: dict[int, Instruction] = {}
        self._noted: dict[int, int] = {}  # of kernels: what notes the number that they return
        self._examples: dict[int, Any] = {}

    def value(self, value: Value) -> int:
        """A number for it."""
        self.values.append(value)
        return len(self.values) - 1

    def input(self, example: Any, name: str = "") -> Symbol:
        """A value that will be given: an array as the example, or a Python number."""
        array = np.asarray(example)
        number = self.value(Value(array.shape, array.dtype, type(example) is float, None, name))
        self.inputs.append(number)
        self._examples[number] = array
        return Symbol(self, number)

    def example(self, number: int) -> Any:
        """What a value would be if the inputs were their examples."""
        if self.values[number].constant is not None:
            return self.values[number].constant
        with np.errstate(all="ignore"):
            for step in self._leading_to(number):
                given = [self.example(n) for n in step.inputs]
                found = run(step, self.values[step.output], given)
                if step.kind == "kernel":
                    noted, found = found
                    self._examples[self._noted[step.output]] = np.asarray(noted)
                self._examples[step.output] = found
        return self._examples[number]

    def _leading_to(self, number: int) -> list[Instruction]:
        """The instructions that have no example yet and that a value's one needs, in order."""
        needed: dict[int, Instruction] = {}
        stack = [number]
        while stack:
            step = self._makers.get(stack.pop())
            if step is None or step.output in needed or step.output in self._examples:
                continue
            stack += step.inputs
            needed[step.output] = step
        return [needed[n] for n in sorted(needed) if needed[n].kind != "noted"]

    def constant(self, array: Any, dtype: np.dtype[Any] | None = None) -> int:
        """The number of a known array; small ones are kept once."""
        array = np.asarray(array, dtype)
        key = (array.dtype.char, array.shape, array.tobytes()) if array.size <= 16 else id(array)
        if key not in self._known:
            self._known[key] = self.value(Value(array.shape, array.dtype, False, array))
        return self._known[key]

    def number(self, operand: Any, dtype: np.dtype[Any] | None = None) -> int:
        """The number of an operand in `dtype`: a Symbol, an array, or a Python number."""
        if isinstance(operand, Symbol):
            if dtype is None or operand.dtype == dtype:
                return operand.number
            return self.write("cast", dtype.char, (operand.number,), operand.shape, dtype)
        return self.constant(operand, dtype)

    def write(
        self,
        kind: str,
        name: str,
        inputs: tuple[int, ...],
        shape: tuple[int, ...],
        dtype: np.dtype[Any],
        detail: Any = None,
        *,
        weak: bool = False,
    ) -> int:
        """Write an instruction; the number of its result."""
        number = self.value(Value(shape, dtype, weak))
        step = Instruction(kind, name, inputs, number, detail)
        self.instructions.append(step)
        self._makers[number] = step
        if kind == "noted":
            self._noted[inputs[0]] = number
        return number

    def maker(self, number: int) -> Instruction | None:
        """What made a value, or None where it was given."""
        return self._makers.get(number)

    def code(self, outputs: Sequence[Any]) -> Code:
        """All that was written, and what is wanted of it."""
        wanted = tuple(self.number(output) for output in outputs)
        return Code(tuple(self.values), tuple(self.instructions), tuple(self.inputs), wanted)


class _Flags:
    """What numpy tells of memory. Attributes: writeable; c_contiguous."""

    writeable = c_contiguous = True


class Symbol(NDArrayOperatorsMixin, Shaped):
    """A value of a Builder, under an array's interface. Attributes: builder; number."""

    __slots__ = ("builder", "number")
    base = None  # it shares memory with no other
    flags = _Flags()

    def __init__(self, builder: Builder, number: int) -> None:
        self.builder, self.number = builder, number

    @property
    def _value(self) -> Value:
        return self.builder.values[self.number]

    @property
    def shape(self) -> tuple[int, ...]:
        return self._value.shape

    @property
    def dtype(self) -> np.dtype[Any]:
        return self._value.dtype

    @property
    def weak(self) -> bool:
        """Whether it stands for a Python number."""
        return self._value.weak

    def __len__(self) -> int:
        return self.shape[0]

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **options: Any) -> Any:
        if options.pop("out", None) is not None or ufunc.nout != 1:
            raise Untraceable(f"{ufunc.__name__} with out=")
        if method == "__call__":
            return apply(self.builder, ufunc, inputs, **options)
        if method == "reduce":
            return reduce(ufunc, *inputs, **options)
        raise Untraceable(f"{ufunc.__name__}.{method}")

    def _in_place(self, ufunc: Any, other: Any) -> Any:
        """`x += y`, where x is no view of another value: a new value takes its name."""
        maker = self.builder.maker(self.number)
        if maker is not None and maker.kind == "view":
            raise Untraceable("a change in place")
        return apply(self.builder, ufunc, (self, other))

    def __iadd__(self, other: Any) -> Any:
        return self._in_place(np.add, other)

    def __isub__(self, other: Any) -> Any:
        return self._in_place(np.subtract, other)

    def __imul__(self, other: Any) -> Any:
        return self._in_place(np.multiply, other)

    def __itruediv__(self, other: Any) -> Any:
        return self._in_place(np.divide, other)

    def __array_function__(
        self, function: Any, types: Any, args: Sequence[Any], options: dict[str, Any]
    ) -> Any:
        from engine.plan.tracing import FUNCTIONS

        if function not in FUNCTIONS:
            raise Untraceable(function.__name__)
        return FUNCTIONS[function](*args, **options)

    def kept(self, name: str, call: Callable[..., Any], operands: Sequence[Any]) -> Any:
        """The result of a function of arrays, or its results, None where it gave None.

        What it gives is known from the examples. Errors: Untraceable where its shape depends on
        the numbers.
        """
        if name in SHAPED_BY_NUMBERS:
            raise Untraceable(f"the shape of {name} depends on the numbers")
        builder = self.builder
        numbers = tuple([builder.number(operand) for operand in operands])
        found = call(*[builder.example(number) for number in numbers])
        several = isinstance(found, (tuple, list))
        parts = found if several else (found,)

        def each(*arrays: Any) -> list[Any]:
            made = call(*arrays)
            return [_unshared(part, arrays) for part in (made if several else (made,))]

        whole = builder.write("call", name, numbers, (), np.dtype(np.bool_), each)
        made = [
            None
            if part is None
            else Symbol(builder, builder.write("part", name, (whole,), part.shape, part.dtype, i))
            for i, part in enumerate(parts)
        ]
        return made if several else made[0]

    def fused(self, kernel: Callable[..., Any], *others: Any) -> tuple[Symbol, Symbol]:
        """The number that a kernel returns, and the array of this shape that it writes.

        It is called as `kernel(array, *others, out)`; equal kernels on equal inputs run once.
        """
        builder = self.builder
        numbers = (self.number, *(builder.number(other) for other in others))
        name = type(kernel).__name__
        written = builder.write("kernel", name, numbers, self.shape, self.dtype, kernel)
        noted = builder.write("noted", name, (written,), (), self.dtype)
        return Symbol(builder, noted), Symbol(builder, written)

    def _made(
        self, kind: str, name: str, shape: tuple[int, ...], detail: Any = None, dtype: Any = None
    ) -> Symbol:
        dtype = self.dtype if dtype is None else np.dtype(dtype)
        number = self.builder.write(
            kind, name, (self.number,), tuple(shape), dtype, detail, weak=self.weak and not shape
        )
        return Symbol(self.builder, number)

    def astype(self, dtype: Any, **_: Any) -> Symbol:
        """Of another dtype."""
        dtype = np.dtype(dtype)
        if dtype == self.dtype and not self.weak:
            return self
        number = self.builder.write("cast", dtype.char, (self.number,), self.shape, dtype)
        return Symbol(self.builder, number)

    def copy(self, order: str = "C") -> Symbol:
        """Itself: nothing written down is changed later."""
        return self

    def weakened(self) -> Symbol:
        """The one number, as a Python number stands for it."""
        source = self.reshape(())
        written = self.builder.write(
            "cast", "d", (source.number,), (), np.dtype(np.float64), weak=True
        )
        return Symbol(self.builder, written)

    def sum(self, axis: Any = None, dtype: Any = None, keepdims: bool = False, **_: Any) -> Symbol:
        return reduce(np.add, self, axis, dtype, keepdims=keepdims)

    def max(self, axis: Any = None, keepdims: bool = False, **_: Any) -> Symbol:
        return reduce(np.maximum, self, axis, keepdims=keepdims)

    def min(self, axis: Any = None, keepdims: bool = False, **_: Any) -> Symbol:
        return reduce(np.minimum, self, axis, keepdims=keepdims)

    def _refuse(self, *_: Any, **__: Any) -> Any:
        raise Untraceable("the numbers of a value are not known while a plan is compiled")

    __array__ = __bool__ = __float__ = __int__ = __index__ = __iter__ = item = tolist = _refuse
    __hash__ = object.__hash__


def _unshared(part: Any, arrays: Sequence[Any]) -> Any:
    """A result in memory of its own: that of the arrays is used again for others."""
    if part is None or not any(np.may_share_memory(part, array) for array in arrays):
        return part
    return np.array(part)


def apply(builder: Builder, ufunc: Any, operands: Sequence[Any], dtype: Any = None) -> Symbol:
    """The result of a ufunc, of the dtype that numpy would give it."""
    values = [builder.values[o.number] if type(o) is Symbol else None for o in operands]
    weak, shapes = True, []
    for operand, value in zip(operands, values, strict=True):
        weak = weak and (type(operand) in NUMBER if value is None else value.weak)
        shapes.append(np.shape(operand) if value is None else value.shape)
    given = tuple([FLOAT if weak else _type_of(operand) for operand in operands])
    if ufunc is np.matmul:
        return _product(builder, operands, given)
    if ufunc.signature is not None:
        raise Untraceable(ufunc.__name__)
    *loop, result = _resolved(ufunc, given, dtype)
    first, *others = {*shapes} - {()} or {()}
    shape = np.broadcast_shapes(first, *others) if others else first
    numbers = tuple([builder.number(o, d) for o, d in zip(operands, loop, strict=True)])
    return Symbol(
        builder, builder.write("ufunc", ufunc.__name__, numbers, shape, result, weak=weak)
    )


@lru_cache(4096)
def _resolved(ufunc: Any, given: tuple[Any, ...], dtype: Any) -> tuple[np.dtype[Any], ...]:
    """The dtypes in which a ufunc reads operands of these, and that of its result."""
    signature = None if dtype is None else (None,) * ufunc.nin + (np.dtype(dtype),)
    options = {} if dtype is None else {"signature": signature}
    try:
        found: tuple[np.dtype[Any], ...] = ufunc.resolve_dtypes((*given, None), **options)
    except TypeError as error:
        raise Untraceable(str(error)) from None
    return found


def shape_of(operand: Any) -> tuple[int, ...]:
    """The shape of a Symbol, an array or a number."""
    return operand.shape if isinstance(operand, Symbol) else np.shape(operand)


def _type_of(operand: Any) -> Any:
    """What `resolve_dtypes` takes for it: a dtype, or the type of a Python number."""
    if isinstance(operand, Symbol):
        value = operand.builder.values[operand.number]
        return float if value.weak else value.dtype
    return type(operand) if type(operand) in NUMBER else np.asarray(operand).dtype


def _product(builder: Builder, operands: Sequence[Any], given: Sequence[Any]) -> Symbol:
    x, y = map(shape_of, operands)
    if len(x) < 1 or len(y) < 1:
        raise Untraceable("matmul of one number")
    left, right = (1, *x) if len(x) == 1 else x, (*y, 1) if len(y) == 1 else y
    if left[-1] != right[-2]:
        raise Untraceable("matmul of shapes that do not fit")
    batch = np.broadcast_shapes(left[:-2], right[:-2])
    rows = () if len(x) == 1 else (left[-2],)
    columns = () if len(y) == 1 else (right[-1],)
    dtype = np.result_type(*given)
    numbers = tuple([builder.number(operand, dtype) for operand in operands])
    shape = (*batch, *rows, *columns)
    return Symbol(builder, builder.write("ufunc", "matmul", numbers, shape, dtype))


def reduce(
    ufunc: Any, array: Any, axis: Any = 0, dtype: Any = None, keepdims: bool = False, **rest: Any
) -> Symbol:
    """A reduction along one axis, several, or all."""
    if any(value is not None and value is not np._NoValue for value in rest.values()):
        raise Untraceable(f"{ufunc.__name__}.reduce with {', '.join(rest)}")
    axes = (
        tuple(range(array.ndim)) if axis is None else axis if isinstance(axis, tuple) else (axis,)
    )
    axes = tuple(sorted(a % array.ndim for a in axes)) if array.ndim else ()
    result = np.dtype(dtype) if dtype is not None else ufunc.reduce(np.zeros(1, array.dtype)).dtype
    kept = tuple(1 if i in axes else n for i, n in enumerate(array.shape))
    shape = kept if keepdims else tuple(n for i, n in enumerate(array.shape) if i not in axes)
    if not array.ndim or (ufunc is np.add and array.size == 1):
        same = array.astype(result) if result != array.dtype else array
        zeroed = ufunc is np.add and result.kind == "f"  # the sum of one -0 is 0
        return (same + 0.0 if zeroed else same).reshape(shape)
    source = array.astype(result) if ufunc is np.add and result != array.dtype else array
    number = source.builder.write(
        "reduce", ufunc.__name__, (source.number,), shape, result, (axes, bool(keepdims))
    )
    return Symbol(source.builder, number)
