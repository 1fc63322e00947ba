"""Running sums, products, extremes and logs of sums of exponentials along one dimension."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.axes import axis
from engine.dtype import Array
from engine.op import family
from engine.ops.exponential import exp, log
from engine.ops.indexing import getitem
from engine.ops.joining import cat
from engine.ops.rearranging import flip
from engine.ops.scattering import scatter_add, zeros
from engine.ops.selection import where
from engine.tensor import Tensor

op = family("Reductions")


@op("cumsum", symbol="Σ↷", formula=r"\sum_{j \leq i} x_j", local=("1",), listed=False, places="")
def cumsum(input: Array, dim: int) -> Array:
    """The sum of the elements so far along `dim`. Source: torch.cumsum."""
    return _running(np.add, input, dim, "cumsum")


@cumsum.vjp
def _(z_bar: Any, _z: Any, _x: Any, *, dim: int) -> Any:
    return _from_the_end(cumsum, z_bar, dim)


@op("cumprod", symbol="Π↷", formula=r"\prod_{j \leq i} x_j", listed=False, places="")
def cumprod(input: Array, dim: int) -> Array:
    """The product of the elements so far; finite gradients at zeros. Source: torch.cumprod."""
    return _running(np.multiply, input, dim, "cumprod")


@cumprod.vjp
def _(z_bar: Any, z: Any, x: Any, *, dim: int) -> Any:
    if not x.ndim or x.shape[dim] == 1:
        return z_bar
    if not has_zero(x):
        return _from_the_end(cumsum, z_bar * z, dim) / x
    factor, total = later(x, dim, 1, 0.0), z_bar
    step = 1
    while step < x.shape[dim]:  # total_i = z_bar_i + factor_i total_(i + 1), by doubling
        total = total + factor * later(total, dim, step, 0.0)
        factor = factor * later(factor, dim, step, 0.0)
        step *= 2
    return total * products_before(x, dim)


def products_before(x: Any, dim: int) -> Any:
    """For each element the product of those before it along `dim`."""
    size = x.shape[dim]
    return cumprod(_moved(x, dim, slice(0, max(size - 1, 0)), min(size, 1), 1.0, front=True), dim)


def products_after(x: Any, dim: int) -> Any:
    """For each element the product of those after it along `dim`."""
    return flip(products_before(flip(x, dim), dim), dim)


def later(x: Any, dim: int, step: int, rest: float) -> Any:
    """The element `step` places on along `dim`, `rest` where there is none."""
    size = x.shape[dim]
    return _moved(x, dim, slice(min(step, size), size), min(step, size), rest, front=False)


def _moved(x: Any, dim: int, kept: slice, count: int, filling: float, *, front: bool) -> Any:
    place = axis(dim, x.ndim, "shift")
    shape = tuple(count if i == place else n for i, n in enumerate(x.shape))
    part = getitem(x, (*(slice(None),) * place, kept))
    rest = np.full(shape, filling, zeros(x).dtype)
    return cat((rest, part) if front else (part, rest), dim=place)


@op("cummax", local=("[i]",), listed=False, results=("values", "indices"), promotes="none")
def cummax(input: Array, dim: int) -> tuple[Array, ...]:
    """The greatest element so far and where it last was. Source: torch.cummax."""
    return _extreme(np.maximum, input, dim, "cummax")


@op("cummin", local=("[i]",), listed=False, results=("values", "indices"), promotes="none")
def cummin(input: Array, dim: int) -> tuple[Array, ...]:
    """The least element so far and where it last was. Source: torch.cummin."""
    return _extreme(np.minimum, input, dim, "cummin")


@cummax.vjp
@cummin.vjp
def _(z_bars: Any, z: Any, x: Any, *, dim: int) -> Any:
    return scatter_add(zeros(x), z[1], z_bars[0], dim)


@op("logcumsumexp", symbol="Σe↷", listed=False)
def logcumsumexp(input: Array, dim: int) -> Array:
    """ln of the sum of exponentials so far, without overflow. Source: torch.logcumsumexp."""
    return _running(np.logaddexp, input, dim, "logcumsumexp")


@logcumsumexp.vjp
def _(z_bar: Any, z: Any, x: Any, *, dim: int) -> Any:
    positive = _weighted(z_bar, z, x, dim)
    return positive - _weighted(-z_bar, z, x, dim)


def _weighted(z_bar: Any, z: Any, x: Any, dim: int) -> Any:
    """The share of the positive part of `z_bar`, kept as a logarithm until the end."""
    up = z_bar > 0
    size = where(up, log(where(up, z_bar, 1.0)), -np.inf)
    top = where(size == -np.inf, 0.0, z)
    return exp(_from_the_end(logcumsumexp, size - top, dim) + x)


def _running(ufunc: np.ufunc, x: Array, dim: int, name: str) -> Array:
    place = axis(dim, x.ndim, name)
    dtype = np.dtype(np.int64) if x.dtype.kind in "bui" else None
    if not x.ndim:
        return x.astype(dtype or x.dtype)
    return ufunc.accumulate(x, place, dtype)


def _extreme(ufunc: np.ufunc, x: Array, dim: int, name: str) -> tuple[Array, Array]:
    place = axis(dim, x.ndim, name)
    rows = np.atleast_1d(x)
    values = ufunc.accumulate(rows, place)
    steps = np.arange(rows.shape[place]).reshape((-1,) + (1,) * (rows.ndim - place - 1))
    held = (rows == values) | np.isnan(rows)
    indices = np.maximum.accumulate(np.where(held, steps, 0), place)
    return values.reshape(x.shape), indices.reshape(x.shape)


def _from_the_end(running: Any, x: Any, dim: int) -> Any:
    return flip(running(flip(x, dim), dim), dim)


def has_zero(x: Any) -> bool:
    """Whether an element of an array or Tensor is 0."""
    array = x._array if isinstance(x, Tensor) else x
    return bool((array == 0).any())
