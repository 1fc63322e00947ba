"""Indexing by function: elements picked, filled or replaced along a dimension or by a mask."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from engine.axes import axis
from engine.errors import ArgumentError, AxisError, DtypeError, ShapeError
from engine.function import function
from engine.functions.shapes import broadcast_shapes, broadcast_tensors
from engine.ops import selection, strided
from engine.ops.diagonals import diagonal as diagonal_of
from engine.ops.diagonals import undiagonal
from engine.ops.indexing import getitem, index_write, plain_key, unindex
from engine.ops.logic import argwhere
from engine.ops.scattering import gather
from engine.ops.shape import expand, reshape
from engine.ops.splitting import unbind
from engine.ops.strided import places, storage
from engine.tensor import Tensor, from_array


@function()
def where(condition: Tensor, input: Any = None, other: Any = None) -> Any:
    """`input` where the condition holds, else `other`; alone, the indices of what is not zero.

    Errors: DtypeError where the condition is not of truth values. Source: torch.where.
    """
    if not isinstance(condition, Tensor):
        raise ArgumentError("where: the condition must be a Tensor", "compare tensors for it")
    if input is None and other is None:
        return nonzero(condition, as_tuple=True)
    if input is None or other is None:
        raise ArgumentError("where: one of the two values is missing", "where(condition, x, y)")
    if condition._array.dtype.name not in ("bool", "uint8"):
        raise DtypeError(
            f"where: the condition has dtype {condition.dtype!r}, not bool",
            "compare with something, as x > 0, or convert with .bool()",
        )
    return selection.where(condition, input, other)


@function("tensor", name="where")
def _where(input: Tensor, condition: Tensor, other: Any) -> Tensor:
    """The tensor where the condition holds, else `other`. Source: torch.Tensor.where."""
    return where(condition, input, other)


@function()
def nonzero(input: Tensor, *, as_tuple: bool = False) -> Any:
    """The indices (count, ndim) of what is not zero, or one vector per dimension.

    Source: torch.nonzero.
    """
    places = argwhere(_wide(input) if as_tuple else input)
    return unbind(places, 1) if as_tuple else places


@function("torch")
def unravel_index(indices: Tensor, shape: Any) -> tuple[Tensor, ...]:
    """Flat places as one index per dimension of `shape`. Source: torch.unravel_index."""
    if indices.dtype.is_floating_point or indices.dtype.name == "bool":
        raise ArgumentError(f"unravel_index: indices of {indices.dtype!r}", "convert with .long()")
    wanted = (shape,) if isinstance(shape, int) else tuple(shape)
    try:
        found = np.unravel_index(indices._array, wanted)
    except ValueError as error:
        raise ShapeError(f"unravel_index: {error}", f"give places inside {wanted}") from None
    return tuple(from_array(np.asarray(part)) for part in found)


def _along(input: Tensor, dim: int, index: Tensor, name: str) -> Any:
    """The key of slices `index` along `dim`, counted from the front."""
    if not isinstance(index, Tensor) or index.dtype.name not in ("int64", "int32"):
        raise DtypeError(f"{name}: index must be a tensor of int64", "convert with .long()")
    if index.ndim > 1:
        raise AxisError(f"{name}: index has {index.ndim} dimensions", "give a vector")
    place = axis(dim, input.ndim, name)
    size = input.shape[place] if input.ndim else 1
    array = np.atleast_1d(index._array)
    if array.size and not (-size <= array.min() and array.max() < size):
        raise AxisError(
            f"{name}: index out of range for dimension {dim} of size {size}",
            f"give indices from 0 to {size - 1}",
        )
    return (*(slice(None),) * place, array)


def _wide(input: Tensor) -> Tensor:
    """A 0-d tensor as a vector, which has a dimension to index."""
    return input if input.ndim else reshape(input, (1,))


@function(node="IndexSelect")
def index_select(input: Tensor, dim: int, index: Tensor) -> Tensor:
    """The slices `index` along `dim`. Source: torch.index_select."""
    key = _along(input, dim, index, "index_select")
    if key[-1].size and key[-1].min() < 0:
        raise AxisError("index_select: a negative index", "count from 0")
    picked = getitem(_wide(input), key)
    return picked if input.ndim else reshape(picked, ())


def _checked(input: Tensor, key: Any, source: Any, name: str) -> Any:
    """`source` if it has a slice for each index. Errors: ShapeError, DtypeError."""
    if source.dtype != input.dtype:
        raise DtypeError(
            f"{name}: source has {source.dtype!r}, the tensor {input.dtype!r}", "convert one"
        )
    place = len(key) - 1
    if not input.ndim or not source.ndim:
        wanted: tuple[int, ...] = (len(key[-1]),)
        found: tuple[int, ...] = (source.numel(),)
    else:
        wanted = (*input.shape[:place], len(key[-1]), *input.shape[place + 1 :])
        found = tuple(source.shape)
    if wanted != found:
        raise ShapeError(
            f"{name}: source has shape {tuple(source.shape)}, the slices {wanted}",
            "give one slice for each index",
        )
    return reshape(source, wanted)


@function(node="IndexAdd")
def index_add(
    input: Tensor, dim: int, index: Tensor, source: Tensor, *, alpha: float = 1
) -> Tensor:
    """With alpha · source added to the slices `index`, repeats adding up. Source:
    torch.Tensor.index_add."""
    key = _along(input, dim, index, "index_add")
    given = _checked(input, key, source, "index_add")
    result = index_write(_wide(input), given if alpha == 1 else given * alpha, key, True)
    return result if input.ndim else reshape(result, ())


@function()
def index_copy(input: Tensor, dim: int, index: Tensor, source: Tensor) -> Tensor:
    """With the slices `index` replaced by those of `source`. Source: torch.Tensor.index_copy."""
    key = _along(input, dim, index, "index_copy")
    result = index_write(_wide(input), _checked(input, key, source, "index_copy"), key)
    return result if input.ndim else reshape(result, ())


@function()
def index_fill(input: Tensor, dim: int, index: Tensor, value: Any) -> Tensor:
    """With the slices `index` filled with one value. Source: torch.Tensor.index_fill."""
    if isinstance(value, Tensor) and value.ndim:
        raise ShapeError(f"index_fill: a value of shape {tuple(value.shape)}", "give one number")
    *lead, array = _along(input, dim, index, "index_fill")
    result = index_write(_wide(input), value, (*lead, np.unique(array)))
    return result if input.ndim else reshape(result, ())


@function()
def index_put(
    input: Tensor, indices: Sequence[Any], values: Tensor, accumulate: bool = False
) -> Tensor:
    """With `values` written, or added, at index tensors. Source: torch.Tensor.index_put."""
    if values.dtype != input.dtype:
        raise DtypeError(
            f"index_put: values of {values.dtype!r} into {input.dtype!r}", "convert with .to()"
        )
    return index_write(input, values, tuple(_put_index(i) for i in indices), accumulate)


def _put_index(index: Any) -> Any:
    return slice(None) if index is None else plain_key(index)


@function(node="Take")
def take(input: Tensor, index: Tensor) -> Tensor:
    """The elements at flat places. Source: torch.take."""
    return getitem(reshape(input, (-1,)), _flat(input, index, "take"))


def _flat(input: Tensor, index: Tensor, name: str) -> Any:
    if index.dtype.name != "int64":
        raise DtypeError(f"{name}: index has {index.dtype!r}, not int64", "convert with .long()")
    size, array = input.numel(), index._array
    if array.size and not (-size <= array.min() and array.max() < size):
        raise AxisError(f"{name}: index out of range for {size} elements", "count from 0")
    return array


@function("tensor")
def put(input: Tensor, index: Tensor, source: Tensor, accumulate: bool = False) -> Tensor:
    """With `source` written, or added, at flat places. Source: torch.Tensor.put."""
    key = _flat(input, index, "put")
    if source.numel() != index.numel() or source.dtype != input.dtype:
        raise ShapeError(
            f"put: {source.numel()} values of {source.dtype!r} for {index.numel()} places in "
            f"{input.dtype!r}",
            "give one for each place, of the same dtype",
        )
    values = reshape(source, tuple(index.shape))
    return reshape(index_write(reshape(input, (-1,)), values, key, accumulate), tuple(input.shape))


@function()
def take_along_dim(input: Tensor, indices: Tensor, dim: int | None = None) -> Tensor:
    """As gather, with shapes broadcast; flat without `dim`. Source: torch.take_along_dim."""
    if dim is None:
        return gather(reshape(input, (-1,)), reshape(indices, (-1,)), 0)
    if indices.ndim != input.ndim:
        raise ShapeError(
            f"take_along_dim: {indices.ndim} dimensions of indices for {input.ndim}",
            "give them as many",
        )
    place = axis(dim, input.ndim, "take_along_dim")
    other = [(n, m) for i, (n, m) in enumerate(zip(input.shape, indices.shape, strict=True))
             if i != place]  # fmt: skip
    common = list(broadcast_shapes(*([tuple(s) for s in zip(*other, strict=True)] or [()])))
    wide = (*common[:place], input.shape[place], *common[place:])
    long = (*common[:place], indices.shape[place], *common[place:])
    size = input.shape[place]
    counted = from_array(np.where(indices._array < 0, indices._array + size, indices._array))
    return gather(expand(input, wide), expand(counted, long), dim)


def _mask(mask: Any, name: str) -> None:
    if not isinstance(mask, Tensor) or mask.dtype.name != "bool":
        raise DtypeError(f"{name}: the mask must be of truth values", "compare with something")


@function()
def masked_fill(input: Tensor, mask: Tensor, value: Any) -> Tensor:
    """With one value where the mask holds. Source: torch.Tensor.masked_fill."""
    _mask(mask, "masked_fill")
    if isinstance(value, Tensor) and value.ndim:
        raise ShapeError(f"masked_fill: a value of shape {tuple(value.shape)}", "give one number")
    if not input.dtype.is_floating_point and not math.isfinite(value):
        raise DtypeError(
            f"masked_fill: {float(value)} does not fit into {input.dtype!r}",
            "convert the tensor with .float()",
        )
    if not isinstance(value, Tensor):
        value = from_array(np.asarray(value))
    value = value.to(input.dtype)
    return selection.masked_fill(input, mask, value)


@function(node="MaskedSelect")
def masked_select(input: Tensor, mask: Tensor) -> Tensor:
    """The elements where the mask holds, as a vector. Source: torch.masked_select."""
    _mask(mask, "masked_select")
    wide, held = broadcast_tensors(input, mask)
    return getitem(_wide(wide), np.atleast_1d(held._array))


@function()
def masked_scatter(input: Tensor, mask: Tensor, source: Tensor) -> Tensor:
    """With the elements of `source` in turn where the mask holds. Source:
    torch.Tensor.masked_scatter."""
    _mask(mask, "masked_scatter")
    if source.dtype != input.dtype:
        raise DtypeError(
            f"masked_scatter: {source.dtype!r} into {input.dtype!r}", "convert the source"
        )
    wide, held = broadcast_tensors(input, mask)
    count = int(held._array.sum())
    if source.numel() < count:
        raise ShapeError(
            f"masked_scatter: {source.numel()} values for {count} places", "give as many"
        )
    values = getitem(reshape(source, (-1,)), slice(0, count))
    return index_write(wide, values, np.asarray(held._array))


@function()
def slice_scatter(
    input: Tensor,
    src: Tensor,
    dim: int = 0,
    start: int | None = None,
    end: int | None = None,
    step: int = 1,
) -> Tensor:
    """With `src` in place of a slice. Source: torch.slice_scatter."""
    key = (*(slice(None),) * axis(dim, input.ndim, "slice_scatter"), slice(start, end, step))
    return _replaced(input, src, key, "slice_scatter")


@function()
def select_scatter(input: Tensor, src: Tensor, dim: int, index: int) -> Tensor:
    """With `src` in place of the slice at `index`. Source: torch.select_scatter."""
    key = (*(slice(None),) * axis(dim, input.ndim, "select_scatter"), index)
    return _replaced(input, src, key, "select_scatter")


def _replaced(input: Tensor, src: Tensor, key: Any, name: str) -> Tensor:
    shape = getitem(input.detach(), key).shape
    if shape != src.shape:
        raise ShapeError(
            f"{name}: src has shape {tuple(src.shape)}, the slice {tuple(shape)}", "make them equal"
        )
    return index_write(input, src, key)


@function()
def as_strided(
    input: Tensor, size: Any, stride: Sequence[int], storage_offset: int | None = None
) -> Tensor:
    """A view of `size` on the memory of the tensor, neighbours `stride` elements apart.

    Source: torch.as_strided.
    """
    memory, first, steps = storage(input._array)
    geometry = (memory.size, first, tuple(steps))
    return strided.as_strided(input, tuple(size), tuple(stride), storage_offset, geometry)


@function()
def as_strided_scatter(
    input: Tensor,
    src: Tensor,
    size: Sequence[int],
    stride: Sequence[int],
    storage_offset: int | None = None,
) -> Tensor:
    """With `src` in place of a strided view. Source: torch.as_strided_scatter."""
    memory, first, steps = storage(input._array)
    start = first if storage_offset is None else storage_offset
    if tuple(src.shape) != tuple(size):
        raise ShapeError(
            f"as_strided_scatter: src has shape {tuple(src.shape)}, not {tuple(size)}",
            "give one value per element of the view",
        )
    whole = unindex(input, (memory.size,), places(input.shape, steps, first))
    written = index_write(whole, src, places(size, stride, start))
    return getitem(written, places(input.shape, steps, first))


@function()
def diagonal_scatter(
    input: Tensor, src: Tensor, offset: int = 0, dim1: int = 0, dim2: int = 1
) -> Tensor:
    """With `src` in place of a diagonal. Source: torch.diagonal_scatter."""
    outside = np.ones(tuple(input.shape), np.bool_)
    diagonal = diagonal_of(outside, offset, dim1, dim2)
    if diagonal.shape != src.shape:
        raise ShapeError(
            f"diagonal_scatter: src of shape {tuple(src.shape)} is no diagonal of "
            f"{tuple(input.shape)}",
            "give one value per element of the diagonal",
        )
    diagonal[...] = False
    placed = undiagonal(src, tuple(input.shape), offset, dim1, dim2)
    return selection.where(outside, input, placed)
