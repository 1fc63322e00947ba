"""Gathering and scattering as torch calls them, with all its ways to reduce."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.axes import axis
from engine.errors import ArgumentError, AxisError, DtypeError, RangeError, ShapeError
from engine.function import function
from engine.ops import scattering
from engine.ops.cumulative import later
from engine.ops.indexing import getitem
from engine.ops.scattering import scatter_extreme, scatter_write, untouched
from engine.ops.selection import where
from engine.ops.shape import expand, reshape
from engine.tensor import Tensor, from_array

REDUCTIONS = ("sum", "prod", "mean", "amax", "amin")


@function("torch tensor", name="gather")
def _gather(input: Tensor, dim: int, index: Tensor, *, sparse_grad: bool = False) -> Tensor:
    """`input` at `index` along `dim`; the result has the shape of `index`. Source: torch.gather."""
    return scattering.gather(input, index, dim)


@function()
def scatter(
    input: Tensor,
    dim: int,
    index: Tensor,
    src: Any = None,
    *,
    value: Any = None,
    reduce: str | None = None,
) -> Tensor:
    """With `src`, or one number, written at `index`, or added or multiplied there.

    Source: torch.Tensor.scatter.
    """
    given = src if src is not None else value
    if given is None:
        raise ArgumentError("scatter: neither src nor value is given", "give one of them")
    if isinstance(given, Tensor):
        given = _fitting(input, index, given, "scatter")
    if reduce is None:
        return scatter_write(input, index, given, dim)
    if reduce not in ("add", "multiply"):
        raise RangeError(f"scatter: reduce='{reduce}'", "write 'add' or 'multiply'")
    if not isinstance(given, Tensor):
        given = from_array(np.full(tuple(index.shape), given, input.dtype.numpy))
    if reduce == "add":
        return scattering.scatter_add(input, index, given, dim)
    return _products(input, dim, index, given, True)


@function("torch tensor", name="scatter_add")
def _scatter_add(input: Tensor, dim: int, index: Tensor, src: Tensor) -> Tensor:
    """With `src` added at `index` along `dim`. Source: torch.Tensor.scatter_add."""
    return scattering.scatter_add(input, index, _fitting(input, index, src, "scatter_add"), dim)


@function()
def scatter_reduce(
    input: Tensor, dim: int, index: Tensor, src: Tensor, reduce: str, *, include_self: bool = True
) -> Tensor:
    """The sum, prod, mean, amax or amin of what `src` sends to each place, and of what was there.

    Source: torch.Tensor.scatter_reduce.
    """
    if reduce not in REDUCTIONS:
        raise RangeError(f"scatter_reduce: reduce='{reduce}'", f"write one of {REDUCTIONS}")
    src = _fitting(input, index, src, "scatter_reduce")
    if reduce in ("amax", "amin"):
        return scatter_extreme(input, index, src, dim, reduce, include_self)
    if reduce == "prod":
        return _products(input, dim, index, src, include_self)
    start = input
    if not include_self:
        start = where(untouched(input.shape, dim, index), input, 0.0).to(input.dtype)
    total = scattering.scatter_add(start, index, src, dim)
    if reduce == "sum":
        return total
    ones = np.ones(tuple(index.shape), np.int64)
    first = np.full(tuple(input.shape), int(include_self))
    counts = scattering.scatter_add(first, index._array, ones, dim).clip(1)
    if input.dtype.is_floating_point:
        return total / from_array(counts)
    return total // from_array(counts)


@function()
def index_reduce(
    input: Tensor, dim: int, index: Tensor, source: Tensor, reduce: str, *,
    include_self: bool = True,
) -> Tensor:  # fmt: skip
    """As scatter_reduce with one index per slice. Source: torch.Tensor.index_reduce."""
    if reduce not in REDUCTIONS[1:]:
        raise RangeError(f"index_reduce: reduce='{reduce}'", f"write one of {REDUCTIONS[1:]}")
    place = axis(dim, input.ndim, "index_reduce")
    if index.ndim > 1 or (source.ndim and source.shape[place] != index.numel()):
        raise AxisError(
            f"index_reduce: index of shape {tuple(index.shape)}, source {tuple(source.shape)}",
            "give one index per slice of source",
        )
    lined = reshape(index, tuple(-1 if i == place else 1 for i in range(source.ndim)))
    wide = expand(lined, tuple(source.shape)).contiguous()
    return scatter_reduce(input, dim, wide, source, reduce, include_self=include_self)


def _products(input: Tensor, dim: int, index: Tensor, src: Tensor, include_self: bool) -> Tensor:
    """The product of what is sent to each place, without a division, so that zeros do no harm:
    `src` in order of its places, multiplied within each run of equal ones by doubling."""
    free = untouched(input.shape, dim, index)
    start = input if include_self else where(free, input, 1.0).to(input.dtype)
    if not index.numel():
        return start.clone()
    wide = tuple(index.shape) or (1,)
    place = axis(dim, len(wide), "scatter_reduce")
    rows = index._array.reshape(wide)
    order = np.argsort(rows, place, kind="stable")
    lined = np.take_along_axis(rows, order, place)
    product = scattering.gather(reshape(expand(src, index.shape), wide), from_array(order), place)
    first, step = np.ones(wide, np.bool_), 1
    while step < wide[place]:
        same = later(lined, place, step, -1) == lined
        if not same.any():
            break
        if step == 1:
            behind = (*(slice(None),) * place, slice(1, None))
            first[behind] = ~same[(*behind[:-1], slice(None, -1))]
        product = product * where(same, later(product, place, step, 1.0), 1.0).to(src.dtype)
        step *= 2
    ends = reshape(where(first, product, 0.0).to(src.dtype), tuple(index.shape))
    sent = scattering.scatter_add(
        scattering.zeros(input), lined.reshape(tuple(index.shape)), ends, dim
    )
    return start * where(free, 1.0, sent).to(input.dtype)


def _fitting(input: Tensor, index: Tensor, src: Tensor, name: str) -> Tensor:
    """The part of `src` that `index` has a place for. Errors: DtypeError, ShapeError."""
    if src.dtype != input.dtype:
        raise DtypeError(
            f"{name}: src has {src.dtype!r}, the tensor {input.dtype!r}", "convert one with .to()"
        )
    if src.shape == index.shape or not src.ndim or not index.numel():
        return src
    if src.ndim != index.ndim:
        raise ShapeError(
            f"{name}: index has {index.ndim} dimensions, src {src.ndim}", "give them as many"
        )
    return getitem(src, tuple(slice(0, n) for n in index.shape))
