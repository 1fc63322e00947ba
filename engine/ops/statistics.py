"""Order statistics: one element chosen along a dimension, where it stands, and counts."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from engine.axes import axis
from engine.dtype import Array
from engine.errors import AxisError, DtypeError, ShapeError
from engine.op import family
from engine.ops.logic import bitwise_or
from engine.ops.scattering import scatter_add, zeros
from engine.ops.sorting import order

op = family("Reductions")
_CHOSEN: dict[str, Any] = {
    "local": ("[i]",),
    "promotes": "none",
    "listed": False,
    "places": "",
    "results": ("values", "indices"),
}


@op("max_along", symbol="max", node="Max", **_CHOSEN)
def max_along(input: Array, dim: int, keepdim: bool = False) -> tuple[Array, ...]:
    """The greatest element along `dim` and where it is. Source: torch.max."""
    return _chosen(input, dim, keepdim, "max", lambda rows: np.argmax(rows, -1))


@op("min_along", symbol="min", node="Min", **_CHOSEN)
def min_along(input: Array, dim: int, keepdim: bool = False) -> tuple[Array, ...]:
    """The least element along `dim` and where it is. Source: torch.min."""
    return _chosen(input, dim, keepdim, "min", lambda rows: np.argmin(rows, -1))


def _median_node(node: Any) -> str:
    return f"{'Nanm' if node.op.name.startswith('nan') else 'M'}edianBackward1"


@op("median_along", node=_median_node, **_CHOSEN)
def median_along(input: Array, dim: int, keepdim: bool = False) -> tuple[Array, ...]:
    """The lower median along `dim`, NaN where there is one, and where. Source: torch.median."""
    return _chosen(input, dim, keepdim, "median", _median)


@op("nanmedian_along", node=_median_node, **_CHOSEN)
def nanmedian_along(input: Array, dim: int, keepdim: bool = False) -> tuple[Array, ...]:
    """The lower median of what is no NaN along `dim`, and where. Source: torch.nanmedian."""
    return _chosen(input, dim, keepdim, "nanmedian", _nanmedian)


def _median_of_all_node(node: Any) -> str:
    return _median_node(node).replace("1", "0")


@op("median_of_all", listed=False, places="", node=_median_of_all_node, kinks="equal elements")
def median_of_all(input: Array) -> Array:
    """The lower median of everything; equal ones share the gradient. Source: torch.median."""
    return _of_all(input, _median)


@op("nanmedian_of_all", listed=False, places="", node=_median_of_all_node, kinks="equal elements")
def nanmedian_of_all(input: Array) -> Array:
    """The lower median of what is no NaN. Source: torch.nanmedian."""
    return _of_all(input, _nanmedian)


@median_of_all.vjp
@nanmedian_of_all.vjp
def _(z_bar: Any, z: Any, x: Any) -> Any:
    chosen = bitwise_or(x == z, (x != x) & (z != z)) * 1.0
    return z_bar * chosen / chosen.sum()


@op("mode", **{**_CHOSEN, "places": "torch tensor"})
def mode(input: Array, dim: int = -1, keepdim: bool = False) -> tuple[Array, ...]:
    """The most frequent element along `dim`, the least of several, and where it last is.

    Source: torch.mode.
    """
    return _chosen(input, dim, keepdim, "mode", _mode)


@max_along.vjp
@min_along.vjp
@median_along.vjp
@nanmedian_along.vjp
@mode.vjp
def _(z_bars: Any, z: Any, x: Any, *, dim: int, keepdim: bool) -> Any:
    return _back(z_bars[0], z[1], x, dim, keepdim)


@op("kthvalue", **{**_CHOSEN, "places": "torch tensor"})
def kthvalue(input: Array, k: int, dim: int = -1, keepdim: bool = False) -> tuple[Array, ...]:
    """The k-th least element along `dim`, counted from 1, and where. Source: torch.kthvalue."""
    place = axis(dim, input.ndim, "kthvalue")
    size = input.shape[place] if input.ndim else 1
    if not 1 <= k <= size:
        raise ShapeError(
            f"kthvalue: k={k} of the {size} elements of dimension {dim}",
            f"give one from 1 to {size}",
        )
    return _chosen(
        input, dim, keepdim, "kthvalue", lambda rows: order(rows, -1, False, "kthvalue")[..., k - 1]
    )


@kthvalue.vjp
def _(z_bars: Any, z: Any, x: Any, *, dim: int, keepdim: bool) -> Any:
    return _back(z_bars[0], z[1], x, dim, keepdim)


@op("argmax", promotes="none", listed=False)
def argmax(input: Array, dim: int | None = None, keepdim: bool = False) -> Array:
    """Where the greatest element is, the first of equal ones. Source: torch.argmax."""
    return _place(np.argmax, input, dim, keepdim, "argmax")


@op("argmin", promotes="none", listed=False)
def argmin(input: Array, dim: int | None = None, keepdim: bool = False) -> Array:
    """Where the least element is, the first of equal ones. Source: torch.argmin."""
    return _place(np.argmin, input, dim, keepdim, "argmin")


@op("bincount", promotes="none", listed=False)
def bincount(input: Array, weights: Array | None = None, minlength: int = 0) -> Array:
    """How often each number from 0 on occurs, or its total weight. Source: torch.bincount."""
    if input.ndim != 1 or input.dtype.kind not in "iu" or (input.size and input.min() < 0):
        raise ShapeError(
            f"bincount: shape {input.shape} of {input.dtype}", "give a vector of integers ≥ 0"
        )
    return np.bincount(input, weights, minlength)


@op("histc", promotes="none", listed=False)
def histc(input: Array, bins: int = 100, min: float = 0, max: float = 0) -> Array:
    """How many elements fall in each of `bins` equal intervals from min to max.

    Equal bounds stand for those of the elements. Source: torch.histc.
    """
    if input.dtype.kind != "f":
        raise DtypeError(f"histc: the input has dtype {input.dtype}", "convert with .float()")
    if bins <= 0 or min > max:
        raise ShapeError(f"histc: {bins} bins from {min} to {max}", "give bins ≥ 1 and min ≤ max")
    low, high = float(min), float(max)
    if low == high and input.size:
        low, high = float(np.min(input)), float(np.max(input))
    if low == high:
        low, high = low - 1, high + 1
    if not (np.isfinite(low) and np.isfinite(high)):
        raise ShapeError(f"histc: the range from {low} to {high} is not finite", "give min and max")
    inside = input[(input >= low) & (input <= high)]
    places = ((inside - low) * bins / (high - low)).astype(np.int64)
    return np.bincount(np.minimum(places, bins - 1), minlength=bins).astype(input.dtype)


@op("distinct", promotes="none", listed=False, places="", node="Unique2")
def distinct(input: Array, dim: int | None = None, consecutive: bool = False) -> tuple[Array, ...]:
    """The different elements (or slices along `dim`), for each of the input which one it is, and
    how often each occurs; sorted, or only neighbours compared. Source: torch.unique."""
    if dim is None:
        values, inverse, counts = _distinct(input.reshape(-1, 1), consecutive)
        return values.reshape(-1), inverse.reshape(input.shape), counts
    slices = np.moveaxis(input, axis(dim, input.ndim, "unique"), 0)
    width = math.prod(slices.shape[1:])
    values, inverse, counts = _distinct(slices.reshape(len(slices), width), consecutive)
    shaped = values.reshape((len(values), *slices.shape[1:]))
    return np.moveaxis(shaped, 0, dim), inverse, counts


def _distinct(rows: Array, consecutive: bool) -> tuple[Array, Array, Array]:
    ranked = np.arange(len(rows)) if consecutive else np.lexsort(rows.T[::-1])
    lined = rows[ranked]
    starts = np.ones(len(rows), np.bool_)
    starts[1:] = (lined[1:] != lined[:-1]).any(1)
    inverse = np.empty(len(rows), np.int64)
    inverse[ranked] = np.cumsum(starts) - 1
    return lined[starts], inverse, np.bincount(inverse, minlength=int(starts.sum()))


def _chosen(input: Array, dim: int, keepdim: bool, name: str, pick: Any) -> tuple[Array, Array]:
    """The values at the places that `pick` gives for rows (…, n), and the places."""
    place = axis(dim, input.ndim, name)
    if not input.ndim:
        return np.array(input), np.zeros((), np.int64)
    if not input.shape[place]:
        raise _empty(name, input.shape, dim)
    rows = np.moveaxis(input, place, -1)
    indices = np.asarray(pick(rows))[..., None]
    values = np.take_along_axis(rows, indices, -1)
    if keepdim:
        return np.moveaxis(values, -1, place), np.moveaxis(indices, -1, place)
    return values[..., 0], indices[..., 0]


def _empty(name: str, shape: tuple[int, ...], dim: int | None) -> AxisError:
    return AxisError(
        f"{name}: shape {shape} has no element to choose from"
        + ("" if dim is None else f" along dimension {dim}"),
        "give it at least one, or another dim",
    )


def _back(z_bar: Any, indices: Any, x: Any, dim: int, keepdim: bool) -> Any:
    if not x.ndim:
        return z_bar
    if not keepdim:
        place = axis(dim, x.ndim, "backward")
        kept = (*x.shape[:place], 1, *x.shape[place + 1 :])
        z_bar, indices = z_bar.reshape(kept), indices.reshape(kept)
    return scatter_add(zeros(x), indices, z_bar, dim)


def _place(find: Any, input: Array, dim: int | None, keepdim: bool, name: str) -> Array:
    if input.dtype.kind == "b":
        raise DtypeError(f"{name}: truth values have no greatest", "convert with .long()")
    if dim is not None:
        dim = axis(dim, input.ndim, name)
    if not (input.size if dim is None else (input.shape or (1,))[dim]):
        raise _empty(name, input.shape, dim)
    found = np.asarray(
        find(input if input.ndim else input.reshape(1), axis=dim if input.ndim else None)
    )
    if not keepdim:
        return found
    kept = tuple(1 if dim in (None, i) else n for i, n in enumerate(input.shape))
    return found.reshape(kept)


def _of_all(input: Array, pick: Any) -> Array:
    if input.dtype.kind == "b":
        raise DtypeError("median: truth values have no median", "convert with .long()")
    rows = input.reshape(-1)
    return rows[pick(rows)] if rows.size else np.asarray(np.nan, input.dtype)


def _median(rows: Array) -> Array:
    ranked = order(rows, -1, False, "median")
    middle = ranked[..., (rows.shape[-1] - 1) // 2]
    nan = np.isnan(rows)
    return np.where(nan.any(-1), nan.argmax(-1), middle)


def _nanmedian(rows: Array) -> Array:
    ranked = order(rows, -1, False, "nanmedian")
    usable = (~np.isnan(rows)).sum(-1, keepdims=True)
    return np.take_along_axis(ranked, np.maximum(usable - 1, 0) // 2, -1)[..., 0]


def _mode(rows: Array) -> Array:
    ranked = order(rows, -1, False, "mode")
    lined = np.take_along_axis(rows, ranked, -1)
    steps = np.arange(rows.shape[-1])
    new = np.ones(rows.shape, np.bool_)
    new[..., 1:] = lined[..., 1:] != lined[..., :-1]
    run = steps - np.maximum.accumulate(np.where(new, steps, 0), -1)  # length of the run so far
    end = np.argmax(run, -1)
    return np.take_along_axis(ranked, end[..., None], -1)[..., 0]
