"""Tensors combined: as blocks on a diagonal, and in all pairs and tuples of their elements."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

import numpy as np

from engine.dtype import result_type
from engine.errors import ArgumentError, RangeError, ShapeError
from engine.function import function
from engine.ops.indexing import getitem
from engine.ops.joining import cat, stack
from engine.ops.shape import expand, reshape
from engine.tensor import Tensor, from_array


def _checked(name: str, tensors: Sequence[Any]) -> Sequence[Tensor]:
    for x in tensors:
        if not isinstance(x, Tensor):
            raise ArgumentError(
                f"{name}: {type(x).__name__} is no tensor", f"write {name}(x, y) with tensors"
            )
    return tensors


@function("torch")
def block_diag(*tensors: Tensor) -> Tensor:
    """Matrices on a common diagonal, zeros beside them; vectors are rows.

    Source: torch.block_diag.
    """
    parts = _checked("block_diag", tensors)
    for x in parts:
        if x.ndim > 2:
            raise ShapeError(
                f"block_diag: shape {tuple(x.shape)}: at most two dimensions", "reshape it"
            )
    blocks = [reshape(x, (1, -1)) if x.ndim < 2 else x for x in parts]
    if not blocks:
        return from_array(np.zeros((1, 0), np.float32))
    dtype = result_type([x._array for x in blocks])
    width = sum(x.shape[1] for x in blocks)
    rows, start = [], 0
    for x in blocks:
        height, size = x.shape
        before = from_array(np.zeros((height, start), dtype))
        after = from_array(np.zeros((height, width - start - size), dtype))
        rows.append(cat([before, x, after], 1))
        start += size
    return cat(rows, 0)


@function("torch")
def cartesian_prod(*tensors: Tensor) -> Tensor:
    """Every tuple of elements of vectors, as rows. Source: torch.cartesian_prod."""
    parts = _checked("cartesian_prod", tensors)
    for x in parts:
        if x.ndim != 1:
            raise ShapeError(f"cartesian_prod: shape {tuple(x.shape)} is no vector", "flatten it")
    if len(parts) == 1:
        return parts[0]
    sizes = tuple(x.shape[0] for x in parts)
    columns = []
    for i, x in enumerate(parts):
        along = (1,) * i + (sizes[i],) + (1,) * (len(sizes) - i - 1)
        columns.append(reshape(expand(reshape(x, along), sizes), (-1,)))
    return stack(columns, 1)


@function("torch")
def combinations(input: Tensor, r: int = 2, with_replacement: bool = False) -> Tensor:
    """Every choice of r elements of a vector, as rows. Source: torch.combinations."""
    if input.ndim != 1:
        raise ShapeError(f"combinations: shape {tuple(input.shape)} is no vector", "flatten it")
    if r < 0:
        raise RangeError(f"combinations: r is {r}", "give 0 or more")
    if r == 0:
        return from_array(np.zeros(0, input._array.dtype))
    choose: Any = itertools.combinations
    if with_replacement:
        choose = itertools.combinations_with_replacement
    places = np.array(list(choose(range(input.shape[0]), r)), np.int64).reshape(-1, r)
    return getitem(input, places)
