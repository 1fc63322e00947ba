"""Numpy's functions on Symbols: each written down as the ufuncs and views that it comes down to."""

from __future__ import annotations

import builtins
import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from engine.plan.symbol import Symbol, Untraceable, reduce, shape_of

FUNCTIONS: dict[Any, Callable[..., Any]] = {}


def stands_for(*functions: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """The decorated function is what these functions of numpy do with Symbols."""

    def declare(f: Callable[..., Any]) -> Callable[..., Any]:
        FUNCTIONS.update(dict.fromkeys(functions, f))
        return f

    return declare


@stands_for(np.where)
def where(condition: Any, x: Any, y: Any) -> Any:
    builder = next(part.builder for part in (condition, x, y) if isinstance(part, Symbol))
    dtype = _common((x, y))
    shape = np.broadcast_shapes(*map(shape_of, (condition, x, y)))
    numbers = (
        builder.number(condition, np.dtype(np.bool_)),
        builder.number(x, dtype),
        builder.number(y, dtype),
    )
    return Symbol(builder, builder.write("select", "where", numbers, shape, dtype))


def _common(operands: Sequence[Any]) -> np.dtype[Any]:
    """The dtype of both branches; a Python number takes that of the other."""
    found = []
    for operand in operands:
        is_number = isinstance(operand, (int, float)) and not isinstance(operand, np.generic)
        if isinstance(operand, Symbol):
            found.append(1.0 if operand.weak else operand.dtype)
        else:
            found.append(operand if is_number else np.asarray(operand).dtype)
    return np.result_type(*found)


@stands_for(np.sum)
def sum(a: Any, axis: Any = None, dtype: Any = None, out: Any = None, **rest: Any) -> Any:
    if out is not None:
        raise Untraceable("sum with out=")
    return reduce(np.add, a, axis, dtype, **rest)


@stands_for(np.max, np.amax)
def max(a: Any, axis: Any = None, out: Any = None, **rest: Any) -> Any:
    return reduce(np.maximum, a, axis, **rest)


@stands_for(np.min, np.amin)
def min(a: Any, axis: Any = None, out: Any = None, **rest: Any) -> Any:
    return reduce(np.minimum, a, axis, **rest)


@stands_for(np.mean)
def mean(a: Any, axis: Any = None, **rest: Any) -> Any:
    total = reduce(np.add, a, axis, **rest)
    return total / total.dtype.type(a.size // math.prod(total.shape) if total.size else 1)


@stands_for(np.clip)
def clip(a: Any, a_min: Any = None, a_max: Any = None, **rest: Any) -> Any:
    if rest or a_min is None or a_max is None:
        raise Untraceable("clip")
    return np.minimum(np.maximum(a, a_min), a_max)


@stands_for(np.reshape)
def reshape(a: Any, shape: Any, order: str = "C") -> Any:
    return a.reshape(shape)


@stands_for(np.transpose, np.permute_dims)
def transpose(a: Any, axes: Any = None) -> Any:
    return a.transpose() if axes is None else a.transpose(axes)


@stands_for(np.swapaxes)
def swapaxes(a: Any, axis1: int, axis2: int) -> Any:
    return a.swapaxes(axis1, axis2)


@stands_for(np.moveaxis)
def moveaxis(a: Any, source: Any, destination: Any) -> Any:
    sources = [s % a.ndim for s in np.atleast_1d(source).tolist()]
    places = [d % a.ndim for d in np.atleast_1d(destination).tolist()]
    order = [n for n in range(a.ndim) if n not in sources]
    for place, origin in sorted(zip(places, sources, strict=True)):
        order.insert(place, origin)
    return a.transpose(order)


@stands_for(np.expand_dims)
def expand_dims(a: Any, axis: Any) -> Any:
    axes = axis if isinstance(axis, tuple) else (axis,)
    ndim = a.ndim + len(axes)
    places = {place % ndim for place in axes}
    sizes = iter(a.shape)
    return a.reshape(tuple(1 if i in places else next(sizes) for i in range(ndim)))


@stands_for(np.squeeze)
def squeeze(a: Any, axis: Any = None) -> Any:
    axes = range(a.ndim) if axis is None else axis if isinstance(axis, tuple) else (axis,)
    gone = {place % a.ndim for place in axes if a.shape[place] == 1}
    return a.reshape(tuple(n for i, n in enumerate(a.shape) if i not in gone))


@stands_for(np.broadcast_to)
def broadcast_to(array: Any, shape: Any, subok: bool = False) -> Any:
    return array.broadcast(shape)


@stands_for(np.zeros_like)
def zeros_like(a: Any, dtype: Any = None, **_: Any) -> Any:
    return np.zeros(a.shape, a.dtype if dtype is None else dtype)


@stands_for(np.ones_like)
def ones_like(a: Any, dtype: Any = None, **_: Any) -> Any:
    return np.ones(a.shape, a.dtype if dtype is None else dtype)


@stands_for(np.full_like)
def full_like(a: Any, fill_value: Any, dtype: Any = None, **_: Any) -> Any:
    return np.full(a.shape, fill_value, a.dtype if dtype is None else dtype)


@stands_for(np.copy)
def copy(a: Any, **_: Any) -> Any:
    return a


@stands_for(np.dot)
def dot(a: Any, b: Any) -> Any:
    if len(shape_of(a)) not in (1, 2) or len(shape_of(b)) not in (1, 2):
        raise Untraceable("dot of other than vectors and matrices")
    return np.matmul(a, b)


@stands_for(np.outer)
def outer(a: Any, b: Any) -> Any:
    return a.reshape(-1, 1) * b.reshape(1, -1)


@stands_for(np.concatenate)
def concatenate(arrays: Sequence[Any], axis: int = 0, **_: Any) -> Any:
    builder = next(part.builder for part in arrays if isinstance(part, Symbol))
    dtype = np.result_type(*[part.dtype for part in arrays])
    sizes = list(arrays[0].shape)
    sizes[axis] = builtins.sum(part.shape[axis] for part in arrays)
    numbers = tuple([builder.number(part, dtype) for part in arrays])
    written = builder.write("join", "concatenate", numbers, tuple(sizes), dtype, axis % len(sizes))
    return Symbol(builder, written)


@stands_for(np.stack)
def stack(arrays: Sequence[Any], axis: int = 0, **_: Any) -> Any:
    return concatenate([np.expand_dims(part, axis) for part in arrays], axis)


@stands_for(np.shape)
def shape(a: Any) -> tuple[int, ...]:
    return shape_of(a)


@stands_for(np.ndim)
def ndim(a: Any) -> int:
    return len(shape_of(a))


@stands_for(np.size)
def size(a: Any, axis: Any = None) -> int:
    return math.prod(shape_of(a)) if axis is None else shape_of(a)[axis]
