"""Reductions as torch calls them: by dtype, of everything or along dimensions, with values where
they stand, and counts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from engine.dtype import Dtype
from engine.errors import ArgumentError, DtypeError
from engine.function import function
from engine.op import OPS
from engine.ops import reduction, selection, statistics
from engine.ops.logic import isnan, logical_not
from engine.results import shown_as
from engine.tensor import Tensor


def _as(input: Tensor, dtype: Dtype | None) -> Tensor:
    """`input` in the dtype asked for. Errors: ArgumentError where it is no Tensor."""
    if not isinstance(input, Tensor):
        raise ArgumentError(
            f"argument 'input' must be Tensor, not {type(input).__name__}",
            "wrap it: torch.tensor(...)",
        )
    return input if dtype is None else input.to(dtype)


@function("torch tensor", name="sum")
def _sum(
    input: Tensor, dim: Any = None, keepdim: bool = False, *, dtype: Dtype | None = None
) -> Tensor:
    """Sum over `dim`, or over everything. Source: torch.sum."""
    return reduction.sum.record((_as(input, dtype),), {"dim": dim, "keepdim": keepdim})


@function("torch tensor", name="mean")
def _mean(
    input: Tensor, dim: Any = None, keepdim: bool = False, *, dtype: Dtype | None = None
) -> Tensor:
    """Arithmetic mean over `dim`, or over everything. Source: torch.mean."""
    return reduction.mean.record((_as(input, dtype),), {"dim": dim, "keepdim": keepdim})


@function("torch tensor", name="prod")
def _prod(
    input: Tensor, dim: int | None = None, keepdim: bool = False, *, dtype: Dtype | None = None
) -> Tensor:
    """Product over one `dim`, or over everything. Errors: ArgumentError. Source: torch.prod."""
    return reduction.prod(_as(input, dtype), dim, keepdim)


@function()
def nansum(
    input: Tensor, dim: Any = None, keepdim: bool = False, *, dtype: Dtype | None = None
) -> Tensor:
    """Sum of what is no NaN. Source: torch.nansum."""
    return reduction.nansum(_as(input, dtype), dim, keepdim)


@function()
def nanmean(
    input: Tensor, dim: Any = None, keepdim: bool = False, *, dtype: Dtype | None = None
) -> Tensor:
    """Mean of what is no NaN. Source: torch.nanmean."""
    if not input.dtype.is_floating_point:
        raise DtypeError(f"nanmean: the input has {input.dtype!r}", "convert it with .float()")
    given = _as(input, dtype)
    count = reduction.sum(logical_not(isnan(given)), dim, keepdim)
    return nansum(given, dim, keepdim) / count


@function("torch tensor", name="amax")
def _amax(input: Tensor, dim: Any = (), keepdim: bool = False) -> Tensor:
    """Greatest element over `dim`; equal ones share the gradient. Source: torch.amax."""
    return reduction.amax(input, () if dim is None else dim, keepdim)


@function("torch tensor", name="amin")
def _amin(input: Tensor, dim: Any = (), keepdim: bool = False) -> Tensor:
    """Least element over `dim`; equal ones share the gradient. Source: torch.amin."""
    return reduction.amin(input, () if dim is None else dim, keepdim)


@shown_as("aminmax")
class Extremes(NamedTuple):
    """The least and the greatest element."""

    min: Tensor
    max: Tensor


@function()
def aminmax(input: Tensor, *, dim: int | None = None, keepdim: bool = False) -> Extremes:
    """The least and the greatest element, of everything or along `dim`. Source: torch.aminmax."""
    return Extremes(_amin(input, dim, keepdim), _amax(input, dim, keepdim))


def _extreme(name: str, whole: Any, along: Any, binary: Any) -> Callable[..., Any]:
    def extreme(input: Tensor, dim: Any = None, keepdim: bool = False, *, other: Any = None) -> Any:
        if isinstance(dim, Tensor) or other is not None:
            return binary(input, dim if other is None else other)
        if dim is None:
            return whole(input)
        return along(input, dim, keepdim)

    extreme.__name__ = name
    extreme.__doc__ = (
        f"The {name}imum of everything; with `dim` the values along it and where they are; with a "
        f"tensor the elementwise {name}imum. Source: torch.{name}."
    )
    return function()(extreme)


_extreme("max", reduction.amax, statistics.max_along, selection.maximum)
_extreme("min", reduction.amin, statistics.min_along, selection.minimum)


def _median(name: str, along: Any) -> Callable[..., Any]:
    def median(input: Tensor, dim: int | None = None, keepdim: bool = False) -> Any:
        return OPS[f"{name}_of_all"](input) if dim is None else along(input, dim, keepdim)

    median.__name__ = name
    median.__doc__ = (
        "The lower of the two middle elements of everything; with `dim` the values along it and "
        f"where they are. Source: torch.{name}."
    )
    return function()(median)


_median("median", statistics.median_along)
_median("nanmedian", statistics.nanmedian_along)


def _cumulative(name: str) -> Callable[..., Any]:
    op = OPS[name]

    def running(input: Tensor, dim: int, *, dtype: Dtype | None = None) -> Any:
        return op(_as(input, dtype), dim)

    running.__name__, running.__doc__ = name, op.__doc__
    return function()(running)


_cumulative("cumsum")
_cumulative("cumprod")
