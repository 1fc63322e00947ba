"""Sorting and searching as torch calls them."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.dtype import int32
from engine.errors import RangeError, ShapeError
from engine.function import function
from engine.ops import sorting
from engine.tensor import Tensor, from_array


@function("torch tensor", name="sort")
def _sort(
    input: Tensor, dim: int = -1, descending: bool = False, stable: bool | None = None
) -> Any:
    """The elements in order along `dim`, and where they were; always stable. Source: torch.sort."""
    return sorting.sort(input, dim, bool(descending))


@function("torch tensor", name="argsort")
def _argsort(
    input: Tensor, dim: int = -1, descending: bool = False, stable: bool = False
) -> Tensor:
    """Where the elements stand that would sort `dim`; always stable. Source: torch.argsort."""
    return sorting.argsort(input, dim, descending)


@function()
def msort(input: Tensor) -> Tensor:
    """Sorted along dimension 0. Source: torch.msort."""
    return sorting.sort(input, 0)[0]


@function("torch", name="searchsorted")
def _searchsorted(
    sorted_sequence: Tensor,
    input: Any,
    *,
    out_int32: bool = False,
    right: bool = False,
    side: str | None = None,
    sorter: Tensor | None = None,
) -> Tensor:
    """Where each value would be inserted to keep the rows sorted. Source: torch.searchsorted."""
    if side not in (None, "left", "right") or (side == "left" and right):
        raise RangeError(f"searchsorted: side='{side}', right={right}", "write one of them")
    if not isinstance(input, Tensor) and sorted_sequence.ndim != 1:
        raise ShapeError("searchsorted: one number needs one row", "give a tensor of values")
    if not sorted_sequence.ndim:
        raise ShapeError("searchsorted: a 0-d tensor is no row", "give it a dimension")
    if sorter is not None:
        _check_sorter(sorted_sequence, sorter)
    values = input if isinstance(input, Tensor) else from_array(np.asarray(input))
    found = sorting.searchsorted(sorted_sequence, values, sorter, right=right or side == "right")
    return found.to(int32) if out_int32 else found


def _check_sorter(rows: Tensor, sorter: Tensor) -> None:
    size = rows.shape[-1]
    if sorter.dtype.name != "int64" or sorter.shape != rows.shape:
        raise ShapeError(
            f"searchsorted: sorter of shape {tuple(sorter.shape)} and {sorter.dtype!r}",
            f"give int64 indices of shape {tuple(rows.shape)}",
        )
    array = sorter._array
    if array.size and not (array.min() >= 0 and array.max() < size):
        raise ShapeError("searchsorted: sorter has indices out of range", "use argsort()")


@function()
def bucketize(
    input: Any, boundaries: Tensor, *, out_int32: bool = False, right: bool = False
) -> Tensor:
    """The bucket between `boundaries` that each value is in. Source: torch.bucketize."""
    if boundaries.ndim != 1:
        raise ShapeError(
            f"bucketize: boundaries of shape {tuple(boundaries.shape)}", "give a vector"
        )
    values = input if isinstance(input, Tensor) else from_array(np.asarray(input))
    found = sorting.searchsorted(boundaries, values, right=right)
    return found.to(int32) if out_int32 else found
