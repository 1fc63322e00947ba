"""Gathering and scattering: one index per element, along one dimension."""

from __future__ import annotations

from collections.abc import Sequence
from operator import gt
from typing import Any

import numpy as np

from engine.axes import axis
from engine.dtype import Array
from engine.errors import AxisError, DtypeError, ShapeError
from engine.node import Spec
from engine.op import family
from engine.tensor import Tensor

op = family("Shape")
_ZERO = np.zeros(())


@op("gather", symbol="⇠", local=("1",), promotes="none", listed=False, places="")
def gather(input: Array, index: Array, dim: int) -> Array:
    """`input` at `index` along `dim`; the result has the shape of `index`.

    Errors: AxisError for an index out of range, ShapeError for a shape that does not fit.
    Source: torch.gather.
    """
    key = _key(input.shape, dim, index, "gather")
    return np.atleast_1d(input)[key].reshape(index.shape)


@gather.vjp
def _(z_bar: Any, _z: Any, _x: Any, index: Any, *, dim: int) -> Any:
    return scatter_add(zeros(_x), index, z_bar, dim), None


@op("scatter_add", symbol="⇢", local=("1", "1"), promotes="none", listed=False, places="")
def scatter_add(input: Array, index: Array, src: Array, dim: int) -> Array:
    """`input` with `src` added at `index` along `dim`. Source: torch.Tensor.scatter_add."""
    key = _key(input.shape, dim, index, "scatter_add")
    result = np.array(input, order="C")
    if index.size:
        flat = np.ravel_multi_index(key, input.shape or (1,))
        np.add.at(
            result.reshape(-1), flat.reshape(-1), _part(src, index, "scatter_add").reshape(-1)
        )
    return result


@scatter_add.vjp
def _(z_bar: Any, _z: Any, _x: Any, index: Any, _src: Any, *, dim: int) -> Any:
    return z_bar, None, gather(z_bar, index, dim)


@op("scatter_write", local=("1 - c", "1"), promotes="none", listed=False, places="", node="Scatter")
def scatter_write(input: Array, index: Array, src: Array, dim: int) -> Array:
    """`input` with `src`, or one number, written at `index`. Source: torch.Tensor.scatter."""
    key = _key(input.shape, dim, index, "scatter")
    result = np.array(input, order="C")
    if index.size:
        np.atleast_1d(result)[key] = np.atleast_1d(_part(src, index, "scatter"))
    return result


@scatter_write.vjp
def _(z_bar: Any, _z: Any, _x: Any, index: Any, _src: Any, *, dim: int) -> Any:
    return scatter_write(z_bar, index, _ZERO, dim), None, gather(z_bar, index, dim)


@op("scatter_extreme", promotes="none", listed=False, places="", node="ScatterReduce")
def scatter_extreme(
    input: Array, index: Array, src: Array, dim: int, reduce: str, include_self: bool = True
) -> Array:
    """The greatest (amax) or least (amin) of `input` and of the `src` sent to each place; equal
    ones share the gradient. Source: torch.Tensor.scatter_reduce."""
    key = _key(input.shape, dim, index, "scatter_reduce")
    result = np.array(input, order="C")
    if not index.size:
        return result
    rows, part = np.atleast_1d(result), np.atleast_1d(_part(src, index, "scatter_reduce"))
    if not include_self:
        rows[key] = part
    (np.maximum if reduce == "amax" else np.minimum).at(rows, key, part)
    return result


@scatter_extreme.vjp
def _(z_bar: Any, z: Any, x: Any, index: Any, src: Any, *, dim: int, include_self: bool) -> Any:
    own = x == z
    if not include_self:
        own = own & untouched(x.shape, dim, index)
    sent = src == gather(z, index, dim)
    winners = scatter_add(own * 1.0, index, sent * 1.0, dim)
    share = z_bar / winners
    return share * own, None, gather(share, index, dim) * sent


def untouched(shape: Sequence[int], dim: int, index: Any) -> Array:
    """Where `index` sends nothing, as truth values of `shape`."""
    mask = np.ones(tuple(shape), np.bool_)
    array = index._array if isinstance(index, Tensor) else index
    np.atleast_1d(mask)[_key(mask.shape, dim, array, "scatter")] = False
    return mask


def zeros(like: Tensor | Array | Spec) -> Array:
    """Zeros of the shape and dtype of an input."""
    dtype = like.dtype.numpy if isinstance(like, Tensor) else like.dtype
    return np.zeros(like.shape, dtype)


def _part(src: Array, index: Array, name: str) -> Array:
    """The elements of `src` that `index` has a place for; one number stands for all."""
    if not src.ndim:
        return np.broadcast_to(src, index.shape)
    if src.ndim != max(index.ndim, 1) or any(map(gt, index.shape, src.shape)):
        raise ShapeError(
            f"{name}: index has shape {index.shape}, src {src.shape}",
            "src needs a value for each index",
        )
    return src[tuple(slice(n) for n in index.shape)].reshape(index.shape)


def _key(shape: tuple[int, ...], dim: int, index: Array, name: str) -> tuple[Array, ...]:
    """The place of each element as one index array per dimension, all of at least one."""
    if index.size and index.dtype.name not in ("int64", "int32"):
        raise DtypeError(
            f"{name}: index has dtype {index.dtype}, int64 is needed", "convert with .long()"
        )
    place, sizes = axis(dim, len(shape), name), shape or (1,)
    flat = np.atleast_1d(index)
    if not index.size:
        return (np.zeros(index.shape, np.int64),) * len(sizes)
    if flat.ndim != len(sizes):
        raise ShapeError(
            f"{name}: index has {index.ndim} dimensions, the tensor {len(shape)}",
            "give them as many",
        )
    if any(n > m and i != place for i, (n, m) in enumerate(zip(flat.shape, sizes, strict=True))):
        raise ShapeError(
            f"{name}: index has shape {index.shape}, the tensor {shape}",
            f"index must not be larger, except along dimension {place}",
        )
    if flat.min() < 0 or flat.max() >= sizes[place]:
        raise AxisError(
            f"{name}: index {int(flat.max() if flat.min() >= 0 else flat.min())} is out of range "
            f"for dimension {place} of size {sizes[place]}",
            f"give indices from 0 to {sizes[place] - 1}",
        )
    grid = list(np.ix_(*(np.arange(n) for n in flat.shape)))
    grid[place] = flat
    return tuple(grid)
