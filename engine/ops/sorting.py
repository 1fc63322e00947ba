"""Sorting: elements in order, the order itself, and places found in sorted ones."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.axes import axis
from engine.dtype import Array
from engine.errors import ShapeError
from engine.op import family
from engine.ops.scattering import scatter_add, zeros

op = family("Choice")


@op(
    "sort",
    symbol="↗",
    local=("[i]",),
    promotes="none",
    listed=False,
    places="",
    results=("values", "indices"),
)
def sort(input: Array, dim: int = -1, descending: bool = False) -> tuple[Array, ...]:
    """The elements in order along `dim`, NaN greatest, and where they were. Source: torch.sort."""
    indices = order(input, dim, descending, "sort")
    return _picked(input, indices, dim), indices


@op(
    "topk", symbol="↗k", local=("[i]",), promotes="none", listed=False,
    results=("values", "indices"),
)  # fmt: skip
def topk(
    input: Array, k: int, dim: int = -1, largest: bool = True, sorted: bool = True
) -> tuple[Array, ...]:
    """The k greatest (or least) elements along `dim`, and where they were. Source: torch.topk."""
    place = axis(dim, input.ndim, "topk")
    size = input.shape[place] if input.ndim else 1
    if not 0 <= k <= size:
        raise ShapeError(
            f"topk: k={k} of the {size} elements of dimension {dim}", f"give one from 0 to {size}"
        )
    ranked = np.atleast_1d(order(input, dim, largest, "topk"))
    indices = ranked[(*(slice(None),) * place, slice(0, k))]
    indices = indices.reshape(indices.shape if input.ndim else ())
    return _picked(input, indices, dim), indices


@sort.vjp
@topk.vjp
def _(z_bars: Any, z: Any, x: Any, *, dim: int) -> Any:
    return scatter_add(zeros(x), z[1], z_bars[0], dim)


@op("argsort", promotes="none", listed=False, places="")
def argsort(input: Array, dim: int = -1, descending: bool = False) -> Array:
    """Where the elements stand that would sort `dim`. Source: torch.argsort."""
    return order(input, dim, descending, "argsort")


@op("searchsorted", promotes="none", listed=False, places="")
def searchsorted(
    sorted_sequence: Array,
    input: Array,
    sorter: Array | None = None,
    *,
    right: bool = False,
) -> Array:
    """Where each value of `input` would be inserted, row by row. Source: torch.searchsorted."""
    rows = sorted_sequence
    if sorter is not None:
        rows = np.take_along_axis(rows, sorter, -1)
    side: Any = "right" if right else "left"
    if rows.ndim <= 1:
        return np.searchsorted(rows, input, side)
    if input.shape[:-1] != rows.shape[:-1]:
        raise ShapeError(
            f"searchsorted: rows of shape {rows.shape}, values of shape {input.shape}",
            "all sizes but the last must be equal",
        )
    found = np.empty(input.shape, np.int64)
    for place in np.ndindex(rows.shape[:-1]):
        found[place] = np.searchsorted(rows[place], input[place], side)
    return found


@op("isin", listed=False, places="")
def isin(elements: Array, test_elements: Array, *, invert: bool = False) -> Array:
    """Which elements are among the test elements. Source: torch.isin."""
    return np.isin(elements, test_elements, invert=invert)


def order(input: Array, dim: int, descending: bool, name: str) -> Array:
    """The indices that sort `input` along `dim`, equal elements staying in order."""
    place = axis(dim, input.ndim, name)
    if not input.ndim:
        return np.zeros((), np.int64)
    if not descending:
        return np.argsort(input, place, kind="stable")
    turned = np.flip(np.argsort(np.flip(input, place), place, kind="stable"), place)
    return input.shape[place] - 1 - turned


def _picked(input: Array, indices: Array, dim: int) -> Array:
    if not input.ndim:
        return np.array(input).reshape(indices.shape)
    return np.take_along_axis(input, indices, dim)
