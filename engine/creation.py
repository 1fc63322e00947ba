"""Tensors made from a size or a range: zeros, full, arange, linspace, eye, tril_indices."""

from __future__ import annotations

import math
import operator
from typing import Any, Unpack

import numpy as np

from engine.conversion import AnyDtype, array_from, numpy_dtype
from engine.device import Placement, check_placement
from engine.dtype import DTYPES, Array, get_default_dtype, int64, number_dtype
from engine.errors import ArgumentError, DtypeError, RangeError, ShapeError
from engine.function import function
from engine.tensor import Tensor, wrap


def shape_of(name: str, sizes: tuple[Any, ...], size: Any = None) -> tuple[int, ...]:
    """A size given as one sequence, as several numbers, or by the keyword `size`.

    Errors: ArgumentError for what is not a whole number; ShapeError for negative ones.
    """
    if size is not None:
        sizes = (size,)
    together = len(sizes) == 1 and isinstance(sizes[0], (list, tuple))
    parts = tuple(sizes[0]) if together else sizes
    try:
        if not sizes or any(isinstance(part, bool) for part in parts):
            raise TypeError
        shape = tuple(operator.index(part) for part in parts)
    except TypeError:
        raise ArgumentError(
            f"{name}(): the size {parts} is not made of whole numbers", "write (2, 3)"
        ) from None
    if any(part < 0 for part in shape):
        raise ShapeError(
            f"{name}(): the size {shape} has a negative part", "give sizes of at least 0"
        )
    return shape


def floating(name: str, dtype: AnyDtype) -> np.dtype[Any]:
    """The dtype asked for, else the default one."""
    return numpy_dtype(name, dtype, get_default_dtype().numpy)


@function("torch")
def zeros(
    *sizes: Any,
    size: Any = None,
    dtype: AnyDtype = None,
    requires_grad: bool = False,
    **placement: Unpack[Placement],
) -> Tensor:
    """Zeros of the given size. Source: torch.zeros."""
    check_placement("zeros", placement)
    shape = shape_of("zeros", sizes, size)
    return wrap(np.zeros(shape, floating("zeros", dtype)), requires_grad)


@function("torch")
def ones(
    *sizes: Any,
    size: Any = None,
    dtype: AnyDtype = None,
    requires_grad: bool = False,
    **placement: Unpack[Placement],
) -> Tensor:
    """Ones of the given size. Source: torch.ones."""
    check_placement("ones", placement)
    shape = shape_of("ones", sizes, size)
    return wrap(np.ones(shape, floating("ones", dtype)), requires_grad)


@function("torch")
def empty(
    *sizes: Any,
    size: Any = None,
    dtype: AnyDtype = None,
    requires_grad: bool = False,
    **placement: Unpack[Placement],
) -> Tensor:
    """Numbers that mean nothing yet: here zeros, so that runs repeat. Source: torch.empty."""
    check_placement("empty", placement)
    shape = shape_of("empty", sizes, size)
    return wrap(np.zeros(shape, floating("empty", dtype)), requires_grad)


@function("torch")
def full(
    size: Any,
    fill_value: Any,
    *,
    dtype: AnyDtype = None,
    requires_grad: bool = False,
    **placement: Unpack[Placement],
) -> Tensor:
    """One number everywhere; without a dtype the number's kind decides it. Source: torch.full."""
    check_placement("full", placement)
    if not isinstance(size, (list, tuple)):
        raise ArgumentError(f"full(): the size {size!r} is no sequence", f"write ({size!r},)")
    value = _number("full", fill_value)
    target = numpy_dtype("full", dtype, number_dtype(value))
    return wrap(_filled("full", shape_of("full", (size,)), value, target), requires_grad)


@function("torch")
def zeros_like(
    input: Tensor,
    *,
    dtype: AnyDtype = None,
    requires_grad: bool = False,
    **placement: Unpack[Placement],
) -> Tensor:
    """Zeros of the shape and dtype of `input`. Source: torch.zeros_like."""
    check_placement("zeros_like", placement)
    return wrap(np.zeros(*like("zeros_like", input, dtype)), requires_grad)


@function("torch")
def ones_like(
    input: Tensor,
    *,
    dtype: AnyDtype = None,
    requires_grad: bool = False,
    **placement: Unpack[Placement],
) -> Tensor:
    """Ones of the shape and dtype of `input`. Source: torch.ones_like."""
    check_placement("ones_like", placement)
    return wrap(np.ones(*like("ones_like", input, dtype)), requires_grad)


@function("torch")
def empty_like(
    input: Tensor,
    *,
    dtype: AnyDtype = None,
    requires_grad: bool = False,
    **placement: Unpack[Placement],
) -> Tensor:
    """Zeros, as `empty`, of the shape and dtype of `input`. Source: torch.empty_like."""
    check_placement("empty_like", placement)
    return wrap(np.zeros(*like("empty_like", input, dtype)), requires_grad)


@function("torch")
def full_like(
    input: Tensor,
    fill_value: Any,
    *,
    dtype: AnyDtype = None,
    requires_grad: bool = False,
    **placement: Unpack[Placement],
) -> Tensor:
    """One number in the shape and dtype of `input`. Source: torch.full_like."""
    check_placement("full_like", placement)
    shape, target = like("full_like", input, dtype)
    value = _number("full_like", fill_value)
    return wrap(_filled("full_like", shape, value, target), requires_grad)


@function("torch")
def arange(
    start: Any = 0,
    end: Any = None,
    step: Any = 1,
    *,
    dtype: AnyDtype = None,
    requires_grad: bool = False,
    **placement: Unpack[Placement],
) -> Tensor:
    """start, start + step, … before end; `arange(n)` counts from 0. Source: torch.arange.

    Whole numbers give int64, others the default dtype. Errors: RangeError where the steps lead
    away from the end or the range is endless.
    """
    check_placement("arange", placement)
    bounds = (0, start) if end is None else (start, end)
    low, high, by = (_number("arange", bound) for bound in (*bounds, step))
    if not all(map(math.isfinite, (low, high, by))):
        raise ShapeError(f"arange: {low} to {high} by {by} is endless", "give finite numbers")
    whole = not any(isinstance(bound, float) for bound in (low, high, by))
    target = numpy_dtype("arange", dtype, int64.numpy if whole else get_default_dtype().numpy)
    if target.kind == "b":
        raise DtypeError("arange: truths cannot be counted", "use dtype=torch.int64")
    if target == int64.numpy:
        low, high, by = int(low), int(high), int(by)
    if by == 0 or (high - low) * by < 0:
        raise ShapeError(f"arange: {low} does not reach {high} in steps of {by}", "turn the step")
    exact = target == int64.numpy
    count = -(-(high - low) // by) if exact else math.ceil((high - low) / by)
    if target.kind != "f":
        low, by = int(low), int(by)
    return wrap((low + by * np.arange(count)).astype(target), requires_grad)


@function("torch")
def linspace(
    start: Any,
    end: Any,
    steps: int,
    *,
    dtype: AnyDtype = None,
    requires_grad: bool = False,
    **placement: Unpack[Placement],
) -> Tensor:
    """`steps` evenly spaced numbers from start to end inclusive. Source: torch.linspace."""
    check_placement("linspace", placement)
    target = floating("linspace", dtype)
    return wrap(_spaced("linspace", start, end, steps, target).astype(target), requires_grad)


@function("torch")
def logspace(
    start: Any,
    end: Any,
    steps: int,
    base: float = 10.0,
    *,
    dtype: AnyDtype = None,
    requires_grad: bool = False,
    **placement: Unpack[Placement],
) -> Tensor:
    """`steps` powers of `base`, exponents evenly spaced. Source: torch.logspace."""
    check_placement("logspace", placement)
    target = floating("logspace", dtype)
    exponents = _spaced("logspace", start, end, steps, target)
    with np.errstate(all="ignore"):
        powers = np.power(np.float64(base), exponents.astype(np.float64))
        return wrap(powers.astype(target), requires_grad)


@function("torch")
def eye(
    n: int,
    m: int | None = None,
    *,
    dtype: AnyDtype = None,
    requires_grad: bool = False,
    **placement: Unpack[Placement],
) -> Tensor:
    """Ones on the diagonal of an (n, m) matrix. Source: torch.eye."""
    check_placement("eye", placement)
    rows, columns = shape_of("eye", (n, n if m is None else m))
    return wrap(np.eye(rows, columns, dtype=floating("eye", dtype)), requires_grad)


@function("torch")
def tril_indices(
    row: int,
    col: int,
    offset: int = 0,
    *,
    dtype: AnyDtype = None,
    **placement: Unpack[Placement],
) -> Tensor:
    """Rows and columns (2, n) of the lower triangle of a (row, col) matrix.

    Source: torch.tril_indices.
    """
    check_placement("tril_indices", placement)
    rows, columns = shape_of("tril_indices", (row, col))
    return _indices("tril_indices", np.tri(rows, columns, offset, np.bool_), dtype)


@function("torch")
def triu_indices(
    row: int,
    col: int,
    offset: int = 0,
    *,
    dtype: AnyDtype = None,
    **placement: Unpack[Placement],
) -> Tensor:
    """Rows and columns (2, n) of the upper triangle of a (row, col) matrix.

    Source: torch.triu_indices.
    """
    check_placement("triu_indices", placement)
    rows, columns = shape_of("triu_indices", (row, col))
    return _indices("triu_indices", ~np.tri(rows, columns, offset - 1, np.bool_), dtype)


def like(name: str, input: Tensor, dtype: AnyDtype) -> tuple[tuple[int, ...], np.dtype[Any]]:
    """The shape and dtype of another tensor. Errors: ArgumentError where it is none."""
    if not isinstance(input, Tensor):
        raise ArgumentError(
            f"{name}(): argument 'input' must be Tensor, not {type(input).__name__}",
            "wrap it: torch.tensor(...)",
        )
    return input.shape, numpy_dtype(name, dtype, input._array.dtype)


def _number(name: str, value: Any) -> Any:
    """A Python number from a number or a 0-d tensor. Errors: ArgumentError for anything else."""
    if isinstance(value, Tensor) and not value.ndim:
        return value.item()
    if isinstance(value, (bool, int, float, np.generic)):
        return value.item() if isinstance(value, np.generic) else value
    remedy = "complex numbers are not supported" if isinstance(value, complex) else "give a number"
    raise RangeError(f"{name}(): {value!r} is not a real number", remedy)


def _filled(name: str, shape: tuple[int, ...], value: Any, target: np.dtype[Any]) -> Array:
    return np.full(shape, array_from(name, value, DTYPES[target]))


def _spaced(name: str, start: Any, end: Any, steps: int, target: np.dtype[Any]) -> Array:
    """Evenly spaced numbers, counted from both ends to the middle, so that both ends are exact.

    Torch computes those of an integer dtype in float32. Errors: ShapeError for negative `steps`.
    """
    if target.kind == "b":
        raise DtypeError(f"{name}: truths cannot be spaced", "use a number's dtype")
    (count,) = shape_of(name, (steps,))
    low, high = _number(name, start), _number(name, end)
    kind = target.type if target.kind == "f" else np.float32
    if target.kind != "f":
        low, high = int(low), int(high)
    index = np.arange(count)
    with np.errstate(all="ignore"):
        by = (kind(high) - kind(low)) / kind(max(count - 1, 1))
        up = kind(low) + by * index.astype(kind)
        down = kind(high) - by * (count - 1 - index).astype(kind)
    return np.where(index < count // 2, up, down) if count > 1 else up


def _indices(name: str, mask: Array, dtype: AnyDtype) -> Tensor:
    """Where the mask holds, as a row of rows above a row of columns."""
    target = numpy_dtype(name, dtype, int64.numpy)
    if target.kind not in "iu":
        raise DtypeError(f"{name}: indices are whole numbers", "use dtype=torch.int64")
    return wrap(np.array(np.nonzero(mask)).astype(target))
