"""Arrays made from data, from a shape or from a range: float32 unless told otherwise."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.conversion import array_from
from engine.creation import shape_of as sizes_of
from engine.dtype import DTYPES
from engine.errors import ArgumentError
from engine.function import FUNCTIONS
from engine.mxnet.context import on_cpu
from engine.mxnet.ndarray.ndarray import NDArray, numpy_dtype
from engine.tensor import Tensor, from_array

TORCH = FUNCTIONS["torch"]


def plain(data: Any) -> Any:
    """`data` with arrays of this idiom, however deep in lists, as numpy's."""
    if isinstance(data, NDArray):
        return data.asnumpy()
    if isinstance(data, (list, tuple, range)):
        return [plain(part) for part in data]
    return data


def made_array(name: str, data: Any, dtype: Any) -> Tensor:
    """A tensor of a copy of `data`; float32 unless it is an array of this idiom.

    Errors: ShapeError for ragged lists, ArgumentError for what is no number.
    """
    default = data.dtype if isinstance(data, NDArray) else np.float32
    target = DTYPES[numpy_dtype(dtype, default)]
    return from_array(np.array(array_from(name, plain(data), target)))


def array(source_array: Any, ctx: Any = None, dtype: Any = None) -> NDArray:
    """An array with a copy of nested lists, a numpy array or another array.

    Source: mxnet.nd.array. Errors: ShapeError for ragged lists, ArgumentError for what is no
    number.
    """
    on_cpu(ctx)
    return NDArray.of(made_array("array", source_array, dtype))


def shape_of(name: str, shape: Any) -> tuple[int, ...]:
    """A shape given as a number or as a sequence, with at least one dimension."""
    return sizes_of(name, (shape,)) or (1,)


def zeros(shape: Any, ctx: Any = None, dtype: Any = None) -> NDArray:
    """Zeros. Source: mxnet.nd.zeros."""
    return full(shape, 0, ctx, dtype)


def ones(shape: Any, ctx: Any = None, dtype: Any = None) -> NDArray:
    """Ones. Source: mxnet.nd.ones."""
    return full(shape, 1, ctx, dtype)


def empty(shape: Any, ctx: Any = None, dtype: Any = None) -> NDArray:
    """Numbers that mean nothing yet: here zeros. Source: mxnet.nd.empty."""
    return full(shape, 0, ctx, dtype)


def full(shape: Any, val: Any, ctx: Any = None, dtype: Any = None) -> NDArray:
    """One number everywhere. Source: mxnet.nd.full."""
    on_cpu(ctx)
    target = DTYPES[numpy_dtype(dtype)]
    return NDArray(TORCH["full"](shape_of("full", shape), val, dtype=target))


def arange(
    start: float,
    stop: float | None = None,
    step: float = 1.0,
    repeat: int = 1,
    ctx: Any = None,
    dtype: Any = None,
) -> NDArray:
    """The numbers from start to before stop (from 0 to start alone), each `repeat` times.

    Source: mxnet.nd.arange.
    """
    on_cpu(ctx)
    low, high = (0, start) if stop is None else (start, stop)
    numbers = np.repeat(np.arange(low, high, step), repeat)
    return NDArray(from_array(numbers.astype(numpy_dtype(dtype))))


def linspace(
    start: float,
    stop: float,
    num: int,
    endpoint: bool = True,
    ctx: Any = None,
    dtype: Any = None,
) -> NDArray:
    """`num` numbers at equal distances. Source: mxnet.nd.linspace."""
    on_cpu(ctx)
    return NDArray(from_array(np.linspace(start, stop, num, endpoint, dtype=numpy_dtype(dtype))))


def eye(N: int, M: int = 0, k: int = 0, ctx: Any = None, dtype: Any = None) -> NDArray:
    """Ones on the k-th diagonal of an (N, M or N) matrix. Source: mxnet.nd.eye."""
    on_cpu(ctx)
    return NDArray(from_array(np.eye(N, M or N, k, dtype=numpy_dtype(dtype))))


def one_hot(
    indices: Any, depth: int, on_value: float = 1.0, off_value: float = 0.0, dtype: Any = None
) -> Any:
    """A row of `depth` per index with `on_value` at its place. Source: mxnet.nd.one_hot."""
    hit = indices.asnumpy()[..., None] == np.arange(depth)
    chosen = np.where(hit, on_value, off_value)
    return type(indices)(from_array(chosen.astype(numpy_dtype(dtype))))


def save(fname: str, data: Any) -> None:
    """Refused: MXNet's files are not written. Errors: ArgumentError."""
    raise ArgumentError("save: MXNet's files are not written here", "use numpy.save(x.asnumpy())")


def load(fname: str) -> Any:
    """Refused: MXNet's files are not read. Errors: ArgumentError."""
    raise ArgumentError("load: MXNet's files are not read here", "use nd.array(numpy.load(...))")


def waitall() -> None:
    """Nothing to wait for: operations have run when they return. Source: mxnet.nd.waitall."""
