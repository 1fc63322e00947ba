"""Reductions: many elements to fewer."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from engine.axes import axes
from engine.dtype import Array
from engine.errors import ArgumentError, DtypeError, ShapeError
from engine.node import Node
from engine.op import family
from engine.ops.arithmetic import abs, sign
from engine.ops.cumulative import has_zero, products_after, products_before
from engine.ops.exponential import exp
from engine.ops.logic import bitwise_or
from engine.ops.selection import where

op = family("Reductions")
Dim = int | Sequence[int] | None
_sum: Any = np.add.reduce  # np.sum with less on the way


def spread(reduced: Any, shape: Sequence[int], dim: Dim, keepdim: bool) -> Any:
    """A reduced array (or Tensor) that broadcasts to `shape`: reduced dimensions at size 1."""
    if keepdim or dim is None:
        return reduced
    gone = axes(dim, len(shape), "backward")
    kept = tuple(1 if i in gone else n for i, n in enumerate(shape))
    return reduced.reshape(kept)


def _shared(part: Any, like: Any, dim: Dim, keepdim: bool) -> Any:
    """The cotangent of a reduction, for every element that was reduced."""
    part = spread(part, like.shape, dim, keepdim)
    if not isinstance(part, (np.ndarray, np.generic)):
        return part * np.ones(like.shape, like.dtype)
    found = np.empty(like.shape, like.dtype)
    found[...] = part
    return found


def count(shape: Sequence[int], dim: Dim) -> int:
    """How many elements each reduced value stands for."""
    if dim is None:
        return math.prod(shape)
    return math.prod(shape[i] for i in axes(dim, len(shape), "count"))


def _counted(node: Node) -> str:
    """Torch names a reduction of everything …Backward0, one along dimensions …Backward1."""
    return f"{node.op.name.capitalize()}Backward{0 if node.static['dim'] is None else 1}"


def _extreme(node: Node) -> str:
    """Torch's max() of everything is MaxBackward1; along dimensions it is amax."""
    if node.static["dim"] is None:
        return f"{node.op.name[1:].capitalize()}Backward1"
    return f"{node.op.name.capitalize()}Backward0"


@op("sum", symbol="Σ", formula=r"\sum_i x_i", local=("1",), node=_counted)
def sum(input: Array, dim: Dim = None, keepdim: bool = False) -> Array:
    """Sum over `dim`, or over everything. Source: torch.sum."""
    dtype = np.dtype(np.int64) if input.dtype.kind in "bui" else None
    along = None if dim is None else axes(dim, input.ndim, "sum")
    return _sum(input, along, dtype, keepdims=keepdim)


@sum.vjp
def _(z_bar: Any, _z: Any, _x: Any, *, dim: Dim, keepdim: bool) -> Any:
    return _shared(z_bar, _x, dim, keepdim)


@op("nansum", symbol="Σ", local=("[x_i = x_i]",), listed=False, places="")
def nansum(input: Array, dim: Dim = None, keepdim: bool = False) -> Array:
    """Sum of what is no NaN. Source: torch.nansum."""
    return sum.forward(np.where(np.isnan(input), input.dtype.type(0), input), dim, keepdim)


@nansum.vjp
def _(z_bar: Any, _z: Any, x: Any, *, dim: Dim, keepdim: bool) -> Any:
    return spread(z_bar, x.shape, dim, keepdim) * (x == x)


@op("mean", symbol="μ", formula=r"\frac{1}{n} \sum_i x_i", local=(r"\frac{1}{n}",), node=_counted)
def mean(input: Array, dim: Dim = None, keepdim: bool = False) -> Array:
    """Arithmetic mean over `dim`, or over everything. Source: torch.mean."""
    _floating(input, "mean")
    along = None if dim is None else axes(dim, input.ndim, "mean")
    total = _sum(input, along, keepdims=keepdim)
    return np.true_divide(total, input.dtype.type(count(input.shape, dim)))


@mean.vjp
def _(z_bar: Any, _z: Any, _x: Any, *, dim: Dim, keepdim: bool) -> Any:
    share = z_bar * _x.dtype.type(1 / max(count(_x.shape, dim), 1))
    return _shared(share, _x, dim, keepdim)


@op("prod", symbol="Π", formula=r"\prod_i x_i", local=(r"\prod_{j \neq i} x_j",), node=_counted)
def prod(input: Array, dim: int | None = None, keepdim: bool = False) -> Array:
    """Product over one `dim`, or over everything; finite gradients at zeros.

    Errors: ArgumentError for several dimensions, as in torch. Source: torch.prod.
    """
    if dim is not None and not hasattr(dim, "__index__"):
        raise ArgumentError(f"prod: dim={dim!r}", "one dimension at a time")
    dtype = np.dtype(np.int64) if input.dtype.kind in "bui" else None
    return np.prod(input, axis=axes(dim, input.ndim, "prod"), keepdims=keepdim, dtype=dtype)


@prod.vjp
def _(z_bar: Any, z: Any, x: Any, *, dim: int | None, keepdim: bool) -> Any:
    z_bar, z = (spread(a, x.shape, dim, keepdim) for a in (z_bar, z))
    if not has_zero(x):
        return z_bar * (z / x)
    rows, along = (x.reshape(-1), 0) if dim is None or not x.ndim else (x, dim)
    others = products_before(rows, along) * products_after(rows, along)
    return z_bar * others.reshape(x.shape)


@op(
    "amax",
    symbol="max",
    formula=r"\max_i x_i",
    local=("[x_i = z]",),
    kinks="equal maxima",
    node=_extreme,
)
def amax(input: Array, dim: Dim = None, keepdim: bool = False) -> Array:
    """Greatest element; equal ones share the gradient. Source: torch.amax, Tensor.max()."""
    _not_empty(input, dim, "max")
    return np.max(input, axis=axes(dim, input.ndim, "amax"), keepdims=keepdim)


@op(
    "amin",
    symbol="min",
    formula=r"\min_i x_i",
    local=("[x_i = z]",),
    kinks="equal minima",
    node=_extreme,
)
def amin(input: Array, dim: Dim = None, keepdim: bool = False) -> Array:
    """Least element; equal ones share the gradient. Source: torch.amin, Tensor.min()."""
    _not_empty(input, dim, "min")
    return np.min(input, axis=axes(dim, input.ndim, "amin"), keepdims=keepdim)


@amax.vjp
@amin.vjp
def _(z_bar: Any, z: Any, x: Any, *, dim: Dim, keepdim: bool) -> Any:
    z_bar, z = (spread(a, x.shape, dim, keepdim) for a in (z_bar, z))
    chosen = x == z
    if dim is None:
        chosen = bitwise_or(chosen, (x != x) & (z != z))
    return where(chosen, z_bar, 0.0) / sum(chosen * 1.0, dim, keepdim=True)


@op(
    "var",
    symbol="σ²",
    formula=r"\frac{1}{n - 1} \sum_i (x_i - \mu)^2",
    local=(r"\frac{2 (x_i - \mu)}{n - 1}",),
)
def var(input: Array, dim: Dim = None, *, correction: int = 1, keepdim: bool = False) -> Array:
    """Variance, divided by n − correction. Source: torch.var."""
    return _variance(input, dim, correction, keepdim, "var")


@var.vjp
def _(z_bar: Any, _z: Any, x: Any, *, dim: Dim, correction: int, keepdim: bool) -> Any:
    centred = x - mean(x, dim, keepdim=True)
    freedom = max(count(x.shape, dim) - correction, 0)
    scale = 2 / freedom if freedom else math.nan
    return spread(z_bar, x.shape, dim, keepdim) * centred * scale


@op(
    "std",
    symbol="σ",
    formula=r"\sqrt{\frac{1}{n - 1} \sum_i (x_i - \mu)^2}",
    local=(r"\frac{x_i - \mu}{(n - 1) z}",),
    kinks="all elements equal",
)
def std(input: Array, dim: Dim = None, *, correction: int = 1, keepdim: bool = False) -> Array:
    """Standard deviation, with n − correction; gradient 0 at constants. Source: torch.std."""
    return np.sqrt(_variance(input, dim, correction, keepdim, "std"))


@std.vjp
def _(z_bar: Any, z: Any, x: Any, *, dim: Dim, correction: int, keepdim: bool) -> Any:
    freedom = max(count(x.shape, dim) - correction, 0)
    scale = 1 / freedom if freedom else math.nan
    flat = z == 0
    weight = where(flat, 0.0, z_bar / where(flat, 1.0, z)) * scale
    return spread(weight, x.shape, dim, keepdim) * (x - mean(x, dim, keepdim=True))


@op(
    "norm",
    symbol="‖x‖",
    formula=r"\left( \sum_i |x_i|^p \right)^{1/p}",
    local=(r"\frac{x_i}{z}",),
    kinks="x = 0",
    node="LinalgVectorNorm",
)
def norm(input: Array, p: float = 2, dim: Dim = None, keepdim: bool = False) -> Array:
    """The p-norm over `dim`; its gradient at the zero vector is 0. Source: torch.norm."""
    _floating(input, "norm")
    where_ = axes(dim, input.ndim, "norm")
    size = np.abs(input)
    if math.isinf(p):
        extreme = np.max if p > 0 else np.min
        return extreme(size, axis=where_, keepdims=keepdim)
    if p == 0:
        return np.sum((size != 0).astype(input.dtype), axis=where_, keepdims=keepdim)
    if p == 2:
        return np.sqrt(np.sum(size * size, axis=where_, keepdims=keepdim))
    return np.sum(size**p, axis=where_, keepdims=keepdim) ** (1 / p)


@norm.vjp
def _(z_bar: Any, z: Any, x: Any, *, p: float, dim: Dim, keepdim: bool) -> Any:
    if p == 0:
        return None
    z_bar, z = (spread(a, x.shape, dim, keepdim) for a in (z_bar, z))
    if p == 1:
        return sign(x) * z_bar
    size, flat = abs(x), z == 0
    if math.isinf(p):
        chosen = ((size == z) + (z != z) * (x != x)) * 1.0
        return sign(x) * (z_bar / sum(chosen, dim, keepdim=True) * chosen)
    if p == 2:
        return z_bar * where(flat, 0.0, x / z)
    if p < 1:
        return sign(x) * where(size == 0, 0.0, size ** (p - 1)) * z_bar * z ** (1 - p)
    local = sign(x) * size ** (p - 1) if p < 2 else x * size ** (p - 2)
    return local * where(flat, 0.0, z_bar / z ** (p - 1))


@op(
    "logsumexp",
    symbol="Σe",
    formula=r"\ln \sum_i e^{x_i}",
    local=("e^{x_i - z}",),
    promotes="float",
)
def logsumexp(input: Array, dim: Dim = None, keepdim: bool = False) -> Array:
    """ln of the sum of exponentials, without overflow. Source: torch.logsumexp."""
    where_ = axes(dim, input.ndim, "logsumexp")
    if not input.size:
        return np.log(np.sum(input, axis=where_, keepdims=keepdim))
    top = np.max(input, axis=where_, keepdims=True)
    top = np.where(np.isfinite(top), top, 0)
    total = np.log(np.sum(np.exp(input - top), axis=where_, keepdims=keepdim))
    return total + (top if keepdim else np.squeeze(top, axis=where_))


@logsumexp.vjp
def _(z_bar: Any, z: Any, x: Any, *, dim: Dim, keepdim: bool) -> Any:
    z_bar, z = (spread(a, x.shape, dim, keepdim) for a in (z_bar, z))
    return z_bar * exp(x - z)


def _floating(input: Array, name: str) -> None:
    if input.dtype.kind != "f":
        raise DtypeError(
            f"{name}: the input has dtype {input.dtype}, a floating point one is needed",
            "convert it with .float()",
        )


def _variance(input: Array, dim: Dim, correction: int, keepdim: bool, name: str) -> Array:
    _floating(input, name)
    along = axes(dim, input.ndim, name)
    size = count(input.shape, dim)
    centred = input - np.sum(input, axis=along, keepdims=True) / np.asarray(size, input.dtype)
    freedom = np.asarray(max(size - correction, 0), input.dtype)
    return np.true_divide(np.sum(centred * centred, axis=along, keepdims=keepdim), freedom)


def _not_empty(input: Array, dim: Dim, name: str) -> None:
    if not count(input.shape, dim):
        raise ShapeError(
            f"{name}: shape {input.shape} has no element to choose from", "give it at least one"
        )
