"""Strided views: the memory of a tensor read with sizes and strides of one's own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from engine.dtype import Array
from engine.errors import ShapeError
from engine.op import family
from engine.ops.indexing import getitem, unindex

op = family("Shape")


Geometry = tuple[int, int, Sequence[int]]  # elements in all memory, offset and strides in it


@op("as_strided", local=("1",), promotes="none", listed=False, view=True, places="")
def as_strided(
    input: Array,
    size: Sequence[int],
    stride: Sequence[int],
    storage_offset: int | None = None,
    geometry: Geometry = (0, 0, ()),
) -> Array:
    """A view of `size` on the memory of the tensor, neighbours `stride` elements apart.

    `geometry` tells the gradient where the input itself lies.

    Errors: ShapeError where it would reach beyond that memory. Source: torch.as_strided.
    """
    memory, first, _ = storage(input)
    start = first if storage_offset is None else storage_offset
    if len(size) != len(stride) or any(n < 0 for n in (*size, *stride)) or start < 0:
        raise ShapeError(
            f"as_strided: size {tuple(size)}, stride {tuple(stride)}, offset {start}",
            "give one stride of at least 0 for each size",
        )
    last = start + sum((n - 1) * step for n, step in zip(size, stride, strict=True))
    if 0 not in size and last >= memory.size:
        raise ShapeError(
            f"as_strided: element {last} lies beyond the {memory.size} in memory",
            "give smaller sizes, strides or offset",
        )
    if 0 in size:
        return memory[:0].reshape(tuple(size))
    width = input.itemsize
    steps = [step * width for step in stride]
    return np.ndarray(tuple(size), input.dtype, memory, start * width, steps)


@as_strided.vjp
def _(
    z_bar: Any,
    _z: Any,
    _x: Any,
    *,
    size: Sequence[int],
    stride: Sequence[int],
    storage_offset: int | None,
    geometry: Geometry,
) -> Any:
    count, first, steps = geometry
    start = first if storage_offset is None else storage_offset
    whole = unindex(z_bar, (count,), places(size, stride, start))
    own = places(_x.shape, steps, first)
    shared = np.bincount(own.reshape(-1), minlength=count)[own]  # of expanded inputs
    return getitem(whole, own) / shared


def storage(array: Array) -> tuple[Array, int, list[int]]:
    """All memory that an array is a part of, flat; where in it the array starts, and its strides,
    both counted in elements."""
    root = array if array.base is None or not isinstance(array.base, np.ndarray) else array.base
    first = array.__array_interface__["data"][0] - root.__array_interface__["data"][0]
    width = array.itemsize
    return root.reshape(-1, order="A"), first // width, [n // width for n in array.strides]


def places(size: Sequence[int], stride: Sequence[int], start: int) -> Array:
    """Where in memory each element of a strided view lies."""
    result = np.asarray(start)
    for n, step in zip(size, stride, strict=True):
        result = result[..., None] + np.arange(n) * step
    return result
