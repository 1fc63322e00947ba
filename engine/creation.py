"""Tensors made from numbers: tensor, zeros, ones, arange, linspace, eye, and random ones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from engine.dtype import DTYPES, Dtype, dtype_of, get_default_dtype, int64
from engine.errors import ArgumentError, ShapeError
from engine.tensor import Tensor, wrap

Size = int | Sequence[int]
_generator = np.random.default_rng(0)


def tensor(data: Any, *, dtype: Dtype | None = None, requires_grad: bool = False) -> Tensor:
    """A tensor with a copy of `data`: a number, nested lists, an array. Source: torch.tensor.

    Python floats become the default dtype; arrays keep theirs. Errors: ShapeError for ragged lists.
    """
    data = _plain(data)
    try:
        array = np.array(data)
    except ValueError:
        raise ShapeError(
            "tensor: the nested lists have rows of unequal length", "make all rows equally long"
        ) from None
    if array.dtype not in DTYPES:
        raise ArgumentError(
            f"tensor: cannot be made from {data!r} ({array.dtype})",
            "give real numbers, whole ones within 64 bits",
        )
    if dtype is not None:
        array = array.astype(dtype.numpy)
    elif not isinstance(data, (np.ndarray, np.generic)):
        if array.dtype.kind == "f":
            array = array.astype(get_default_dtype().numpy)
        elif array.dtype.kind in "iu":
            array = array.astype(np.int64)
    return wrap(array).requires_grad_(requires_grad)


def _made(array: Any, dtype: Dtype | None, requires_grad: bool) -> Tensor:
    return Tensor(np.asarray(array, (dtype or get_default_dtype()).numpy), requires_grad)


def _plain(data: Any) -> Any:
    """Nested lists with the tensors in them replaced by their numbers."""
    if isinstance(data, Tensor):
        return data._array
    if isinstance(data, (list, tuple)):
        return [_plain(part) for part in data]
    return data


def _shape(size: tuple[Any, ...]) -> tuple[int, ...]:
    sizes = tuple(size[0]) if len(size) == 1 and isinstance(size[0], (list, tuple)) else size
    if any(n < 0 for n in sizes):
        raise ShapeError(f"the size {sizes} has a negative part", "give sizes of at least 0")
    return sizes


def zeros(*size: Any, dtype: Dtype | None = None, requires_grad: bool = False) -> Tensor:
    """Zeros of the given size. Source: torch.zeros."""
    return _made(np.zeros(_shape(size)), dtype, requires_grad)


def ones(*size: Any, dtype: Dtype | None = None, requires_grad: bool = False) -> Tensor:
    """Ones of the given size. Source: torch.ones."""
    return _made(np.ones(_shape(size)), dtype, requires_grad)


def full(
    size: Size, fill_value: Any, *, dtype: Dtype | None = None, requires_grad: bool = False
) -> Tensor:
    """One number, everywhere. Source: torch.full."""
    array = np.full(_shape((size,)), fill_value)
    if dtype is None and array.dtype.kind in "ib":
        dtype = dtype_of(array)
    return _made(array, dtype, requires_grad)


def zeros_like(input: Tensor) -> Tensor:
    """Zeros of the shape and dtype of `input`. Source: torch.zeros_like."""
    return Tensor(np.zeros_like(input._array))


def ones_like(input: Tensor) -> Tensor:
    """Ones of the shape and dtype of `input`. Source: torch.ones_like."""
    return Tensor(np.ones_like(input._array))


def arange(
    start: float,
    end: float | None = None,
    step: float = 1,
    *,
    dtype: Dtype | None = None,
    requires_grad: bool = False,
) -> Tensor:
    """start, start + step, … below end; `arange(n)` counts from 0. Source: torch.arange."""
    low, high = (0, start) if end is None else (start, end)
    if step == 0 or (high - low) / step < 0:
        raise ArgumentError(
            f"arange: {low} does not reach {high} in steps of {step}", "turn the sign of the step"
        )
    array = np.arange(low, high, step)
    if dtype is None and array.dtype.kind == "i":
        dtype = int64
    return _made(array, dtype, requires_grad)


def linspace(
    start: float,
    end: float,
    steps: int,
    *,
    dtype: Dtype | None = None,
    requires_grad: bool = False,
) -> Tensor:
    """`steps` evenly spaced numbers from start to end inclusive. Source: torch.linspace."""
    return _made(np.linspace(start, end, steps), dtype, requires_grad)


def eye(
    n: int, m: int | None = None, *, dtype: Dtype | None = None, requires_grad: bool = False
) -> Tensor:
    """Ones on the diagonal of an (n, m) matrix. Source: torch.eye."""
    return _made(np.eye(n, m), dtype, requires_grad)


def manual_seed(seed: int) -> None:
    """Start the random generator from `seed`, so that the numbers repeat."""
    global _generator
    _generator = np.random.default_rng(seed)


def rand(*size: Any, dtype: Dtype | None = None, requires_grad: bool = False) -> Tensor:
    """Uniform random numbers in [0, 1). Source: torch.rand, with numpy's generator."""
    return _made(_generator.random(_shape(size)), dtype, requires_grad)


def randn(*size: Any, dtype: Dtype | None = None, requires_grad: bool = False) -> Tensor:
    """Standard normal random numbers. Source: torch.randn, with numpy's generator."""
    return _made(_generator.standard_normal(_shape(size)), dtype, requires_grad)
