"""Spread and order: variances, quantiles, different elements."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np

from engine.axes import axis
from engine.errors import ArgumentError, DtypeError, RangeError, ShapeError
from engine.function import function
from engine.ops import reduction
from engine.ops.reduction import count
from engine.ops.scattering import gather
from engine.ops.selection import where
from engine.ops.shape import reshape, squeeze, unsqueeze
from engine.ops.sorting import sort
from engine.ops.statistics import distinct
from engine.tensor import Tensor, from_array

Pair = tuple[Tensor, Tensor]


def _freedom(
    input: Tensor, args: tuple[Any, ...], given: dict[str, Any], name: str
) -> tuple[Any, Any, bool]:
    """dim, correction and keepdim of a call in any of torch's ways: (dim, unbiased, keepdim),
    (unbiased) or (dim, *, correction, keepdim)."""
    unknown = set(given) - {"dim", "unbiased", "correction", "keepdim"}
    if unknown or len(args) > 3:
        raise ArgumentError(
            f"{name}(): {', '.join(sorted(unknown)) or 'too many arguments'}",
            f"call it as {name}(input, dim=None, *, correction=1, keepdim=False)",
        )
    if args and isinstance(args[0], bool):
        args = (None, *args)
    bound = {**dict(zip(("dim", "unbiased", "keepdim"), args, strict=False)), **given}
    dim = bound.get("dim")
    correction = bound.get("correction")
    if correction is None:
        unbiased = bound.get("unbiased")
        correction = 1 if unbiased is None else int(unbiased)
    if input.dtype.is_floating_point and count(input.shape, dim) <= correction:
        warnings.warn(
            f"{name}(): degrees of freedom is <= 0. Correction should be strictly less than the "
            "reduction factor (input numel divided by output numel).",
            stacklevel=5,
        )
    return dim, correction, bool(bound.get("keepdim", False))


@function("torch tensor", name="var")
def _var(input: Tensor, *args: Any, **given: Any) -> Tensor:
    """Variance, divided by n − correction: var(dim=None, *, correction=1, keepdim=False).

    Source: torch.var.
    """
    dim, correction, keepdim = _freedom(input, args, given, "var")
    return reduction.var(input, dim, correction=correction, keepdim=keepdim)


@function("torch tensor", name="std")
def _std(input: Tensor, *args: Any, **given: Any) -> Tensor:
    """Standard deviation: std(dim=None, *, correction=1, keepdim=False). Source: torch.std."""
    dim, correction, keepdim = _freedom(input, args, given, "std")
    return reduction.std(input, dim, correction=correction, keepdim=keepdim)


@function("torch")
def var_mean(input: Tensor, *args: Any, **given: Any) -> Pair:
    """Variance and mean, called as var. Source: torch.var_mean."""
    dim, correction, keepdim = _freedom(input, args, given, "var_mean")
    spread = reduction.var(input, dim, correction=correction, keepdim=keepdim)
    return spread, reduction.mean(input, dim, keepdim)


@function("torch")
def std_mean(input: Tensor, *args: Any, **given: Any) -> Pair:
    """Standard deviation and mean, called as std. Source: torch.std_mean."""
    dim, correction, keepdim = _freedom(input, args, given, "std_mean")
    spread = reduction.std(input, dim, correction=correction, keepdim=keepdim)
    return spread, reduction.mean(input, dim, keepdim)


@function()
def quantile(
    input: Tensor,
    q: Any,
    dim: int | None = None,
    keepdim: bool = False,
    *,
    interpolation: str = "linear",
) -> Tensor:
    """The q-th quantiles along `dim`, one slice in front for each of a vector q; NaN where there
    is a NaN. Source: torch.quantile."""
    return _quantile(input, q, dim, keepdim, interpolation, "quantile")


@function()
def nanquantile(
    input: Tensor,
    q: Any,
    dim: int | None = None,
    keepdim: bool = False,
    *,
    interpolation: str = "linear",
) -> Tensor:
    """The q-th quantiles of what is no NaN. Source: torch.nanquantile."""
    return _quantile(input, q, dim, keepdim, interpolation, "nanquantile")


def _quantile(
    input: Tensor, q: Any, dim: int | None, keepdim: bool, interpolation: str, name: str
) -> Tensor:
    _check_quantile(input, q, interpolation, name)
    wanted = q if isinstance(q, Tensor) else from_array(np.asarray(q, input.dtype.numpy))
    place = 0 if dim is None else axis(dim, input.ndim, name)
    rows = reshape(input, (-1,)) if dim is None or not input.ndim else input.movedim(place, -1)
    lined = sort(rows, -1)[0]
    size = rows.shape[-1]
    nan = np.isnan(lined._array)
    last = size - 1
    if name == "nanquantile":
        last = np.maximum(size - nan.sum(-1, keepdims=True) - 1, 0)
    ranks = reshape(wanted, (-1,)) * from_array(np.asarray(last, input.dtype.numpy))
    if name == "quantile":
        ranks = where(nan.any(-1, keepdims=True), float(size - 1), ranks)
    found = _between(lined, ranks.expand((*rows.shape[:-1], wanted.numel())), interpolation)
    found = found.movedim(-1, 0)
    if keepdim and (dim is None or not input.ndim):
        found = reshape(found, (wanted.numel(), *(1,) * input.ndim))
    elif keepdim:
        found = unsqueeze(found, place + 1)
    return found if wanted.ndim else squeeze(found, 0)


def _check_quantile(input: Tensor, q: Any, interpolation: str, name: str) -> None:
    if not input.dtype.is_floating_point or (isinstance(q, Tensor) and q.dtype != input.dtype):
        raise DtypeError(
            f"{name}: the input is of {input.dtype!r}, q of {getattr(q, 'dtype', type(q))}",
            "give both as float32 or both as float64",
        )
    if not input.numel():
        raise ShapeError(f"{name}: the input is empty", "give at least one element")
    if interpolation not in ("linear", "lower", "higher", "midpoint", "nearest"):
        raise RangeError(
            f"{name}: interpolation='{interpolation}'",
            "write linear, lower, higher, midpoint or nearest",
        )
    values = np.asarray(q._array if isinstance(q, Tensor) else q)
    if values.ndim > 1 or not ((values >= 0) & (values <= 1)).all():
        raise ShapeError(f"{name}: q={values.tolist()}", "give a number, or a vector, in [0, 1]")


def _between(lined: Tensor, ranks: Tensor, interpolation: str) -> Tensor:
    """The elements of sorted rows at `ranks`, which may lie between two."""
    if interpolation in ("lower", "higher", "nearest"):
        rounded: Any = {"lower": np.floor, "higher": np.ceil, "nearest": np.round}[interpolation]
        return gather(lined, from_array(rounded(ranks._array).astype(np.int64)), -1)
    below = np.floor(ranks._array)
    low = gather(lined, from_array(below.astype(np.int64)), -1)
    high = gather(lined, from_array(np.ceil(ranks._array).astype(np.int64)), -1)
    if interpolation == "midpoint":
        return low + (high - low) * 0.5 if (below != ranks._array).any() else low
    weight: Any = ranks - from_array(below)
    step = high - low
    return where(weight < 0.5, low + weight * step, high - step * (1 - weight))


@function()
def unique(
    input: Tensor,
    sorted: bool = True,
    return_inverse: bool = False,
    return_counts: bool = False,
    dim: int | None = None,
) -> Any:
    """The different elements, or slices along `dim`, sorted; with the place of each element of the
    input among them, and with counts, where asked for. Source: torch.unique."""
    return _parts(distinct(input, dim, False), return_inverse, return_counts)


@function()
def unique_consecutive(
    input: Tensor,
    return_inverse: bool = False,
    return_counts: bool = False,
    dim: int | None = None,
) -> Any:
    """Runs of equal elements, or slices along `dim`, made one. Source: torch.unique_consecutive."""
    return _parts(distinct(input, dim, True), return_inverse, return_counts)


def _parts(found: Any, inverse: bool, counts: bool) -> Any:
    parts = (found[0], *((found[1],) if inverse else ()), *((found[2],) if counts else ()))
    return parts if len(parts) > 1 else parts[0]
